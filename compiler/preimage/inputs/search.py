"""Searching folders for Dockerfiles.

Source: docs/reference/cli.md, "Finding files".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from preimage.inputs.dockerfiles import STANDARD_INPUT, leaves_folder
from preimage.inputs.names import DOCKERFILE, LEFTOVER, TEMPLATE, classify_name
from preimage.inputs.path_patterns import GIT_FOLDER, IgnoreLayers, PathPatterns, find_work_tree, open_layers
from preimage.inputs.project_locations import BAKE, BAKE_NAMES, COMPOSE_NAMES, Location, find_usual_kind
from preimage.inputs.settings import OWN_FILE, SHARED_FILE

UNSEARCHED = (".git", ".hg", ".svn", ".nox", ".tox", ".venv", "__pycache__", "node_modules")
"""Names of folders that are not searched unless other patterns take their place."""

_USUAL, _GIT_ONLY = frozenset(UNSEARCHED), frozenset((GIT_FOLDER,))
_MOST_NAMED = 1_000
_ENVIRONMENT_MARK = "pyvenv.cfg"


class SearchOptions:
    """What is left out of a search; patterns are written as in ``.gitignore``.

    - ``exclude``: take the place of `UNSEARCHED`; None: they stay. ``.git`` is never searched.
    - ``extend_exclude``: come on top.
    - ``folder``: what patterns are relative to, an absolute path.
    - ``has_ignore_files``: what the ignore files of a git work tree exclude is left out.
    - ``is_forced``: patterns hold for files that are named, too.
    - ``finds_projects``: Compose and Bake files are found, too; None: as settings say.
    """

    __slots__ = ("exclude", "extend_exclude", "finds_projects", "folder", "has_ignore_files", "is_forced")

    def __init__(
        self,
        folder: str,
        *,
        exclude: Sequence[str] | None = None,
        extend_exclude: Sequence[str] = (),
        has_ignore_files: bool = True,
        is_forced: bool = False,
        finds_projects: bool | None = None,
    ) -> None:
        self.finds_projects = finds_projects
        self.folder = folder
        self.exclude = exclude
        self.extend_exclude = extend_exclude
        self.has_ignore_files = has_ignore_files
        self.is_forced = is_forced


class Excludes:
    """What the settings of a project leave out of a search; without ``patterns``, nothing.

    - ``replaces_usual``: they take the place of `UNSEARCHED`.
    - ``has_ignore_files``: as in `SearchOptions`; what counts is where the search begins.
    - ``finds_projects``: Compose and Bake files are found, too.
    """

    __slots__ = ("finds_projects", "has_ignore_files", "patterns", "replaces_usual")

    def __init__(
        self,
        patterns: PathPatterns | None = None,
        *,
        replaces_usual: bool = False,
        has_ignore_files: bool = True,
        finds_projects: bool = False,
    ) -> None:
        self.finds_projects = finds_projects
        self.patterns = patterns
        self.replaces_usual = replaces_usual
        self.has_ignore_files = has_ignore_files

    def excludes(self, path: str) -> bool:
        """Tell whether an absolute path is left out; a folder ends in a slash."""
        return bool(self.patterns is not None and self.patterns.excludes(path))


NO_EXCLUDES = Excludes()


class Found:
    """What one path has led to.

    - ``names``: the Dockerfiles, in a fixed order, without those that an earlier path has led to.
    - ``errors``: folders and ignore files that cannot be read.
    - ``is_empty``: it is a folder in which there is no Dockerfile at all, and no project.
    - ``projects``: those of a folder, if they are to be found.
    """

    __slots__ = ("errors", "is_empty", "names", "projects")

    def __init__(self) -> None:
        self.projects: list[Location] = []
        self.names: list[str] = []
        self.errors: list[OSError] = []
        self.is_empty = False


class DockerfileSearch:
    """The search of one run: each file is found once, and what was passed over is counted."""

    def __init__(
        self,
        options: SearchOptions,
        say: Callable[[str], None],
        find_excludes: Callable[[str], Excludes] = lambda folder: NO_EXCLUDES,
    ) -> None:
        """``say`` is told of patterns that cannot be used, and of links that leave the folder.

        ``find_excludes`` gives what settings leave out of an absolute folder.
        """
        self._options = options
        self._say = say
        self._seen: set[str] = set()
        self._counts = {TEMPLATE: 0, LEFTOVER: 0}
        self.passed_over: list[str] = []
        """What was passed over because of its name, and what it is; the first 1,000."""
        patterns = [*(options.exclude or ()), *options.extend_exclude]
        self._excluded = PathPatterns(options.folder, patterns, "exclude", say) if patterns else None
        self._find_excludes = find_excludes

    def find(self, path: str) -> Found:
        """Find the Dockerfiles that a path names: itself, or a folder that is searched to its ends.

        Links to folders are not followed, and links to files that leave the folder are skipped, which is told: what
        they lead to is not of the project, and reports quote what they are about.
        """
        found = Found()
        if path == STANDARD_INPUT or not os.path.isdir(path):
            if not self.leaves_out(path):
                self._add(found, path, path if path == STANDARD_INPUT else os.path.abspath(path))
            return found
        found.is_empty = True
        for name, place in self._walk(path, found.errors):
            found.is_empty = False
            kind = find_usual_kind(os.path.basename(name))
            if kind and place not in self._seen:
                # Nobody asks for a group of this name, and there need not be one.
                found.projects.append(Location(name, "*" if kind == BAKE else "", kind, is_found=True, root=path))
                self._seen.add(place)
            elif not kind:
                self._add(found, name, place)
        found.is_empty = found.is_empty and not found.errors
        return found

    def leaves_out(self, path: str) -> bool:
        """Tell whether a file that is named is left out all the same."""
        return self._options.is_forced and path != STANDARD_INPUT and self._is_excluded_file(path)

    def walk(self, folder: str, errors: list[OSError]) -> Iterator[tuple[str, str]]:
        """Give what is in a folder as it is found, each with the name to show and its absolute path.

        As `find`, but nothing is remembered of it, however much there is; ``errors`` gets what cannot be read. Of a
        project it is the file by which its tool would find it.
        """
        return self._walk(folder, errors)

    def note(self) -> str:
        """Give what was passed over because of its name, such as ``2 templates skipped``; empty if nothing was."""
        parts = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in self._counts.items() if count]
        return f"{' and '.join(parts)} skipped" if parts else ""

    def _add(self, found: Found, name: str, place: str) -> None:
        if place not in self._seen:
            self._seen.add(place)
            found.names.append(name)

    def _is_excluded_file(self, path: str) -> bool:
        """Tell whether a file, or a folder above it, is excluded by an option or by settings."""
        full = os.path.abspath(path)
        excludes = self._find_excludes(os.path.dirname(full))
        names = full.split(os.sep)
        unsearched = self._unsearched(excludes)
        if full.startswith(os.path.join(self._options.folder, "")):
            inner = os.path.relpath(os.path.dirname(full), self._options.folder).split(os.sep)
            if not unsearched.isdisjoint(inner):
                return True
        above = [os.sep.join((*names[:count], "")) for count in range(2, len(names))]
        return any(self._is_left_out(each, excludes) for each in (*above, full))

    def _unsearched(self, excludes: Excludes) -> frozenset[str]:
        return _GIT_ONLY if self._options.exclude is not None or excludes.replaces_usual else _USUAL

    def _is_left_out(self, path: str, excludes: Excludes) -> bool:
        return bool(self._excluded is not None and self._excluded.excludes(path)) or excludes.excludes(path)

    def _walk(self, root: str, errors: list[OSError]) -> Iterator[tuple[str, str]]:
        """Give the Dockerfiles in a folder: each with the name to show, and its absolute path."""
        full = os.path.abspath(root)
        excludes = self._find_excludes(full)
        has_ignore_files = self._options.has_ignore_files and excludes.has_ignore_files
        layers = open_layers(full, self._say) if has_ignore_files else IgnoreLayers((), self._say)
        is_inside = has_ignore_files and bool(find_work_tree(full))
        ways = [_Way(os.path.normpath(root), full, layers, excludes)]
        while ways:
            way = ways.pop()
            try:
                with os.scandir(way.shown) as entries:
                    below = {entry.name: entry for entry in entries}
                if _ENVIRONMENT_MARK in below:
                    continue
                if has_ignore_files:
                    way.layers = way.layers.enter(way.full, below, way.shown, is_inside=is_inside)
            except OSError as error:
                errors.append(error)
                continue
            if OWN_FILE in below or SHARED_FILE in below:
                way.excludes = self._find_excludes(way.full)
            folders, names = self._sort(way, below)
            names += self._list_projects(way, below)
            ways.extend(_Way(way.show(name), f"{way.prefix}{name}", way.layers, way.excludes) for name in folders)
            for name in names:
                if below[name].is_symlink() and leaves_folder(way.show(name), root):
                    self._say(f"{way.show(name)}: skipped, a link that leaves the folder")
                else:
                    yield way.show(name), way.prefix + name

    def _sort(self, way: _Way, entries: dict[str, os.DirEntry[str]]) -> tuple[list[str], list[str]]:
        """Give the folders to search, last first, and the Dockerfiles."""
        folders, names = [], []
        unsearched = self._unsearched(way.excludes)
        for name, entry in entries.items():
            if entry.is_dir(follow_symlinks=False):
                if name not in unsearched and not self._is_excluded(f"{way.prefix}{name}{os.sep}", way):
                    folders.append(name)
                continue
            kind = classify_name(name)
            if not kind or _is_special(entry) or self._is_excluded(way.prefix + name, way):
                continue
            if kind == DOCKERFILE:
                names.append(name)
            else:
                self._counts[kind] += 1
                if len(self.passed_over) < _MOST_NAMED:
                    self.passed_over.append(f"{way.show(name)}: {kind}")
        return sorted(folders, reverse=True), sorted(names)

    def _list_projects(self, way: _Way, entries: dict[str, os.DirEntry[str]]) -> list[str]:
        """Give the files of a folder by which the tools would find a project: the first of each."""
        finds = self._options.finds_projects
        if not (way.excludes.finds_projects if finds is None else finds):
            return []
        found = []
        for known in (COMPOSE_NAMES, ("docker-bake.hcl", *BAKE_NAMES)):
            names = [name for name in known if name in entries and not _is_special(entries[name])]
            found += [name for name in names[:1] if not self._is_excluded(way.prefix + name, way)]
        return found

    def _is_excluded(self, path: str, way: _Way) -> bool:
        return self._is_left_out(path, way.excludes) or way.layers.excludes(path)


class _Way:
    """A folder to search.

    ``shown`` is its path from where we are, for a folder above that may not be looked into; ``full`` its absolute path,
    ``prefix`` the same with a slash at its end.
    """

    __slots__ = ("excludes", "full", "layers", "prefix", "shown")

    def __init__(self, shown: str, full: str, layers: IgnoreLayers, excludes: Excludes) -> None:
        self.excludes = excludes
        self.shown = shown
        self.full = full
        self.prefix = os.path.join(full, "")
        self.layers = layers

    def show(self, name: str) -> str:
        """Give the path of what is in it."""
        return name if self.shown == os.curdir else os.path.join(self.shown, name)


def _is_special(entry: os.DirEntry[str]) -> bool:
    """Tell whether it is a named pipe or the like, at which reading may wait forever; a broken link is not."""
    try:
        return not entry.is_file() and (not entry.is_symlink() or os.path.exists(entry.path))
    except OSError:
        # A link in a circle; whoever reads it is told so.
        return False
