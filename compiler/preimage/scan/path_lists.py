"""Lists of paths to scan, one a line, from a file or from standard input."""

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


def read_paths(name: str, stream: BinaryIO) -> Iterator[str]:
    """Give the paths that a file lists, or for ``-`` a stream, as they are read; empty lines are none.

    Raises:
        OptionError: it is no regular file.
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
    while line := file.readline(PATH_BYTES + 1):
        if len(line) > PATH_BYTES:
            raise LimitError(f"--files-from {name}: a line is longer than {PATH_BYTES} bytes")
        path = line.rstrip(b"\r\n")
        if path:
            yield os.fsdecode(path)
