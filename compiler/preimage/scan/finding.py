"""Finding the units of a scan on disk: below folders, and from lists of paths.

Source: docs/reference/scan.md, "What is scanned".
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from preimage.inputs.path_patterns import GIT_FOLDER, find_work_tree
from preimage.inputs.project_locations import find_kind, find_usual_kind
from preimage.scan.folder_memory import key_of
from preimage.scan.trees import stamp_folder, stamp_of
from preimage.scan.units import DOCKERFILE, Unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.inputs.folder_entries import Way
    from preimage.inputs.search import DockerfileSearch, FolderWalk
    from preimage.scan.folder_memory import FolderMemory
    from preimage.scan.scanning import Found


class UnitFinder:
    """Finds units; ``errors`` are folders that cannot be read."""

    def __init__(self, search: DockerfileSearch, memory: FolderMemory | None = None) -> None:
        """``memory`` is of the last scan: folders that are what they were are not listed again."""
        self.errors: list[OSError] = []
        self._search = search
        self._memory = memory

    def find(self, paths: Iterable[str]) -> Iterator[Found]:
        """Give the units that paths stand for: a file is one, a folder is searched to its ends."""
        for path in paths:
            if os.path.isdir(path):
                yield from _Search(self._search.open_walk(path, self.errors), path, self._memory).run()
            else:
                yield _find_file(path)


class _Place:
    """What holds for a folder and those below: the repository, also as it is shown, and a number for all of it."""

    __slots__ = ("context", "root", "shown")

    def __init__(self, root: str, shown: str, context: int) -> None:
        self.root = root
        self.shown = shown
        self.context = context


class _Search:
    """The search below one folder."""

    def __init__(self, walk: FolderWalk, folder: str, memory: FolderMemory | None) -> None:
        self._walk = walk
        self._folder = folder
        self._memory = memory

    def run(self) -> Iterator[Found]:
        top = self._walk.first
        shown = os.path.normpath(self._folder)
        # Names of folders that are still to be searched, with the way to them and what holds there.
        levels = [(top, _Place(top.full, shown, self._number(top, top.full, shown)), iter([""]))]
        while levels:
            above, place, names = levels[-1]
            name = next(names, None)
            if name is None:
                levels.pop()
                continue
            way = above.enter(name)
            # Of ignore files that were read to recall it, what is wrong has been said.
            place, folders, units = self._recall(way, place) or self._list(way, place)
            yield from units
            if folders:
                levels.append((way, place, iter(folders)))

    def _recall(self, way: Way, place: _Place) -> tuple[_Place, Sequence[str], Iterable[Found]] | None:
        """Give what holds below a folder, the folders there, and the units in it, if the last scan has left them so."""
        memory = self._memory
        if memory is None or (known := memory.find(key_of(way.full))) is None:
            return None
        try:
            if known.stamp != stamp_of(os.stat(way.full)):
                return None
            if known.marks:
                marks = known.marks.split("/")
                self._walk.enter_layers(way, marks)
                place = self._enter(way, place, marks)
        except OSError:
            # Whoever lists it meets the same.
            return None
        if known.context != place.context or (numbers := known.list_unchanged()) is None:
            return None
        memory.keep(known)
        return place, known.list_folders(), (numbers,) if numbers else ()

    def _list(self, way: Way, place: _Place) -> tuple[_Place, Sequence[str], Iterable[Found]]:
        """Give the same from what is there now, and remember it for the next scan."""
        # What comes up while the folder is listed must not seem to have been there.
        stamp = stamp_folder(way.full) if self._memory is not None else ""
        contents = self._walk.look_into(way)
        if contents is None:
            return place, (), ()
        place = self._enter(way, place, contents.marks)
        parent = 0
        if stamp and self._memory is not None and not contents.has_links:
            parent = self._memory.note(key_of(way.full), stamp, place.context, contents)
        units = (self._make_unit(way, place, name, parent) for name in contents.names)
        return place, contents.folders, units

    def _enter(self, way: Way, place: _Place, marks: Sequence[str]) -> _Place:
        """Give what holds in a folder, whose marks may begin a repository, or leave out files."""
        if not marks:
            return place
        root, shown = place.root, place.shown
        if GIT_FOLDER in marks:
            root = way.full
            shown = os.path.normpath(os.path.join(self._folder, os.path.relpath(root, self._walk.first.full)))
        return _Place(root, shown, self._number(way, root, shown))

    def _number(self, way: Way, root: str, shown: str) -> int:
        """Give a number for all that decides what is found in a folder besides what is in it; 0 without a memory."""
        if self._memory is None:
            return 0
        text = "\0".join((self._walk.describe(way), root, shown))
        return int.from_bytes(_digest(text.encode("utf-8", "surrogateescape")), "big", signed=True)

    def _make_unit(self, way: Way, place: _Place, name: str, parent: int) -> Unit:
        kind = find_usual_kind(name) or DOCKERFILE
        return _make_unit(kind, way.prefix + name, place.shown, place.root, parent)


def _digest(data: bytes) -> bytes:
    try:
        # What hashlib loads besides takes longer than many a scan in which nothing has changed.
        from _blake2 import blake2b
    except ImportError:
        from hashlib import blake2b
    return blake2b(data, digest_size=8).digest()


def _find_file(path: str) -> Unit:
    place = os.path.abspath(path)
    folder = os.path.dirname(place)
    root = find_work_tree(folder) or folder
    kind = find_kind(path) or DOCKERFILE
    return _make_unit(kind, place, os.path.normpath(os.path.relpath(root)), root, 0)


def _make_unit(kind: str, place: str, repository: str, root: str, parent: int) -> Unit:
    # Called for every file of a scan: what os.path would work out is known here.
    path = place[len(root.rstrip(os.sep)) + 1 :]
    path = path if os.sep == "/" else path.replace(os.sep, "/")
    return Unit(kind, place, repository, path, folder=root, parent=parent)
