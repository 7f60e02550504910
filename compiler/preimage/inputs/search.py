"""Searching folders for Dockerfiles.

Source: docs/reference/cli.md, "Finding files".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from preimage.inputs.dockerfiles import STANDARD_INPUT, leaves_folder
from preimage.inputs.names import DOCKERFILE, LEFTOVER, TEMPLATE, classify_name
from preimage.inputs.path_patterns import GIT_FOLDER, IgnoreLayers, PathPatterns, find_work_tree, open_layers

UNSEARCHED = (".git", ".hg", ".svn", ".nox", ".tox", ".venv", "__pycache__", "node_modules")
"""Names of folders that are not searched unless other patterns take their place."""

_ENVIRONMENT_MARK = "pyvenv.cfg"


class SearchOptions:
    """What is left out of a search; patterns are written as in ``.gitignore``.

    - ``exclude``: take the place of `UNSEARCHED`; None: they stay. ``.git`` is never searched.
    - ``extend_exclude``: come on top.
    - ``folder``: what patterns are relative to, an absolute path.
    - ``has_ignore_files``: what the ignore files of a git work tree exclude is left out.
    - ``is_forced``: patterns hold for files that are named, too.
    """

    __slots__ = ("exclude", "extend_exclude", "folder", "has_ignore_files", "is_forced")

    def __init__(
        self,
        folder: str,
        *,
        exclude: Sequence[str] | None = None,
        extend_exclude: Sequence[str] = (),
        has_ignore_files: bool = True,
        is_forced: bool = False,
    ) -> None:
        self.folder = folder
        self.exclude = exclude
        self.extend_exclude = extend_exclude
        self.has_ignore_files = has_ignore_files
        self.is_forced = is_forced


class Found:
    """What one path has led to.

    - ``names``: the Dockerfiles, in a fixed order, without those that an earlier path has led to.
    - ``errors``: folders and ignore files that cannot be read.
    - ``is_empty``: it is a folder in which there is no Dockerfile at all.
    """

    __slots__ = ("errors", "is_empty", "names")

    def __init__(self) -> None:
        self.names: list[str] = []
        self.errors: list[OSError] = []
        self.is_empty = False


class DockerfileSearch:
    """The search of one run: each file is found once, and what was passed over is counted."""

    def __init__(self, options: SearchOptions, say: Callable[[str], None]) -> None:
        """``say`` is told of patterns that cannot be used, and of links that leave the folder."""
        self._options = options
        self._say = say
        self._seen: set[str] = set()
        self._counts = {TEMPLATE: 0, LEFTOVER: 0}
        patterns = [*(options.exclude or ()), *options.extend_exclude]
        self._excluded = PathPatterns(options.folder, patterns, "exclude", say) if patterns else None
        self._unsearched = frozenset(UNSEARCHED if options.exclude is None else (GIT_FOLDER,))

    def find(self, path: str) -> Found:
        """Find the Dockerfiles that a path names: itself, or a folder that is searched to its ends.

        Links to folders are not followed, and links to files that leave the folder are skipped, which is told: what
        they lead to is not of the project, and reports quote what they are about.
        """
        found = Found()
        if path == STANDARD_INPUT or not os.path.isdir(path):
            if not (self._options.is_forced and path != STANDARD_INPUT and self._is_excluded_file(path)):
                self._add(found, path, path if path == STANDARD_INPUT else os.path.abspath(path))
            return found
        found.is_empty = True
        for name, place in self._walk(path, found.errors):
            found.is_empty = False
            self._add(found, name, place)
        found.is_empty = found.is_empty and not found.errors
        return found

    def note(self) -> str:
        """Give what was passed over because of its name, such as ``2 templates skipped``; empty if nothing was."""
        parts = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in self._counts.items() if count]
        return f"{' and '.join(parts)} skipped" if parts else ""

    def _add(self, found: Found, name: str, place: str) -> None:
        if place not in self._seen:
            self._seen.add(place)
            found.names.append(name)

    def _is_excluded_file(self, path: str) -> bool:
        """Tell whether a file, or a folder above it, is excluded by an option."""
        full = os.path.abspath(path)
        if not full.startswith(os.path.join(self._options.folder, "")):
            return False
        folder = os.path.relpath(os.path.dirname(full), self._options.folder)
        names = [] if folder == os.curdir else folder.split(os.sep)
        if not self._unsearched.isdisjoint(names):
            return True
        above = [os.path.join(self._options.folder, *names[: count + 1], "") for count in range(len(names))]
        return any(self._excluded is not None and self._excluded.excludes(each) for each in (*above, full))

    def _walk(self, root: str, errors: list[OSError]) -> Iterator[tuple[str, str]]:
        """Give the Dockerfiles in a folder: each with the name to show, and its absolute path."""
        full = os.path.abspath(root)
        shown = os.path.normpath(root)
        ways = [_Way(shown, full, self._open_layers(full))]
        is_inside = self._options.has_ignore_files and bool(find_work_tree(full))
        while ways:
            way = ways.pop()
            try:
                with os.scandir(way.shown) as entries:
                    below = {entry.name: entry for entry in entries}
                if _ENVIRONMENT_MARK in below:
                    continue
                layers = way.layers
                if self._options.has_ignore_files:
                    layers = layers.enter(way.full, below, way.shown, is_inside=is_inside)
            except OSError as error:
                errors.append(error)
                continue
            folders, names = self._sort(way, below, layers)
            ways.extend(_Way(way.show(name), f"{way.prefix}{name}", layers) for name in folders)
            for name in names:
                if below[name].is_symlink() and leaves_folder(way.show(name), root):
                    self._say(f"{way.show(name)}: skipped, a link that leaves the folder")
                else:
                    yield way.show(name), way.prefix + name

    def _open_layers(self, full: str) -> IgnoreLayers:
        return open_layers(full, self._say) if self._options.has_ignore_files else IgnoreLayers((), self._say)

    def _sort(
        self, way: _Way, entries: dict[str, os.DirEntry[str]], layers: IgnoreLayers
    ) -> tuple[list[str], list[str]]:
        """Give the folders to search, last first, and the Dockerfiles."""
        folders, names = [], []
        for name, entry in entries.items():
            if entry.is_dir(follow_symlinks=False):
                if name not in self._unsearched and not self._is_excluded(f"{way.prefix}{name}{os.sep}", layers):
                    folders.append(name)
                continue
            kind = classify_name(name)
            if not kind or _is_special(entry) or self._is_excluded(way.prefix + name, layers):
                continue
            if kind == DOCKERFILE:
                names.append(name)
            else:
                self._counts[kind] += 1
        return sorted(folders, reverse=True), sorted(names)

    def _is_excluded(self, path: str, layers: IgnoreLayers) -> bool:
        return bool(self._excluded is not None and self._excluded.excludes(path)) or layers.excludes(path)


class _Way:
    """A folder to search.

    ``shown`` is its path from where we are, for a folder above that may not be looked into; ``full`` its absolute path,
    ``prefix`` the same with a slash at its end.
    """

    __slots__ = ("full", "layers", "prefix", "shown")

    def __init__(self, shown: str, full: str, layers: IgnoreLayers) -> None:
        self.shown = shown
        self.full = full
        self.prefix = os.path.join(full, "")
        self.layers = layers

    def show(self, name: str) -> str:
        """Give the path of what is in it."""
        return name if self.shown == os.curdir else os.path.join(self.shown, name)


def _is_special(entry: os.DirEntry[str]) -> bool:
    """Tell whether it is a named pipe or the like, at which reading may wait forever; a broken link is not."""
    return not entry.is_file() and (not entry.is_symlink() or os.path.exists(entry.path))
