"""Reading what users and projects name: regular files only, and no more of them than a limit."""

from __future__ import annotations

import errno
import os

from preimage.bases.regular_files import open_regular, read_all
from preimage.model.errors import LimitError, OptionError

TEST_FILE_BYTES = 1 << 20
"""Bytes of a test file: YAML takes long to read."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO


def read_file(path: str, limit: int, *, name: str = "", follow: bool = True) -> bytes:
    """Give the content of a file of at most ``limit`` bytes; with ``follow`` also through a symbolic link.

    ``name`` is what a file that is too large is called, by default its path.

    Raises:
        OptionError: it is no regular file: a pipe or a device could be without end.
        LimitError: it is larger.
        OSError: it cannot be read.
    """
    try:
        with open_regular(path, follow) as file:
            return read_stream(file, limit, name or path)
    except ValueError as error:
        if os.path.isdir(path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path) from error
        raise OptionError(f"{path} {error}; only regular files are read here") from error


def read_stream(file: BinaryIO, limit: int, name: str) -> bytes:
    """Give all that an open file has, which is at most ``limit`` bytes; ``name`` is for errors.

    Raises:
        LimitError: it has more.
    """
    data = read_all(file, limit)
    if data is None:
        raise LimitError(f"{name} is larger than {limit} bytes")
    return data
