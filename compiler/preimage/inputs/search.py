"""Searching folders for Dockerfiles.

Source: docs/reference/cli.md, "Finding files".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence

from preimage.inputs.dockerfiles import STANDARD_INPUT, leaves_folder
from preimage.inputs.folder_entries import Contents, FolderEntries, Way
from preimage.inputs.names import DOCKERFILE, LEFTOVER, TEMPLATE, classify_name
from preimage.inputs.path_patterns import (
    GIT_FOLDER,
    IgnoreLayers,
    PathPatterns,
    find_work_tree,
    open_layers,
)
from preimage.inputs.project_locations import BAKE, BAKE_NAMES, COMPOSE_NAMES, Location, find_usual_kind
from preimage.inputs.search_options import NO_EXCLUDES, UNSEARCHED, Excludes, SearchOptions

_USUAL, _GIT_ONLY = frozenset(UNSEARCHED), frozenset((GIT_FOLDER,))
_MOST_NAMED = 1_000


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
        self.options = options
        self.say = say
        self._seen: set[str] = set()
        self._counts = {TEMPLATE: 0, LEFTOVER: 0}
        self.passed_over: list[str] = []
        """What was passed over because of its name, and what it is; the first 1,000."""
        patterns = [*(options.exclude or ()), *options.extend_exclude]
        self._excluded = PathPatterns(options.folder, patterns, "exclude", say) if patterns else None
        self.find_excludes = find_excludes

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
        return self.options.is_forced and path != STANDARD_INPUT and self._is_excluded_file(path)

    def open_walk(self, folder: str, errors: list[OSError]) -> FolderWalk:
        """Begin a walk through a folder, as that of `find`, but nothing is remembered of it, however much there is.

        ``errors`` gets what cannot be read.
        """
        return FolderWalk(self, folder, errors)

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
        excludes = self.find_excludes(os.path.dirname(full))
        names = full.split(os.sep)
        unsearched = self._unsearched(excludes)
        if full.startswith(os.path.join(self.options.folder, "")):
            inner = os.path.relpath(os.path.dirname(full), self.options.folder).split(os.sep)
            if not unsearched.isdisjoint(inner):
                return True
        above = [os.sep.join((*names[:count], "")) for count in range(2, len(names))]
        return any(self._is_left_out(each, excludes) for each in (*above, full))

    def _unsearched(self, excludes: Excludes) -> frozenset[str]:
        return _GIT_ONLY if self.options.exclude is not None or excludes.replaces_usual else _USUAL

    def _is_left_out(self, path: str, excludes: Excludes) -> bool:
        return bool(self._excluded is not None and self._excluded.excludes(path)) or excludes.excludes(path)

    def _walk(self, root: str, errors: list[OSError]) -> Iterator[tuple[str, str]]:
        """Give the Dockerfiles in a folder: each with the name to show, and its absolute path."""
        walk = FolderWalk(self, root, errors)
        ways = [walk.first]
        while ways:
            way = ways.pop()
            contents = walk.look_into(way)
            if contents is None:
                continue
            ways.extend(way.enter(name) for name in reversed(contents.folders))
            for name in contents.names:
                yield way.show(name), way.prefix + name

    def select(self, way: Way, entries: FolderEntries) -> tuple[list[str], list[str]]:
        """Give of what is in a folder the names of folders to search, and of files that are found, both in order."""
        unsearched = self._unsearched(way.excludes)
        folders = [
            name
            for name in entries.folders
            if name not in unsearched and not self._is_excluded(f"{way.prefix}{name}{os.sep}", way)
        ]
        names = []
        for name, entry in entries.files.items():
            kind = classify_name(name)
            if not kind or _is_special(entry) or self._is_excluded(way.prefix + name, way):
                continue
            if kind == DOCKERFILE:
                names.append(name)
            else:
                self._pass_over(way.show(name), kind)
        return sorted(folders), sorted(names) + self._list_projects(way, entries.files)

    def _pass_over(self, path: str, kind: str) -> None:
        self._counts[kind] += 1
        if len(self.passed_over) < _MOST_NAMED:
            self.passed_over.append(f"{path}: {kind}")

    def _list_projects(self, way: Way, entries: Mapping[str, os.DirEntry[str]]) -> list[str]:
        """Give the files of a folder by which the tools would find a project: the first of each."""
        finds = self.options.finds_projects
        if not (way.excludes.finds_projects if finds is None else finds):
            return []
        found = []
        for known in (COMPOSE_NAMES, ("docker-bake.hcl", *BAKE_NAMES)):
            names = [name for name in known if name in entries and not _is_special(entries[name])]
            found += [name for name in names[:1] if not self._is_excluded(way.prefix + name, way)]
        return found

    def _is_excluded(self, path: str, way: Way) -> bool:
        return self._is_left_out(path, way.excludes) or way.layers.excludes(path)


class FolderWalk:
    """A walk through a folder, which begins with ``first``; whoever walks says what comes next."""

    def __init__(self, search: DockerfileSearch, root: str, errors: list[OSError]) -> None:
        """``errors`` gets what cannot be read."""
        self._search = search
        self._root = root
        self._errors = errors
        full = os.path.abspath(root)
        excludes = search.find_excludes(full)
        self._has_ignore_files = search.options.has_ignore_files and excludes.has_ignore_files
        say = search.say
        layers = open_layers(full, say) if self._has_ignore_files else IgnoreLayers((), say)
        self.first = Way(os.path.normpath(root), full, layers, excludes)
        self.first.is_inside = self._has_ignore_files and bool(find_work_tree(full))

    def describe(self, way: Way) -> str:
        """Give a text that is the same as long as the same is left out in a folder, if no settings are asked."""
        return f"{self._search.options.describe()}\0{way.is_inside}\0{way.layers.describe()}"

    def enter_layers(self, way: Way, marks: Sequence[str]) -> None:
        """Have the ignore files of a folder hold for it, once; ``marks`` as in `Contents`.

        Errors are those of opening a file.
        """
        if self._has_ignore_files and way.entered != (names := frozenset(marks)):
            way.is_inside = way.is_inside or GIT_FOLDER in marks
            way.layers = way.layers.enter(way.full, marks, way.shown, is_inside=way.is_inside)
            way.entered = names

    def look_into(self, way: Way) -> Contents | None:
        """Give what is in a folder; None: nothing that counts, or it cannot be read."""
        try:
            entries = FolderEntries(way.shown)
            if entries.is_environment:
                return _NOTHING
            self.enter_layers(way, entries.marks)
        except OSError as error:
            self._errors.append(error)
            return None
        if entries.has_settings:
            way.excludes = self._search.find_excludes(way.full)
        folders, names = self._search.select(way, entries)
        met = [name for name in names if not self._leaves_folder(way, entries.files[name])]
        return Contents(folders, met, entries.marks, has_links=bool(entries.files) and entries.has_links)

    def _leaves_folder(self, way: Way, entry: os.DirEntry[str]) -> bool:
        if not entry.is_symlink() or not leaves_folder(way.show(entry.name), self._root):
            return False
        self._search.say(f"{way.show(entry.name)}: skipped, a link that leaves the folder")
        return True


_NOTHING = Contents((), (), (), has_links=False)


def _is_special(entry: os.DirEntry[str]) -> bool:
    """Tell whether it is a named pipe or the like, at which reading may wait forever; a broken link is not."""
    try:
        return not entry.is_file() and (not entry.is_symlink() or os.path.exists(entry.path))
    except OSError:
        # A link in a circle; whoever reads it is told so.
        return False
