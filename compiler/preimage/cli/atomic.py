"""Writing the files that the command line is told to write, whole or not at all."""

from __future__ import annotations

import os

from preimage.model.errors import OptionError


def write_atomically(path: str, data: bytes, *, follow: bool = True) -> None:
    """Write a file so that a reader, or a kill at any moment, meets the old content or the new, never a part.

    An existing file keeps its mode. What is no regular file, such as ``/dev/stdout`` or a named pipe, is not replaced
    but written to. Without ``follow``, for a path that a project and not its user has chosen, it has to be absent or a
    regular file; through a symbolic link nothing is written.

    Raises:
        OSError: it cannot be written; the old file is then untouched and nothing is left behind. It names ``path``.
        OptionError: see ``follow``; or it is a pipe that nobody reads.
    """
    # Not loaded at the start: only some runs write a file.
    from preimage.bases import safe_files

    if not follow:
        require_own_output(path)
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            safe_files.write_special(path, data)
        else:
            # Through a symbolic link it is the file behind it that changes.
            safe_files.write_atomically(os.path.realpath(path), data)
    except ValueError as error:
        raise OptionError(f"{path} {error}") from error
    except OSError as error:
        # Nobody but us knows the name of the temporary file.
        raise OSError(error.errno, error.strerror, path) from error


def require_other_file(output: str | None, *inputs: str) -> None:
    """Refuse to write over a file that the command reads.

    Raises:
        OptionError: the output is one of the inputs.
    """
    if output is None or not os.path.exists(output):
        return
    for path in inputs:
        if os.path.exists(path) and os.path.samefile(output, path):
            raise OptionError(f"{output} is what this command reads; name another file for what it writes")


def require_own_output(path: str) -> None:
    """Refuse an output that is there but no regular file, or a symbolic link.

    Raises:
        OptionError: it is.
    """
    from preimage.bases.safe_files import require_own

    try:
        require_own(path)
    except ValueError as error:
        raise OptionError(f"{path} {error}") from error


def remove_leftovers(path: str) -> None:
    """Remove what killed runs left beside a file."""
    from preimage.bases import safe_files

    safe_files.remove_leftovers(os.path.dirname(path) or ".")
