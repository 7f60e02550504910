"""``preimage pin``: rewrite the images of a Dockerfile to digests.

Source: docs/how-to/pin-bases.md.
"""

from __future__ import annotations

import sys
from contextlib import suppress

from preimage.api import locate_words, targets
from preimage.bases.indexed_images import IndexedBase
from preimage.bases.lock import LockFile, read_lock
from preimage.cli.arguments import Options
from preimage.cli.atomic import write_atomically
from preimage.cli.base_options import add_switch, open_shared_registry
from preimage.cli.build_options import CommandParser, add_dockerfile_options, read_platforms
from preimage.cli.exit_status import BAD, GOOD, status_of
from preimage.cli.front_ends import require_own_front_end
from preimage.cli.project_options import add_project_options, read_one_entry
from preimage.cli.settings import CommandSettings, add_settings_options
from preimage.cli.terminal import print_error, print_note, reporting
from preimage.edits.pin import Pin, pin_bases
from preimage.inputs.dockerfiles import LOCK_NAME, STANDARD_INPUT
from preimage.model.errors import BaseError, LockError, OptionError
from preimage.model.platforms import machine_platform, parse_platform
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.bases import BaseSource
    from preimage.model.image import Platform


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    entry = read_one_entry(options.path, options)
    source = entry.source
    if entry.is_inline:
        raise OptionError(f"{source.name}: pin rewrites Dockerfiles, and this one is a text in a project")
    options = CommandSettings("pin", options).settle(entry)
    digests = _Digests(options, options.lock or f"{source.folder or '.'}/{LOCK_NAME}")
    with reporting(source.name, source.data):
        require_own_front_end(source.data, {})
        stages = targets(source.data).targets
    words = locate_words(source.data)
    data, pins = pin_bases(source.data, stages, digests.find, words, upgrades=options.upgrade)
    changed = [pin for pin in pins if pin.new_base]
    for pin in pins:
        _say(source.name, pin, options.check)
    if options.check:
        has_left = options.strict and not all(pin.is_pinned for pin in pins)
        return BAD if changed or has_left else digests.status
    if STANDARD_INPUT in (options.path, options.file):
        sys.stdout.buffer.write(data)
    elif changed:
        write_atomically(source.name, data, follow=False)
    if changed and options.upgrade and digests.asks_registries:
        print_note("preimage lock writes what was looked up into the lock file")
    return digests.status


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser(
        "pin",
        "Rewrite images to name:tag@digest with the digests of the lock file, and change nothing else.",
    )
    add_dockerfile_options(parser)
    parser.add_argument("--lock", metavar="FILE", help=f"the lock file (default: {LOCK_NAME} beside the Dockerfile)")
    parser.add_argument(
        "--upgrade",
        action="store_true",
        help="ask the registry, or with --offline or --locked the lock file, where tags lead to now, and move digests",
    )
    _add_base_options(parser)
    add_project_options(parser)
    add_settings_options(parser)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a base could be pinned")
    parser.add_argument("--strict", action="store_true", help="with --check: also fail if an image cannot be pinned")
    options = parser.parse_arguments(arguments)
    if options.strict and not options.check:
        raise OptionError("--strict goes with --check")
    return options


def _add_base_options(parser: CommandParser) -> None:
    for option in ("--locked", "--offline"):
        add_switch(parser, option, "with --upgrade: ask no registry, only the lock file")
    parser.add_argument(
        "--insecure-registry",
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="a registry that may have any certificate, or speak plain HTTP",
    )


class _Digests:
    """Where the digests come from: the lock file or, with ``--upgrade``, registries.

    ``status`` is the exit status that what could not be looked up comes to.
    """

    def __init__(self, options: Options, lock_path: str) -> None:
        """Raises LockError if there is no lock file where only that is asked, or it cannot be read."""
        self.asks_registries = bool(options.upgrade and not (options.offline or options.locked))
        self.status = GOOD
        self._lock = None if self.asks_registries else read_lock(lock_path)
        self._registry = open_shared_registry(options) if self.asks_registries else None

    def find(self, reference: Reference, platform: str) -> tuple[str, str]:
        """Give the digest for all platforms: that of the index, or of the manifest if there is only one.

        Raises:
            LockError: the digest was not confirmed, or the lock file was changed since then.
        """
        if self._registry is not None:
            return self._look_up(self._registry, reference, platform)
        assert self._lock is not None, "one of them was opened"
        return _find_in_lock(self._lock, reference)

    def _look_up(self, registry: BaseSource, reference: Reference, platform: str) -> tuple[str, str]:
        try:
            base = registry.resolve(reference, _read_platform(platform))
        except BaseError as error:
            self.status = max(self.status, status_of(error))
            return "", str(error)
        return (base.index if isinstance(base, IndexedBase) else "") or base.digest, ""


def _read_platform(flag: str) -> Platform:
    """Give the platform to ask for: that of a FROM, if it has no variables in it, else that of all commands."""
    for text in (flag, *read_platforms([])):
        with suppress(ValueError):
            if text:
                return parse_platform(text)
    return machine_platform()


def _find_in_lock(lock: LockFile, reference: Reference) -> tuple[str, str]:
    entries = lock.list_of(str(reference))
    digests = {entry.index or entry.manifest for entry in entries}
    if not entries:
        return "", "not in the lock file"
    if len(digests) > 1:
        return "", "the lock file has several digests for it, of different platforms"
    digest = digests.pop()
    if not digest:
        return "", "the lock file has its config, but no digest"
    try:
        for entry in entries:
            entry.require_confirmed()
    except ValueError as error:
        raise LockError(f"{lock.path}: {error}") from error
    return digest, ""


def _say(filename: str, pin: Pin, is_check: bool) -> None:
    if not pin.new_base:
        print_note(f"{filename}:{pin.line}: {pin.base} is left alone: {pin.reason}")
    elif is_check:
        print_error(f"{filename}:{pin.line}: {pin.base} is not pinned; preimage pin makes it {pin.new_base}")
    else:
        print_note(f"{filename}:{pin.line}: {pin.base} is now {pin.new_base}")
