"""The files of a project in a scan: those of its repository, and what was asked for is noted."""

from __future__ import annotations

import os
import posixpath

from preimage.projects.files import FILE_BYTES
from preimage.scan.trees import ABSENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.scan.trees import Tree
    from preimage.scan.units import Unit


class TreeFiles:
    """The files of a project in a tree; what is not in its repository is not there.

    It gives files to the rooms of projects (``ProjectFiles``) and is a ``Tree`` itself. ``stamps`` has the stamp of
    each path that was asked for, by the path that the tree knows it by.
    """

    def __init__(self, tree: Tree, unit: Unit) -> None:
        self._tree = tree
        # Of a commit paths begin with the name of the repository, which projects may be called by.
        self._top = "" if not unit.source else "/" + (os.path.basename(unit.folder) or "repository")
        self._root = unit.folder.replace(os.sep, "/") if not unit.source else self._top
        place = unit.place.replace(os.sep, "/") if not unit.source else f"{self._top}/{unit.place}"
        self.folder = posixpath.dirname(place)
        self.stamps: dict[str, str] = {}

    def read(self, path: str, limit: int = FILE_BYTES) -> bytes:
        """Give the content; errors are those of `Tree.read`."""
        inner = self._enter(path)
        if not inner:
            raise FileNotFoundError(2, "No such file in the repository", path)
        return self._tree.read(inner, limit)

    def stamp(self, path: str) -> str:
        """Give the stamp of a file, or `ABSENT`."""
        inner = self._enter(path)
        return self.stamps[inner] if inner else ABSENT

    def is_file(self, path: str) -> bool:
        """Tell whether there is something that is no folder."""
        inner = self._enter(path)
        return bool(inner) and self._tree.is_file(inner)

    def is_folder(self, path: str) -> bool:
        """Tell whether there is a folder."""
        inner = self._enter(path)
        return bool(inner) and self._tree.is_folder(inner)

    def resolve_links(self, path: str) -> str:
        """Give the absolute path without symbolic links, as far as that is known."""
        return self._find(path)

    def show(self, path: str) -> str:
        """Give a path relative to the repository."""
        return posixpath.relpath(self._find(path), self._root)

    def _find(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.folder, path))

    def _enter(self, path: str) -> str:
        """Give the path that the tree knows, and note it; empty: it is not in the repository."""
        full = self._find(path)
        if "\0" in full or not f"{full}/".startswith(f"{self._root}/"):
            return ""
        inner = full if not self._top else posixpath.relpath(full, self._top)
        real, root = self._tree.resolve_links(inner), self._tree.resolve_links(self._root)
        if not self._top and not f"{real}/".startswith(f"{root}/"):
            # A link leads out of the repository; nothing tells when it leads elsewhere.
            self.stamps[inner] = ""
            return ""
        if inner not in self.stamps:
            self.stamps[inner] = self._tree.stamp(inner)
        return inner
