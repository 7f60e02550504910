"""Where the files of a scan are: on this machine's disk, or in a commit of a git repository."""

from __future__ import annotations

import errno
import os
import stat
import time

from preimage.inputs.reading import read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Protocol
else:
    Protocol = object

ABSENT = "-"
"""The stamp of a file that is not there."""

_FOLDER = "d"
SETTLED_NANOSECONDS = 2_000_000_000
"""How long ago a file must have been changed, so that it cannot change once more without another time."""


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
        """Give a short text that changes with a file; empty: nothing can be told from it.

        What `is_absent` finds absent is not there.
        """

    def is_file(self, path: str) -> bool:
        """Tell whether there is something that is no folder."""

    def is_folder(self, path: str) -> bool:
        """Tell whether there is a folder."""

    def resolve_links(self, path: str) -> str:
        """Give the path without symbolic links, as far as its parts exist."""


class DiskTree:
    """The files of this machine; paths are those of the operating system."""

    def read(self, path: str, limit: int) -> bytes:
        """Give the content of a file; errors are those of `read_file`."""
        return read_file(path, limit)

    def stamp(self, path: str) -> str:
        """Give size, times and number of a file.

        What was changed in the last seconds has none: it may change once more without another time.
        """
        try:
            found = os.stat(path)
        except OSError as error:
            # Errors say why there is none.
            return ABSENT if error.errno == errno.ENOENT else f"{ABSENT}{error.errno}"
        # What is in a folder has stamps of its own, as far as it matters.
        return _FOLDER if stat.S_ISDIR(found.st_mode) else _stamp_settled(found)

    def is_file(self, path: str) -> bool:
        """Tell whether there is something that is no folder."""
        return os.path.exists(path) and not os.path.isdir(path)

    def is_folder(self, path: str) -> bool:
        """Tell whether there is a folder."""
        return os.path.isdir(path)

    def resolve_links(self, path: str) -> str:
        """Give the path without symbolic links, as far as its parts exist."""
        return os.path.realpath(path)


def is_absent(stamp: str) -> bool:
    """Tell whether a stamp is that of a file that is not there, or cannot be reached."""
    return stamp.startswith(ABSENT)


def stamp_folder(path: str) -> str:
    """Give what changes when something in a folder is made, removed or renamed; empty: nothing can be told from it."""
    try:
        return _stamp_settled(os.stat(path))
    except OSError:
        return ""


def stamp_of(found: os.stat_result) -> str:
    """Give size, times and number of a file: the time of its last change is set by nobody but the system."""
    return f"{found.st_size}.{found.st_mtime_ns}.{found.st_ctime_ns}.{found.st_ino}"


def number_in(stamp: str) -> str:
    """Give the number (the inode) of what a stamp is of."""
    return stamp.rpartition(".")[2]


def _stamp_settled(found: os.stat_result) -> str:
    changed = max(found.st_mtime_ns, found.st_ctime_ns)
    return "" if changed > time.time_ns() - SETTLED_NANOSECONDS else stamp_of(found)


DISK = DiskTree()


def stamp_all(tree: Tree, paths: Iterable[str]) -> str:
    """Give the stamps of files as one text; empty if one of them says nothing."""
    return join_stamps([tree.stamp(path) for path in paths])


def join_stamps(stamps: Collection[str]) -> str:
    """Join stamps; empty if one of them says nothing."""
    return "|".join(stamps) if all(stamps) else ""
