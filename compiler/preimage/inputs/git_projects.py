"""Compose and Bake files as they are in a revision of a git repository.

Source: docs/reference/diff.md, "Sides".
"""

from __future__ import annotations

import errno
import os
import posixpath
from collections.abc import Collection

from preimage.inputs.git_revisions import Revision, split_revision
from preimage.inputs.project_files import DiskFiles
from preimage.inputs.project_locations import Location, find_kind_of_names, tell_kind
from preimage.projects.files import FILE_BYTES


class RevisionProjectFiles:
    """The files of a revision as a project sees them; implements ``ProjectFiles``.

    Folders are called as those of the work tree, so that a project has the name that it has there. What the revision
    does not have is not there, but for ``given``: absolute paths of files that the command line names.
    """

    __slots__ = ("_given", "_here", "_revision", "folder")

    def __init__(self, revision: Revision, folder: str, given: Collection[str] = ()) -> None:
        self.folder = os.path.abspath(folder)
        self._here = os.getcwd()
        self._revision = revision
        self._given = frozenset(given)

    def read(self, path: str, limit: int = FILE_BYTES) -> bytes:
        if self._find(path) in self._given:
            return DiskFiles(self.folder).read(path, limit)
        if self.is_folder(path):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        data = self._revision.read(self._enter(path), limit)
        if data is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return data

    def is_file(self, path: str) -> bool:
        if self._find(path) in self._given:
            return DiskFiles(self.folder).is_file(path)
        return self._revision.is_file(self._enter(path))

    def is_folder(self, path: str) -> bool:
        return self._revision.is_folder(self._enter(path))

    def resolve_links(self, path: str) -> str:
        return self._find(path)

    def _find(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.folder, path))

    def _enter(self, path: str) -> str:
        """Give the path as the revision knows it, from the current folder on."""
        return os.path.relpath(self._find(path), self._here).replace(os.sep, "/")


def locate_in_revision(text: str, default: str, kind: str) -> Location:
    """Give what ``git:REV[:PATH]`` stands for, where PATH may be one of a project, with the name of a build.

    ``default`` is the path of a revision without one; ``kind`` is what it is to be read as, if somebody says so.

    Raises:
        OptionError: there is no such revision, or the folder that a build is named of holds files of both tools, or of
            none.
    """
    revision_name, path = split_revision(text)
    path = path or default
    if os.path.isabs(path):
        return Location(path)
    revision = Revision(revision_name)
    name = ""
    if "#" in path and not revision.is_file(path):
        path, _, name = path.rpartition("#")
    if not kind and name and revision.is_folder(path):
        kind = find_kind_of_names(revision.show(path), revision.list_names(path))
    kind = kind or tell_kind(path, lambda limit: revision.read(path, limit) or b"")
    location = Location(posixpath.normpath(path), name, kind)
    location.revision = revision
    return location
