"""``preimage lock``: write down the configs of all bases that a build can reach.

Source: docs/how-to/lock-bases.md.
"""

from __future__ import annotations

import argparse
import sys

from preimage.api import compile, targets
from preimage.bases.chain import ChainOfBases
from preimage.bases.lock import LockedBases, LockFile, lock_key, make_lock_entry, read_lock, write_lock
from preimage.cli.base_options import BaseSources
from preimage.cli.build_options import HelpFormatter, add_build_options, read_build_args, read_platforms
from preimage.cli.dockerfiles import DockerfileInput, find_dockerfiles, read_dockerfile
from preimage.cli.terminal import print_error, report_failure
from preimage.model.bases import Base, BaseSource
from preimage.model.compilation import Compilation
from preimage.model.errors import BaseError, BaseNotFound, DockerfileError, MissingBaseError, OptionError
from preimage.model.image import Platform
from preimage.model.references import Reference, parse_reference

Key = tuple[str, str]


class Recorder:
    """A source that notes what it is asked and what it gives."""

    def __init__(self, source: BaseSource) -> None:
        self._source = source
        self.found: dict[Key, tuple[Reference, Platform, Base]] = {}

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give what the source behind gives; errors are its own."""
        base = self._source.resolve(reference, platform)
        self.found[lock_key(reference, platform)] = (reference, platform, base)
        return base


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
    sources = BaseSources(options)
    groups: dict[str, list[DockerfileInput]] = {}
    for path in options.paths or ["."]:
        found = list(find_dockerfiles(path))
        if not found:
            raise OptionError(f"{path}: no Dockerfile in this folder")
        for name in found:
            source = read_dockerfile(name)
            lock_path = sources.lock_path(source.folder)
            if not lock_path:
                raise OptionError("a Dockerfile from standard input has no lock file; name one with --lock")
            groups.setdefault(lock_path, []).append(source)
    status = 0
    for lock_path, members in groups.items():
        act = _check if options.check else _lock
        status = max(status, act(lock_path, members, sources, options))
    return status


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="preimage lock",
        description="Write preimage.lock beside the Dockerfiles: the config of every base image that any stage, "
        "trigger or platform of the run can reach.",
        allow_abbrev=False,
        formatter_class=HelpFormatter,
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="Dockerfiles, or folders to search (default: .)")
    parser.add_argument("--check", action="store_true", help="only tell whether every base is locked; no network")
    parser.add_argument(
        "--upgrade",
        nargs="?",
        const="",
        metavar="REF",
        help="look up all bases, or one, anew, and print what that changes in the resulting configs",
    )
    add_build_options(parser, unresolved="error")
    return parser.parse_args(arguments)


def _lock(lock_path: str, members: list[DockerfileInput], sources: BaseSources, options: argparse.Namespace) -> int:
    old = read_lock(lock_path, missing_ok=True)
    if options.upgrade is None:
        known: BaseSource = LockedBases(old)
    else:
        known = _Without(old, str(parse_reference(options.upgrade)) if options.upgrade else "")
    recorder = Recorder(ChainOfBases([known, sources.without_lock()]))
    for source in members:
        try:
            reach_bases(source, recorder, options)
        except (DockerfileError, BaseError) as error:
            return report_failure(source.name, source.data, error)
    entries = [make_lock_entry(*each) for each in recorder.found.values()]
    before = {entry.key: entry for entry in old.entries}
    changed = [entry for entry in entries if before.get(entry.key) != entry]
    if changed:
        new = write_lock(lock_path, entries)
        for entry in changed:
            reference, platform = entry.key
            verb = "upgraded" if entry.key in before else "locked"
            print(f"{verb} {reference} {platform} {entry.manifest or entry.config_digest}")
        if options.upgrade is not None:
            for source in members:
                _print_changes(source, old, new, options)
    print(f"{lock_path}: {len(entries)} bases locked" if len(entries) != 1 else f"{lock_path}: 1 base locked")
    return 0


def _check(lock_path: str, members: list[DockerfileInput], sources: BaseSources, options: argparse.Namespace) -> int:
    from preimage.bases.empty import EmptyBases

    empty = EmptyBases()
    locked = ChainOfBases([LockedBases(read_lock(lock_path, missing_ok=True)), empty])
    for source in members:
        try:
            reach_bases(source, locked, options)
        except (DockerfileError, BaseError) as error:
            return report_failure(source.name, source.data, error)
    for reference, platform in empty.asked:
        print_error(f"{lock_path}: {reference} {platform} is not locked; run preimage lock")
    return 1 if empty.asked else 0


def reach_bases(source: DockerfileInput, bases: BaseSource, options: argparse.Namespace) -> None:
    """Have every base looked up that a stage, a trigger or a platform of the run can reach.

    Raises:
        DockerfileError: a base is missing, or the Dockerfile cannot be evaluated at all.
    """
    # Triggers are only read in stages that a target needs.
    for target in [None, *_target_names(source)]:
        for platform in read_platforms(options.platform):
            try:
                _compile(source, target, platform, bases, options, all_stages=target is None)
            except MissingBaseError:
                raise
            except DockerfileError:
                # A stage that fails has had its bases looked up; that nothing can be built is told by the default.
                if target is None:
                    _compile(source, None, platform, bases, options, all_stages=False)


def _target_names(source: DockerfileInput) -> list[str]:
    return list(dict.fromkeys(target.name for target in targets(source.data).targets if target.name))


def _compile(
    source: DockerfileInput,
    target: str | None,
    platform: str | None,
    bases: BaseSource,
    options: argparse.Namespace,
    all_stages: bool,
) -> Compilation:
    return compile(
        source.data,
        target=target,
        build_args=read_build_args(options.build_arg),
        platform=platform,
        bases=bases,
        all_stages=all_stages,
    )


def _print_changes(source: DockerfileInput, old: LockFile, new: LockFile, options: argparse.Namespace) -> None:
    """Print what an upgrade changes in the configs of a Dockerfile's targets."""
    from preimage.backends.difference_text import render_text
    from preimage.model.differences import find_differences

    for target in [None, *_target_names(source)]:
        for platform in read_platforms(options.platform):
            try:
                before, after = (
                    _compile(source, target, platform, LockedBases(lock), options, all_stages=False)
                    for lock in (old, new)
                )
            except DockerfileError:
                continue
            differences = find_differences(before.image.to_dict(), after.image.to_dict())
            if differences:
                print(f"{source.name}{f' ({target})' if target else ''}{f' {platform}' if platform else ''}:")
                sys.stdout.write(render_text(differences, None, source.name, ("before", "after")))
