"""Finding the units of a scan on disk: below folders, and from lists of paths.

Source: docs/reference/scan.md, "What is scanned".
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from preimage.inputs.path_patterns import find_work_tree
from preimage.inputs.project_locations import find_kind, find_usual_kind
from preimage.inputs.search import DockerfileSearch
from preimage.scan.units import DOCKERFILE, Unit

_MOST_REMEMBERED = 1_000


class UnitFinder:
    """Finds units; ``errors`` are folders that cannot be read."""

    def __init__(self, search: DockerfileSearch) -> None:
        self.errors: list[OSError] = []
        self._search = search
        self._roots: dict[str, str] = {}

    def find(self, paths: Iterable[str]) -> Iterator[Unit]:
        """Give the units that paths stand for: a file is one, a folder is searched to its ends."""
        for path in paths:
            if os.path.isdir(path):
                yield from self._find_below(path)
            else:
                yield self._find_file(path)

    def _find_below(self, folder: str) -> Iterator[Unit]:
        top = os.path.abspath(folder)
        self._roots = {top: top}
        shown: dict[str, str] = {}
        for _, place in self._search.walk(folder, self.errors):
            where, _, name = place.rpartition(os.sep)
            root = self._roots.get(where) or self._find_root(where or os.sep)
            if root not in shown:
                inner = os.path.relpath(root, top)
                shown[root] = os.path.normpath(os.path.join(folder, inner))
            yield _make_unit(find_usual_kind(name) or DOCKERFILE, place, shown[root], root)

    def _find_root(self, folder: str) -> str:
        """Give the work tree that a folder is in, if that is below where the search began; else where it began."""
        root = self._roots.get(folder)
        if root is None:
            is_root = os.path.lexists(os.path.join(folder, ".git"))
            root = folder if is_root else self._find_root(os.path.dirname(folder))
            if len(self._roots) > _MOST_REMEMBERED:
                self._roots = {each: each for each in self._roots if self._roots[each] == each}
            self._roots[folder] = root
        return root

    def _find_file(self, path: str) -> Unit:
        place = os.path.abspath(path)
        folder = os.path.dirname(place)
        root = find_work_tree(folder) or folder
        kind = find_kind(path) or DOCKERFILE
        return _make_unit(kind, place, os.path.normpath(os.path.relpath(root)), root)


def _make_unit(kind: str, place: str, repository: str, root: str) -> Unit:
    # Called for every file of a scan: what os.path would work out is known here.
    path = place[len(root.rstrip(os.sep)) + 1 :]
    return Unit(kind, place, repository, path if os.sep == "/" else path.replace(os.sep, "/"), folder=root)
