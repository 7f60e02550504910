"""Writing files so that a reader, or a kill at any moment, meets the old content or the new, never a part."""

from __future__ import annotations

import os


def write_atomically(path: str, data: bytes) -> None:
    """Write a file through a temporary one in the same folder; an existing file keeps its mode.

    What is no regular file, such as ``/dev/stdout`` or a named pipe, is not replaced but written to.

    Raises:
        OSError: it cannot be written; the old file is then untouched and nothing is left behind.
    """
    import tempfile

    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            file.write(data)
        return
    # Through a symbolic link it is the file behind it that changes.
    path = os.path.realpath(path)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(path)}.", dir=os.path.dirname(path))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode_of(path))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode_of(path: str) -> int:
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
