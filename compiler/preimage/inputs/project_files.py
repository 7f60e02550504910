"""A project's files on this machine's disk."""

from __future__ import annotations

import errno
import os
import stat

from preimage.model.errors import OptionError
from preimage.projects.files import FILE_BYTES, check_size


class DiskFiles:
    """The files of a folder, and what its paths lead to; implements ``ProjectFiles``.

    What is neither file nor folder (a pipe, a device) is not opened: it is an ``OSError``. With ``root`` a file that is
    not below that folder, links followed, is an ``OptionError``: faults quote what they are about.
    """

    __slots__ = ("_root", "folder")

    def __init__(self, folder: str | os.PathLike[str], root: str | os.PathLike[str] = "") -> None:
        self.folder = os.path.abspath(folder)
        self._root = os.path.realpath(root) if root else ""

    def _find(self, path: str) -> str:
        return os.path.join(self.folder, path)

    def read(self, path: str, limit: int = FILE_BYTES) -> bytes:
        if "\0" in path:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        if self._root and not is_below(self._find(path), self._root):
            raise OptionError(
                f"{path} is not in the folder that is searched; to read it all the same, name the project's file"
            )
        # Without O_NONBLOCK a pipe with no writer would wait for ever, before its kind can be seen.
        descriptor = os.open(self._find(path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
            if not stat.S_ISREG(mode):
                raise OSError(errno.EINVAL, "not a regular file", path)
            content = file.read(limit + 1)
        check_size(path, len(content), limit)
        return content

    def is_file(self, path: str) -> bool:
        return "\0" not in path and os.path.exists(self._find(path)) and not self.is_folder(path)

    def is_folder(self, path: str) -> bool:
        return "\0" not in path and os.path.isdir(self._find(path))

    def resolve_links(self, path: str) -> str:
        return os.path.realpath(self._find(path))


def is_below(path: str, root: str) -> bool:
    """Tell whether a file is below a folder, links of both followed."""
    return os.path.realpath(path).startswith(os.path.join(os.path.realpath(root), ""))
