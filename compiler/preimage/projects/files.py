"""The one object through which a project's files are read; editors and scans give their own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from preimage.golang.paths import clean
from preimage.model.errors import LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object

MIB = 1 << 20
FILE_BYTES = 4 * MIB
"""What one Compose, Bake or environment file may hold."""


class ProjectFiles(Protocol):
    """Files as a project sees them.

    Paths are slash-separated; a relative one is relative to ``folder``. Failures are ``OSError`` of the usual kind
    (``FileNotFoundError``, ``IsADirectoryError``, ``PermissionError``), whose message the caller does not use.
    """

    @property
    def folder(self) -> str:
        """The absolute, clean path of the folder that the tool would run in."""

    def read(self, path: str, limit: int = FILE_BYTES) -> bytes:
        """Give the content; more than ``limit`` bytes are a ``LimitError``."""

    def is_file(self, path: str) -> bool:
        """Tell whether there is something that is no folder."""

    def is_folder(self, path: str) -> bool:
        """Tell whether there is a folder."""

    def resolve_links(self, path: str) -> str:
        """Give the absolute path without symbolic links, as far as its parts exist."""


class MemoryFiles:
    """Files that are held in memory, by their path; for editors, scans and tests.

    ``folder`` is absolute; the keys of ``contents`` are absolute or relative to it. A folder is there when a file is in
    it.
    """

    __slots__ = ("_contents", "_folders", "folder")

    def __init__(self, folder: str, contents: Mapping[str, bytes]) -> None:
        self.folder = clean(folder)
        self._contents = {self._find(path): content for path, content in contents.items()}
        self._folders = {"/", self.folder}
        for path in (self.folder, *self._contents):
            self._folders.update(path[: match.start()] for match in re.finditer("(?<!^)/", path))

    def _find(self, path: str) -> str:
        return clean(path if path.startswith("/") else f"{self.folder}/{path}")

    def read(self, path: str, limit: int = FILE_BYTES) -> bytes:
        if self.is_folder(path):
            raise IsADirectoryError(path)
        if (content := self._contents.get(self._find(path))) is None:
            raise FileNotFoundError(path)
        check_size(path, len(content), limit)
        return content

    def is_file(self, path: str) -> bool:
        return self._find(path) in self._contents

    def is_folder(self, path: str) -> bool:
        return self._find(path) in self._folders

    def resolve_links(self, path: str) -> str:
        return self._find(path)


def check_size(path: str, size: int, limit: int) -> None:
    """Refuse a file of more bytes than the limit."""
    if size > limit:
        raise LimitError(f"{path} is larger than {limit} bytes")
