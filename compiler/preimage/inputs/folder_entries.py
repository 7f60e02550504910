"""What is in a folder that a search goes through.

Source: docs/reference/cli.md, "Finding files".
"""

from __future__ import annotations

import os

from preimage.inputs.names import classify_name
from preimage.inputs.path_patterns import GIT_FOLDER, IGNORE_FILES
from preimage.inputs.project_locations import BAKE_NAMES, COMPOSE_NAMES
from preimage.inputs.settings import OWN_FILE, SHARED_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.inputs.path_patterns import IgnoreLayers
    from preimage.inputs.search_options import Excludes

_ENVIRONMENT_MARK = "pyvenv.cfg"

MARKS = (GIT_FOLDER, *IGNORE_FILES)
"""Names in a folder that say which ignore files hold for it."""

_TELLING = frozenset((*MARKS, _ENVIRONMENT_MARK, OWN_FILE, SHARED_FILE))
_PROJECT_NAMES = frozenset((*COMPOSE_NAMES, *BAKE_NAMES))


class Contents:
    """What a search meets in one folder.

    - ``folders``: names of folders to search, sorted.
    - ``names``: those of Dockerfiles, sorted, then of each kind of project the file by which its tool would find it.
    - ``marks``: which of `MARKS` are there.
    - ``has_links``: what is met may change with what a link leads to.
    """

    __slots__ = ("folders", "has_links", "marks", "names")

    def __init__(self, folders: Sequence[str], names: Sequence[str], marks: Sequence[str], *, has_links: bool) -> None:
        self.folders = folders
        self.names = names
        self.marks = marks
        self.has_links = has_links


class FolderEntries:
    """What is in a folder: names of folders, and of files that may count."""

    __slots__ = ("files", "folders", "has_links", "has_settings", "is_environment", "marks")

    def __init__(self, folder: str) -> None:
        self.folders: list[str] = []
        self.files: dict[str, os.DirEntry[str]] = {}
        self.marks: list[str] = []
        self.is_environment = self.has_links = self.has_settings = False
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name in _TELLING:
                    self._take_note(name)
                if entry.is_dir(follow_symlinks=False):
                    self.folders.append(name)
                    continue
                self.has_links = self.has_links or entry.is_symlink()
                if classify_name(name) or name in _PROJECT_NAMES:
                    self.files[name] = entry

    def _take_note(self, name: str) -> None:
        if name in MARKS:
            self.marks.append(name)
        elif name == _ENVIRONMENT_MARK:
            self.is_environment = True
        else:
            self.has_settings = True


class Way:
    """A folder to search.

    ``shown`` is its path from where we are, for a folder above that may not be looked into; ``full`` its absolute path,
    ``prefix`` the same with a slash at its end. ``is_inside``: it is in a git work tree. ``entered``: the marks whose
    ignore files hold for it already.
    """

    __slots__ = ("entered", "excludes", "full", "is_inside", "layers", "prefix", "shown")

    def __init__(self, shown: str, full: str, layers: IgnoreLayers, excludes: Excludes) -> None:
        self.excludes = excludes
        self.shown = shown
        self.full = full
        self.prefix = full if full.endswith(os.sep) else full + os.sep
        self.layers = layers
        self.is_inside = False
        self.entered: frozenset[str] = frozenset()

    def show(self, name: str) -> str:
        """Give the path of what is in it."""
        shown = self.shown
        if shown == os.curdir:
            return name
        # Called for every folder of a scan: what os.path would look at is known here.
        return shown + name if shown.endswith(os.sep) else f"{shown}{os.sep}{name}"

    def enter(self, name: str) -> Way:
        """Give the way to a folder that is in it; with an empty name, to itself."""
        shown, full = (self.show(name), self.prefix + name) if name else (self.shown, self.full)
        way = Way(shown, full, self.layers, self.excludes)
        way.is_inside = self.is_inside
        return way
