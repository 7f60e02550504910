"""``preimage lock``: write down the configs of all bases that a build can reach.

Source: docs/how-to/lock-bases.md.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress

from preimage.api import compile_request, targets
from preimage.bases.empty import EmptyBases
from preimage.bases.lock import LOCKED, LockedBases, LockFile, lock_key, make_lock_entry, read_lock, write_lock
from preimage.cli.base_options import SourcesOfRun
from preimage.cli.build_options import CommandParser, add_build_options, read_build_args, read_platforms
from preimage.cli.compilation import request_of_lock
from preimage.cli.front_ends import require_own_front_end
from preimage.cli.search_options import add_paths, add_search_options, open_search, print_skipped, read_found
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import FILE_FAULTS, print_error, reporting
from preimage.inputs.base_sources import BaseSources, is_context
from preimage.inputs.dockerfiles import DockerfileInput
from preimage.model.bases import UNRESOLVED, Base, BaseSource
from preimage.model.errors import BaseNotFound, DockerfileError, MissingBaseError, OptionError, PreimageError
from preimage.model.image import Platform
from preimage.model.references import Reference, parse_reference
from preimage.results.compilation import Compilation

Key = tuple[str, str]


class Recorder:
    """A source in front of another that notes each base found, but for named contexts and empty images."""

    def __init__(self, source: BaseSource, found: dict[Key, tuple[Reference, Platform, Base]] | None = None) -> None:
        self._source = source
        self.found = {} if found is None else found

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give the base that the other source gives; errors are those of that source."""
        base = self._source.resolve(reference, platform)
        if base.origin != UNRESOLVED and not is_context(reference):
            self.found[lock_key(reference, platform)] = (reference, platform, base)
        return base


class _Member:
    """A Dockerfile, and the sources and options that hold for it."""

    __slots__ = ("options", "source", "sources")

    def __init__(self, source: DockerfileInput, sources: BaseSources, options: argparse.Namespace) -> None:
        self.source = source
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
    run_sources = SourcesOfRun()
    groups: dict[str, list[_Member]] = {}
    settings = CommandSettings("lock", options)
    search = open_search(options, settings)
    for source, own in read_found(search, options.paths or ["."], options, settings):
        sources = run_sources.open(own)
        lock_path = sources.lock_path(source.folder)
        if not lock_path:
            raise OptionError("a Dockerfile from standard input has no lock file; name one with --lock")
        groups.setdefault(os.path.normpath(lock_path) if own.lock else lock_path, []).append(
            _Member(source, sources, own)
        )
    status = 0
    for lock_path, members in groups.items():
        act = _check if options.check else _lock
        status = max(status, act(lock_path, members, options))
    print_skipped(search)
    return status


def _parse(arguments: list[str]) -> argparse.Namespace:
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
    add_build_options(parser, unresolved="error")
    return parser.parse_args(arguments)


def _lock(lock_path: str, members: list[_Member], options: argparse.Namespace) -> int:
    old = read_lock(lock_path, missing_ok=True)
    known = LockedBases(old) if options.upgrade is None else _Without(old, _read_upgrade(options.upgrade))
    found: dict[Key, tuple[Reference, Platform, Base]] = {}
    for sources, alike in _group(members):
        _record(sources, alike, known, found)
    # What the lock file itself has given stays out of it: another run may have upgraded it meanwhile.
    entries = [make_lock_entry(*each) for each in found.values() if each[2].origin != LOCKED]
    before = {entry.key: entry for entry in old.entries}
    changed = [entry for entry in entries if before.get(entry.key) != entry]
    if changed or not found:
        new = write_lock(lock_path, changed)
        for entry in changed:
            reference, platform = entry.key
            verb = "upgraded" if entry.key in before else "locked"
            print(f"{verb} {reference} {platform} {entry.manifest or entry.config_digest}")
        if options.upgrade is not None:
            has_changes = [_print_changes(member, (old, new)) for member in members]
            if not any(has_changes):
                print("the resulting configs stay the same")
    count = len(found)
    print(f"{lock_path}: {count} bases locked" if count != 1 else f"{lock_path}: 1 base locked")
    return 0


def _group(members: list[_Member]) -> list[tuple[BaseSources, list[_Member]]]:
    """Put together those with the same sources."""
    groups: dict[int, tuple[BaseSources, list[_Member]]] = {}
    for member in members:
        groups.setdefault(id(member.sources), (member.sources, []))[1].append(member)
    return list(groups.values())


def _record(
    sources: BaseSources,
    members: list[_Member],
    known: BaseSource,
    found: dict[Key, tuple[Reference, Platform, Base]],
) -> None:
    """Note the bases of Dockerfiles with the same sources."""
    recorder = Recorder(sources.around(known), found)
    sources.expect(lambda registry: _rehearse(members, sources.around(known, registry)))
    for member in members:
        with reporting(member.source.name, member.source.data):
            reach_bases(member.source, recorder, sources, member.options)


def _rehearse(members: list[_Member], bases: BaseSource) -> None:
    for member in members:
        # It is told when it is locked.
        with suppress(PreimageError):
            reach_bases(member.source, bases, member.sources, member.options)


def _read_upgrade(text: str) -> str:
    """Read the value of ``--upgrade``: a full reference, or empty for all."""
    try:
        return str(parse_reference(text)) if text else ""
    except ValueError as error:
        raise OptionError(f"--upgrade {text}: {error}; to upgrade all, put PATH before --upgrade") from error


def _check(lock_path: str, members: list[_Member], options: argparse.Namespace) -> int:
    empty = EmptyBases()
    lock = LockedBases(read_lock(lock_path, missing_ok=True))
    for member in members:
        source = member.source
        with reporting(source.name, source.data):
            try:
                reach_bases(source, member.sources.only(lock, empty), member.sources, member.options)
            except FILE_FAULTS:
                # What went wrong with an empty base may go right with the one that is missing.
                if not empty.asked:
                    raise
    option = f" --platform {','.join(options.platform)}" if options.platform else ""
    for reference, platform in empty.asked:
        print_error(f"{lock_path}: {reference} {platform} is not locked; run preimage lock{option}")
    return 1 if empty.asked else 0


def reach_bases(source: DockerfileInput, bases: BaseSource, sources: BaseSources, options: argparse.Namespace) -> None:
    """Have every base looked up that a stage, a trigger or a platform of the run can reach.

    Raises:
        DockerfileError: a base is missing, or the Dockerfile cannot be evaluated at all.
    """
    require_own_front_end(source.data, read_build_args(options.build_arg))
    # Triggers are only read in stages that a target needs.
    for target in [None, *_target_names(source)]:
        for platform in read_platforms(options.platform):
            try:
                _compile(source, target, platform, bases, sources, options, all_stages=target is None)
            except MissingBaseError:
                raise
            except DockerfileError:
                # A stage that fails has had its bases looked up; that nothing can be built is told by the default.
                if target is None:
                    _compile(source, None, platform, bases, sources, options)


def _target_names(source: DockerfileInput) -> list[str]:
    return list(dict.fromkeys(target.name for target in targets(source.data).targets if target.name))


def _compile(
    source: DockerfileInput,
    target: str | None,
    platform: str | None,
    bases: BaseSource,
    sources: BaseSources,
    options: argparse.Namespace,
    all_stages: bool = False,
) -> Compilation:
    request = request_of_lock(options, sources, platform, target=target, all_stages=all_stages)
    return compile_request(source.data, request, bases)


def _print_changes(member: _Member, locks: tuple[LockFile, LockFile]) -> bool:
    """Print what an upgrade changes in the configs of a Dockerfile's targets; tell whether there is anything."""
    from preimage.backends.difference_text import render_text
    from preimage.results.differences import find_differences

    has_changes = False
    source, sources, options = member.source, member.sources, member.options
    for target in [None, *_target_names(source)]:
        for platform in read_platforms(options.platform):
            try:
                before, after = (
                    _compile(source, target, platform, sources.only(LockedBases(lock)), sources, options)
                    for lock in locks
                )
            except DockerfileError:
                continue
            differences = find_differences(before.image.to_dict(), after.image.to_dict())
            if differences:
                has_changes = True
                print(f"{source.name}{f' ({target})' if target else ''}{f' {platform}' if platform else ''}:")
                sys.stdout.write(render_text(differences, None, source.name, ("before", "after")))
    return has_changes
