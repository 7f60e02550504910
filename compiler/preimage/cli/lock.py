"""``preimage lock``: write down the configs of all bases that a build can reach.

Source: docs/how-to/lock-bases.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

from preimage.api import compile_request, diff, targets
from preimage.bases.empty import EmptyBases, UnresolvedWatch
from preimage.bases.lock import LOCKED, LockedBases, LockFile, lock_key, make_lock_entry, read_lock, write_lock
from preimage.cli.arguments import Options
from preimage.cli.build_options import CommandParser, add_build_options, read_build_args
from preimage.cli.compilation import EntrySources, is_linked, platforms_of, request_of_lock, require_few_targets
from preimage.cli.front_ends import require_own_front_end
from preimage.cli.jobs import add_jobs_option, map_files, print_own_note, settle_jobs
from preimage.cli.search_options import add_paths, add_search_options, open_search, print_skipped, read_found
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import FILE_FAULTS, ReportedError, print_error, print_line, reporting, write_report
from preimage.inputs.base_sources import BaseSources, is_context
from preimage.inputs.dockerfiles import DockerfileInput
from preimage.inputs.entries import Entry
from preimage.model.bases import UNRESOLVED, Base, BaseSource
from preimage.model.errors import (
    BaseError,
    BaseNotFound,
    DockerfileError,
    LimitError,
    MissingBaseError,
    OptionError,
    PreimageError,
)
from preimage.model.image import Platform
from preimage.model.references import Reference, parse_reference
from preimage.results.compilation import Compilation

TARGET_BYTES_LIMIT = 4 << 20
"""Targets of a Dockerfile times its bytes: what is read to evaluate each of them."""

_CONTINUATION = re.compile(rb"[\\`][ \t]*\r*\n")

Key = tuple[str, str]
_Found = tuple[Reference, Platform, Base]
_Use = tuple[Reference, Platform]
_Fault = DockerfileError | BaseError | LimitError | None


class Recorder:
    """A source in front of another that notes each base found, but for named contexts and empty images."""

    def __init__(self, source: BaseSource) -> None:
        self._source = source
        self.found: dict[Key, _Found] = {}

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the base that the other source gives; errors are those of that source."""
        base = self._source.resolve(reference, platform)
        if base.origin != UNRESOLVED and not is_context(reference):
            self.found[lock_key(reference, platform)] = (reference, platform, base)
        return base


class _Member:
    """An entry, and the sources and options that hold for it."""

    __slots__ = ("entry", "options", "sources")

    def __init__(self, entry: Entry, sources: BaseSources, options: Options) -> None:
        self.entry = entry
        self.sources = sources
        self.options = options


class _Without:
    """A lock file's bases without those that are to be looked up anew."""

    def __init__(self, lock: LockFile, hidden: str) -> None:
        self._bases = LockedBases(lock)
        self._hidden = hidden

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        if self._hidden in ("", str(reference)):
            raise BaseNotFound(f"{reference}: not found")
        return self._bases.resolve(reference, platform)


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    if options.locked:
        raise OptionError("--locked makes no sense here: this command writes the lock file")
    groups: dict[str, list[_Member]] = {}
    settings = CommandSettings("lock", options)
    opener = EntrySources(settings, say=print_own_note)
    search = open_search(options, settings)
    read = read_found(search, options.paths or ["."], options, settings)
    for entry, own in _add_links(read.members, settings):
        sources = opener.open(entry, own)
        lock_path = sources.lock_path(entry.source.folder)
        if not lock_path:
            raise OptionError("a Dockerfile from standard input has no lock file; name one with --lock")
        key = os.path.normpath(lock_path) if own.lock else lock_path
        groups.setdefault(key, []).append(_Member(entry, sources, own))
    for sources in {id(member.sources): member.sources for members in groups.values() for member in members}.values():
        _expect(sources, groups, options)
    status = read.status
    for lock_path, members in groups.items():
        act = _check if options.check else _lock
        try:
            status = max(status, act(lock_path, members, options))
        except ReportedError as error:
            # The other lock files are of use all the same; this one stays as it is.
            status = max(status, error.status)
    print_skipped(search)
    return status


def _add_links(members: list[tuple[Entry, Options]], settings: CommandSettings) -> list[tuple[Entry, Options]]:
    """Add the builds that others are built from, whose bases are then needed, too."""
    added = {(entry.title, entry.source.name): (entry, own) for entry, own in members}
    for entry, _ in members:
        if entry.contexts:
            from preimage.inputs.linked_builds import read_links

            for other in read_links(entry):
                added.setdefault((other.title, other.source.name), (other, settings.settle(other)))
    return list(added.values())


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser(
        "lock",
        "Write preimage.lock beside the Dockerfiles: the config of every base image that any stage, trigger "
        "or platform of the run can reach.",
    )
    add_paths(parser, "Dockerfiles, or folders to search (default: .)")
    parser.add_argument("--check", action="store_true", help="only tell whether every base is locked; no network")
    parser.add_argument(
        "--upgrade",
        nargs="?",
        const="",
        metavar="REF",
        help="look up all bases, or one, anew, and print what that changes in the resulting configs",
    )
    add_search_options(parser)
    add_jobs_option(parser)
    add_build_options(parser, unresolved="error")
    return parser.parse_arguments(arguments)


def _lock(lock_path: str, members: list[_Member], options: Options) -> int:
    old = read_lock(lock_path, missing_ok=True)
    found: dict[Key, _Found] = {}
    work = partial(_find_bases, _open_known(old, options))
    results = map_files(work, members, settle_jobs(options, _options_of(members)), stays=_is_linked)
    for member, (bases, error, taken_as_empty) in zip(members, results, strict=True):
        member.sources.tell_empty(taken_as_empty)
        with reporting(member.entry.source.name, member.entry.source.data):
            if error is not None:
                raise error
        found.update(bases)
    # What the lock file itself has given stays out of it: another run may have upgraded it meanwhile.
    entries = [make_lock_entry(*each) for each in found.values() if each[2].origin != LOCKED]
    before = {entry.key: entry for entry in old.entries}
    changed = [entry for entry in entries if before.get(entry.key) != entry]
    if changed or not found:
        new = write_lock(lock_path, changed, follow=bool(members[0].options.lock))
        for entry in changed:
            reference, platform = entry.key
            verb = "upgraded" if entry.key in before else "locked"
            print_line(f"{verb} {reference} {platform} {entry.manifest or entry.config_digest}")
        if options.upgrade is not None:
            has_changes = [_print_changes(member, (old, new)) for member in members]
            if not any(has_changes):
                print_line("the resulting configs stay the same")
    count = len(found)
    print_line(f"{lock_path}: {count} bases locked" if count != 1 else f"{lock_path}: 1 base locked")
    return 0


def _find_bases(
    known: BaseSource, member: _Member
) -> tuple[dict[Key, _Found], _Fault, Sequence[tuple[Reference, Platform]]]:
    """Give the bases that a Dockerfile can reach, or what is wrong with it, and what was taken as empty."""
    watch = UnresolvedWatch()
    recorder = Recorder(watch.around(member.sources.around(known)))
    try:
        reach_bases(member.entry, recorder, member.sources, member.options)
    except FILE_FAULTS as error:
        return {}, error, watch.found
    return recorder.found, None, watch.found


def _options_of(members: list[_Member]) -> Iterator[Options]:
    return (member.options for member in members)


def _is_linked(member: _Member) -> bool:
    return is_linked(member.entry)


def _open_known(lock: LockFile, options: Options) -> BaseSource:
    """Give what a lock file knows and nobody wants to have looked up anew."""
    return LockedBases(lock) if options.upgrade is None else _Without(lock, _read_upgrade(options.upgrade))


def _expect(sources: BaseSources, groups: dict[str, list[_Member]], options: Options) -> None:
    sources.expect(lambda registry: _rehearse(groups, registry, sources, options))


def _rehearse(groups: dict[str, list[_Member]], registry: BaseSource, sources: BaseSources, options: Options) -> None:
    """Look for the bases of all Dockerfiles of these sources, with one in the place of the registries."""
    for lock_path, members in groups.items():
        for member in members:
            if member.sources is not sources:
                continue
            # What is wrong is told when it is locked.
            with suppress(PreimageError):
                known = _open_known(read_lock(lock_path, missing_ok=True), options)
                reach_bases(member.entry, sources.around(known, registry), sources, member.options)


def _read_upgrade(text: str) -> str:
    """Read the value of ``--upgrade``: a full reference, or empty for all."""
    try:
        return str(parse_reference(text)) if text else ""
    except ValueError as error:
        raise OptionError(f"--upgrade {text}: {error}; to upgrade all, put PATH before --upgrade") from error


def _check(lock_path: str, members: list[_Member], options: Options) -> int:
    lock = read_lock(lock_path, missing_ok=True)
    unconfirmed = _find_unconfirmed(lock)
    missing: dict[tuple[str, str], None] = {}
    jobs = settle_jobs(options, _options_of(members), may_ask=False)
    results = map_files(partial(_find_missing, lock), members, jobs)
    for member, (asked, error) in zip(members, results, strict=True):
        missing.update(dict.fromkeys(asked))
        # What went wrong with an empty base may go right with the one that is missing.
        if error is not None and not missing:
            with reporting(member.entry.source.name, member.entry.source.data):
                raise error
    option = f" --platform {','.join(options.platform)}" if options.platform else ""
    for reference, platform in missing:
        print_error(f"{lock_path}: {reference} {platform} is not locked; run preimage lock{option}")
    for text in unconfirmed:
        print_error(f"{lock_path}: {text}")
    return 1 if missing or unconfirmed else 0


def _find_missing(lock: LockFile, member: _Member) -> tuple[Sequence[tuple[str, str]], _Fault]:
    """Give the bases of a Dockerfile that are not locked, by reference and platform, and what is wrong with it."""
    empty = EmptyBases()
    try:
        reach_bases(member.entry, member.sources.only(LockedBases(lock), empty), member.sources, member.options)
    except FILE_FAULTS as error:
        return empty.asked, error
    return empty.asked, None


def _find_unconfirmed(lock: LockFile) -> list[str]:
    """Say what is wrong with entries whose manifest was not confirmed to be that of their config."""
    texts = []
    for entry in lock.entries:
        if entry.manifest or entry.index:
            try:
                entry.require_confirmed()
            except ValueError as error:
                texts.append(str(error))
    return texts


def reach_bases(entry: Entry, bases: BaseSource, sources: BaseSources, options: Options) -> None:
    """Have every base looked up that a stage, a trigger or a platform of the run can reach.

    Raises:
        DockerfileError: a base is missing, or the Dockerfile cannot be evaluated at all.
        LimitError: each of too many targets of a large Dockerfile would have to be evaluated.
    """
    source = entry.source
    require_own_front_end(source.data, read_build_args(options.build_arg, entry.build_args))
    watched = _TriggerWatch(bases)
    _reach_from(entry, None, watched, sources, options)
    # Of a single evaluation all bases are known, unless triggers bring more along, which are read only in stages that a
    # target needs, or FROM goes by the name of the target.
    text = _CONTINUATION.sub(b"", source.data).lower()
    if watched.has_triggers or b"onbuild" in text or b"targetstage" in text:
        for target in _target_names(source):
            _reach_from(entry, target, watched, sources, options)


def _reach_from(entry: Entry, target: str | None, bases: BaseSource, sources: BaseSources, options: Options) -> None:
    for platform in platforms_of(entry, options):
        try:
            _compile(entry, target, platform, bases, sources, options, all_stages=target is None)
        except MissingBaseError:
            raise
        except DockerfileError:
            # A stage that fails has had its bases looked up; that nothing can be built is told by the default.
            if target is None:
                _compile(entry, None, platform, bases, sources, options)


class _TriggerWatch:
    """A source that notes whether any image that it gives has triggers."""

    def __init__(self, source: BaseSource) -> None:
        self._source = source
        self.has_triggers = False

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        base = self._source.resolve(reference, platform)
        # A config that cannot be read is told by who uses it.
        with suppress(ValueError):
            self.has_triggers = self.has_triggers or bool(base.image.config.on_build)
        return base


def _target_names(source: DockerfileInput) -> list[str]:
    names = list(dict.fromkeys(target.name for target in targets(source.data).targets if target.name))
    require_few_targets(len(source.data), len(names), TARGET_BYTES_LIMIT)
    return names


def _compile(
    entry: Entry,
    target: str | None,
    platform: str | None,
    bases: BaseSource,
    sources: BaseSources,
    options: Options,
    all_stages: bool = False,
) -> Compilation:
    request = request_of_lock(entry, options, sources, platform, target=target, all_stages=all_stages)
    return compile_request(entry.source.data, request, bases, budget=entry.open_budget())


def _print_changes(member: _Member, locks: tuple[LockFile, LockFile]) -> bool:
    """Print what an upgrade changes in the configs of a Dockerfile's targets; tell whether there is anything."""
    from preimage.backends.diff_text import render_diff
    from preimage.cli.explain_report import make_layout

    has_changes = False
    source, sources, options = member.entry.source, member.sources, member.options
    for target in [None, *_target_names(source)]:
        for platform in platforms_of(member.entry, options):
            try:
                before, after = (
                    _compile(member.entry, target, platform, sources.only(LockedBases(lock)), sources, options)
                    for lock in locks
                )
            except DockerfileError:
                continue
            changes = diff(before, after)
            if changes:
                has_changes = True
                title = f"{source.name}{f' ({target})' if target else ''}{f' {platform}' if platform else ''}:"
                text = render_diff(changes.to_dict(), title, make_layout())
                write_report(text, is_json=False, is_visible=True, size=len(source.data))
    return has_changes
