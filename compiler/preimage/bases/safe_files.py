"""Writing files that others may tamper with, or write at the same time."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_WAIT_SECONDS = 60.0
_PAUSE_SECONDS = 0.02
_TEMPORARY = r"\.preimage-([0-9]{1,9})-[0-9a-f]{12}\.new"
# Windows has neither of these.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
# Only Windows has this.
_BINARY = getattr(os, "O_BINARY", 0)


def require_own(path: str) -> None:
    """Refuse to write where the content of a project, not its user, says what is written to.

    A symbolic link that is part of a project can lead to any file of the one who runs the command.

    Raises:
        ValueError: as the end of a sentence, such as ``is a symbolic link``; the path is absent or a regular file else.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise ValueError("is a symbolic link, which is not written through")
    if stat.S_ISDIR(mode):
        raise ValueError("is a folder, which is in the way")
    if not stat.S_ISREG(mode):
        raise ValueError("is no regular file")


def write_atomically(path: str, content: bytes, durable: bool = True) -> None:
    """Write a file so that, whenever the process is killed, the old content or the new is there.

    See `open_replacement`.

    Raises:
        OSError: it cannot be written; then the old file is as it was and nothing is left behind.
    """
    with open_replacement(path, durable) as file:
        file.write(content)


@contextmanager
def open_replacement(path: str, durable: bool = True) -> Iterator[BinaryIO]:
    """Open what takes the place of a file once all is written; on an exception the old file is as it was.

    If ``durable``, that also holds for the machine: the new content is on the disk before it takes the place of the
    old. Permissions of an existing file are kept, and its owner and group as far as that is allowed. What killed
    writers left in the folder is removed.

    Raises:
        OSError: it cannot be written; then nothing is left behind.
    """
    directory = os.path.dirname(path) or "."
    remove_leftovers(directory)
    # The name has nothing of the path's own, which may be as long as names can be.
    temporary = os.path.join(os.path.dirname(path), f".preimage-{os.getpid()}-{os.urandom(6).hex()}.new")
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        with open(descriptor, "wb") as file:
            _try_lock(descriptor)
            # First of all: what nobody else may read must not be readable under another name either.
            if os.path.exists(path):
                _take_over(temporary, os.stat(path))
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
            os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    if durable:
        _sync_directory(directory)


def _take_over(path: str, status: os.stat_result) -> None:
    """Give a new file the permissions of the one that it is to replace, and its owner and group if that is allowed."""
    own = os.stat(path)
    if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
        # Only the administrator can do this; otherwise the file is theirs who wrote it.
        with suppress(PermissionError):
            os.chown(path, status.st_uid, status.st_gid)
    os.chmod(path, stat.S_IMODE(status.st_mode))


def write_special(path: str, content: bytes) -> None:
    """Write to a device or a named pipe.

    Raises:
        OSError: it cannot be opened or written.
        ValueError: it is a pipe or socket with nobody at its other end, which would be waited for without end; as the
            end of a sentence.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | _NO_WAIT | _BINARY)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        raise ValueError("is a pipe that nobody reads; start its reader first, or name a file") from error
    if _NO_WAIT:
        # A reader that is there may take its time.
        os.set_blocking(descriptor, True)
    with open(descriptor, "wb") as file:
        file.write(content)


def remove_leftovers(directory: str) -> None:
    """Remove what killed writers left in a folder; a file whose writer is still there is kept."""
    if sys.platform == "win32":
        return
    try:
        names = os.listdir(directory)
    except OSError:
        # Who may write there without reading has to clean up by himself.
        return
    for name in names:
        match = re.fullmatch(_TEMPORARY, name)
        if match is not None and not _is_alive(int(match[1])):
            _remove_unlocked(os.path.join(directory, name))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _remove_unlocked(path: str) -> None:
    """Remove a file unless its writer, perhaps in another container, holds its lock."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _NO_FOLLOW | _NO_WAIT)
        try:
            if _try_lock(descriptor):
                os.unlink(path)
        finally:
            os.close(descriptor)
    except OSError:
        # Another run has removed it, or it is somebody else's.
        return


def _try_lock(descriptor: int) -> bool:
    """Lock an open file unless another process has it; where files cannot be locked, nobody has it."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


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


def _sync_directory(directory: str) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
