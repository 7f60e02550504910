"""Writing the files that the command line is told to write, whole or not at all."""

from __future__ import annotations

import os


def write_atomically(path: str, data: bytes) -> None:
    """Write a file so that a reader, or a kill at any moment, meets the old content or the new, never a part.

    An existing file keeps its mode. What is no regular file, such as ``/dev/stdout`` or a named pipe, is not replaced
    but written to.

    Raises:
        OSError: it cannot be written; the old file is then untouched and nothing is left behind. It names ``path``.
    """
    # Not loaded at the start: only some runs write a file.
    from preimage.bases import safe_files

    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as file:
                file.write(data)
        else:
            # Through a symbolic link it is the file behind it that changes.
            safe_files.write_atomically(os.path.realpath(path), data)
    except OSError as error:
        # Nobody but us knows the name of the temporary file.
        raise OSError(error.errno, error.strerror, path) from error
