"""Lists of paths to scan, one a line or each ended by a NUL, from a file or from standard input."""

from __future__ import annotations

import os
from collections.abc import Iterator

from preimage.bases.regular_files import open_regular
from preimage.inputs.dockerfiles import STANDARD_INPUT
from preimage.model.errors import LimitError, OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

PATH_BYTES = 1 << 16
"""What one path may have."""

BLOCK_BYTES = 1 << 16


def read_paths(name: str, stream: BinaryIO) -> Iterator[str]:
    """Give the paths that a file lists, or for ``-`` a stream, as they are read; empty lines are none.

    A NUL in the first `BLOCK_BYTES` says that paths are ended by NULs, as those of ``find -print0``.

    Raises:
        OptionError: it is no regular file, or there is a NUL in a line.
        LimitError: a line is too long.
        OSError: it cannot be read.
    """
    if name == STANDARD_INPUT:
        yield from _read_lines(stream, name)
        return
    try:
        file = open_regular(name, follow=True)
    except ValueError as error:
        raise OptionError(f"--files-from {name} {error}") from error
    with file:
        yield from _read_lines(file, name)


def _read_lines(file: BinaryIO, name: str) -> Iterator[str]:
    block = file.read(BLOCK_BYTES)
    end = b"\0" if b"\0" in block else b"\n"
    rest = b""
    while block:
        *paths, rest = (rest + block).split(end)
        for path in paths:
            yield from _read_path(path, end, name)
        if len(rest) > PATH_BYTES:
            break
        block = file.read(BLOCK_BYTES)
    yield from _read_path(rest, end, name)


def _read_path(path: bytes, end: bytes, name: str) -> Iterator[str]:
    if len(path) > PATH_BYTES:
        raise LimitError(f"--files-from {name}: a line is longer than {PATH_BYTES} bytes")
    if end == b"\n":
        path = path.rstrip(b"\r")
        if b"\0" in path:
            raise OptionError(f"--files-from {name}: a line holds a NUL; end all paths by one, or none")
    if path:
        yield os.fsdecode(path)
