"""Reading files that others may tamper with: regular ones only, and within a limit."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_USUAL_SIZE = 1 << 16
_MOST_AT_ONCE = 1 << 22
# Windows has neither of these.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
# Only Windows has this.
_BINARY = getattr(os, "O_BINARY", 0)


def open_regular(path: str, follow: bool = False) -> BinaryIO:
    """Open a regular file for reading; a symbolic link as the last part of the path is refused unless ``follow``.

    Raises:
        FileNotFoundError: there is no such file.
        OSError: it cannot be opened.
        ValueError: it is no regular file, as the end of a sentence: ``is a symbolic link``.
    """
    if not follow and os.path.islink(path):
        raise ValueError("is a symbolic link")
    # A pipe with nobody at its other end would block without O_NONBLOCK; on regular files it means nothing.
    flags = os.O_RDONLY | _NO_WAIT | _BINARY | (0 if follow else _NO_FOLLOW)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ValueError("is no regular file")
    return open(descriptor, "rb")


def read_regular(path: str, limit: int, follow: bool = False) -> bytes:
    """Give the content of a regular file of at most ``limit`` bytes; for links see `open_regular`.

    Raises:
        FileNotFoundError: there is no such file.
        OSError: it cannot be read.
        ValueError: it is no regular file or too large, as the end of a sentence: ``is a symbolic link``.
    """
    with open_regular(path, follow) as file:
        is_small = os.fstat(file.fileno()).st_size <= limit
        content = read_all(file, limit) if is_small else None
    if content is None:
        raise ValueError(f"is larger than {limit} bytes")
    return content


def read_all(file: BinaryIO, limit: int) -> bytes | None:
    """Give all that an open file has; None if that is more than ``limit`` bytes."""
    parts = []
    left = limit + 1
    # Asked for all it may give, read() would make room for that each time; and a file of /proc does not know its size.
    size = _USUAL_SIZE
    while left > 0 and (part := file.read(min(size, left))):
        parts.append(part)
        left -= len(part)
        size = min(2 * size, _MOST_AT_ONCE)
    return b"".join(parts) if left > 0 else None
