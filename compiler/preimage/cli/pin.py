"""``preimage pin``: rewrite FROM lines to digests from the lock file."""

from __future__ import annotations

import argparse
import sys

from preimage.api import locate_words, targets
from preimage.bases.lock import LockFile, read_lock
from preimage.cli.atomic import write_atomically
from preimage.cli.base_options import add_unused_base_options
from preimage.cli.build_options import CommandParser, add_dockerfile_options
from preimage.cli.front_ends import require_own_front_end
from preimage.cli.project_options import add_project_options, read_one_entry
from preimage.cli.settings import CommandSettings, add_settings_options
from preimage.cli.terminal import print_error, print_note, reporting
from preimage.edits.pin import Pin, pin_bases
from preimage.inputs.base_sources import LOCK_NAME
from preimage.inputs.dockerfiles import STANDARD_INPUT
from preimage.model.errors import LockError, OptionError
from preimage.model.references import Reference


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    entry = read_one_entry(options.path, options)
    source = entry.source
    if entry.is_inline:
        raise OptionError(f"{source.name}: pin rewrites Dockerfiles, and this one is a text in a project")
    options = CommandSettings("pin", options).settle(entry)
    with reporting(source.name, source.data):
        require_own_front_end(source.data, {})
        stages = targets(source.data).targets
    lock = read_lock(options.lock or f"{source.folder or '.'}/{LOCK_NAME}")
    words = locate_words(source.data)
    data, pins = pin_bases(source.data, stages, lambda reference, _: _find_digest(lock, reference), words)
    changed = [pin for pin in pins if pin.new_base]
    for pin in pins:
        _say(source.name, pin, options.check)
    if options.check:
        has_left = options.strict and not all(pin.is_pinned for pin in pins)
        return 1 if changed or has_left else 0
    if STANDARD_INPUT in (options.path, options.file):
        sys.stdout.buffer.write(data)
    elif changed:
        write_atomically(source.name, data, follow=False)
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = CommandParser(
        "pin",
        "Rewrite FROM lines to name:tag@digest with the digests of the lock file, and change nothing else.",
    )
    add_dockerfile_options(parser)
    parser.add_argument("--lock", metavar="FILE", help=f"the lock file (default: {LOCK_NAME} beside the Dockerfile)")
    add_unused_base_options(parser)
    add_project_options(parser)
    add_settings_options(parser)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a base could be pinned")
    parser.add_argument("--strict", action="store_true", help="with --check: also fail if an image cannot be pinned")
    options = parser.parse_arguments(arguments)
    if options.strict and not options.check:
        raise OptionError("--strict goes with --check")
    return options


def _find_digest(lock: LockFile, reference: Reference) -> str:
    """Give the digest for all platforms: that of the index, or of the manifest if there is only one.

    Raises:
        LockError: the digest was not confirmed, or the lock file was changed since then.
    """
    entries = lock.list_of(str(reference))
    digests = {entry.index or entry.manifest for entry in entries}
    digest = digests.pop() if len(digests) == 1 else ""
    if digest:
        try:
            for entry in entries:
                entry.require_confirmed()
        except ValueError as error:
            raise LockError(f"{lock.path}: {error}") from error
    return digest


def _say(filename: str, pin: Pin, is_check: bool) -> None:
    if not pin.new_base:
        print_note(f"{filename}:{pin.line}: {pin.base} is left alone: {pin.reason}")
    elif is_check:
        print_error(f"{filename}:{pin.line}: {pin.base} is not pinned; preimage pin makes it {pin.new_base}")
    else:
        print_note(f"{filename}:{pin.line}: {pin.base} is now {pin.new_base}")
