"""Base sources that open no connection: those of tests' settings and of calls of the pytest fixture.

Source: docs/reference/pytest.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from preimage.bases.chain import ChainOfBases
from preimage.bases.schemes import ARCHIVE_SCHEME, ENGINE, LAYOUT_SCHEME
from preimage.inputs.base_sources import ON_UNRESOLVED, open_lock
from preimage.inputs.dockerfiles import LOCK_NAME
from preimage.inputs.image_locations import is_engine, open_all, open_named
from preimage.model.bases import BaseSource
from preimage.model.errors import OptionError


def open_settings(lines: Iterable[str], folder: str) -> list[BaseSource]:
    """Open the sources of settings of tests, in their order; paths are relative to ``folder``.

    A line is ``REF[|PLATFORM]=LOCATION`` for one base, or a layout, an archive or a lock file for the bases by the
    names that they have there. Tests ask no engine: what one happens to hold must not decide about them.

    Raises:
        OptionError: a line that is none of these.
        LimitError: the file of a base is too large.
        LockError: the lock file cannot be read.
        OSError: a file cannot be read.
    """
    return [_open_line(line, folder) for line in lines]


def make_offline_chain(
    given: BaseSource | None, sources: Iterable[BaseSource], folder: str, unresolved: str, lock: str = ""
) -> BaseSource:
    """Put sources in order: those of the call, those of the settings, the lock file of a folder, then empty images.

    Raises:
        OptionError: ``unresolved`` is neither ``error`` nor ``empty``.
        LockError: the lock file cannot be read.
    """
    if unresolved not in ON_UNRESOLVED:
        raise OptionError(f"unresolved must be error or empty, not {unresolved}")
    chain = [*([] if given is None else [given]), *sources]
    lock_path = lock or os.path.join(folder, LOCK_NAME)
    if lock or os.path.exists(lock_path):
        chain.append(open_lock(lock_path))
    if unresolved == "empty":
        from preimage.bases.empty import EmptyBases

        chain.append(EmptyBases())
    return ChainOfBases(chain)


def _open_line(line: str, folder: str) -> BaseSource:
    written, separator, location = (part.strip() for part in line.partition("="))
    if line.startswith((LAYOUT_SCHEME, ARCHIVE_SCHEME)):
        written, separator, location = "", "", line
    if is_engine(location if separator else line):
        raise OptionError(
            f"base {line}: tests ask no engine; keep its image with 'docker save' and name it as "
            f"{ARCHIVE_SCHEME}FILE, or the file as ./{ENGINE}"
        )
    if not separator:
        return open_all(line, "base", folder) or open_lock(os.path.join(folder, line))
    return open_named([f"{written}={location}"], "base", folder)
