"""Reading and writing files that others may tamper with, or write at the same time."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_WAIT_SECONDS = 60.0
_PAUSE_SECONDS = 0.02
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


def write_atomically(path: str, content: bytes, durable: bool = True) -> None:
    """Write a file so that, whenever the process is killed, the old content or the new is there.

    If ``durable``, that also holds for the machine: the new content is on the disk before it takes the place of the
    old. Permissions of an existing file are kept.

    Raises:
        OSError: it cannot be written; then the old file is as it was and nothing is left behind.
    """
    temporary = f"{_temporary_prefix(path)}{os.getpid()}-{os.urandom(6).hex()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        with open(descriptor, "wb") as file:
            # First of all: what nobody else may read must not be readable under another name either.
            if os.path.exists(path):
                os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    if durable:
        _sync_directory(os.path.dirname(path) or ".")


def remove_leftovers(path: str) -> None:
    """Remove what killed writers of a file left beside it; only for who holds the directory of the file locked."""
    prefix = os.path.basename(_temporary_prefix(path))
    directory = os.path.dirname(path) or "."
    for name in os.listdir(directory):
        if name.startswith(prefix):
            os.unlink(os.path.join(directory, name))


@contextmanager
def lock_directory(directory: str, wait_seconds: float = _WAIT_SECONDS) -> Iterator[None]:
    """Keep other processes that ask for the same out of a directory.

    The directory itself carries the lock, so no file for it is left behind; the lock ends with the process at the
    latest. On Windows nothing is locked.

    Raises:
        OSError: the directory cannot be opened, or its file system has no locks.
        TimeoutError: others held the lock for ``wait_seconds``.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(directory, os.O_RDONLY)
    try:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"another process has held it for {wait_seconds:g} s") from None
                time.sleep(_PAUSE_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _temporary_prefix(path: str) -> str:
    return os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.new-")


def _sync_directory(directory: str) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
