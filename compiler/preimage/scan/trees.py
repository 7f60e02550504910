"""Where the files of a scan are: on this machine's disk, or in a commit of a git repository."""

from __future__ import annotations

import os
import time

from preimage.inputs.reading import read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object

ABSENT = "-"
"""The stamp of a file that is not there."""

_SETTLED_NANOSECONDS = 2_000_000_000


class Tree(Protocol):
    """Files by their paths."""

    def read(self, path: str, limit: int) -> bytes:
        """Give the content of a file of at most ``limit`` bytes.

        Raises:
            OptionError: it is no regular file.
            LimitError: it is larger.
            OSError: there is none, or it cannot be read.
        """

    def stamp(self, path: str) -> str:
        """Give a short text that changes with a file; `ABSENT`: there is none. Empty: nothing can be told from it."""


class DiskTree:
    """The files of this machine; paths are those of the operating system."""

    def read(self, path: str, limit: int) -> bytes:
        """Give the content of a file; errors are those of `read_file`."""
        return read_file(path, limit)

    def stamp(self, path: str) -> str:
        """Give size, time and number of a file.

        What was changed in the last seconds has none: it may change once more without another time.
        """
        try:
            found = os.stat(path)
        except OSError:
            return ABSENT
        if found.st_mtime_ns > time.time_ns() - _SETTLED_NANOSECONDS:
            return ""
        return f"{found.st_size}.{found.st_mtime_ns}.{found.st_ino}"


DISK = DiskTree()
