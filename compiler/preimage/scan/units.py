"""What a scan finds: Dockerfiles and projects, each of which is compiled by itself."""

from __future__ import annotations

import os
import posixpath

from preimage.inputs.dockerfiles import LOCK_NAME, list_ignore_paths
from preimage.inputs.project_locations import find_usual_kind

DOCKERFILE = "dockerfile"
"""The kind of a unit that is a Dockerfile by itself; others are those of projects."""


class Unit:
    """A file that is compiled.

    - ``kind``: `DOCKERFILE`, or the kind of the project.
    - ``place``: where it is read: an absolute path, or one in a git repository.
    - ``repository``, ``path``: as the table shows them; ``path`` is relative to the repository.
    - ``folder``: the absolute path of the repository.
    - ``commit``, ``source``: of a git repository the commit and ``REPO@REV``; empty for files on disk.
    - ``parent``: the number of the folder that it was found in, as the store remembers it; 0: that of none.
    """

    __slots__ = ("commit", "folder", "kind", "parent", "path", "place", "repository", "source")

    def __init__(
        self,
        kind: str,
        place: str,
        repository: str,
        path: str,
        *,
        folder: str,
        commit: str = "",
        source: str = "",
        parent: int = 0,
    ) -> None:
        self.parent = parent
        self.kind = kind
        self.place = place
        self.repository = repository
        self.path = path
        self.folder = folder
        self.commit = commit
        self.source = source

    @property
    def key(self) -> str:
        """What tells it from others in a store, wherever the scan was started."""
        return f"{self.kind}:{self.source}:{self.place}"

    @property
    def is_usual(self) -> bool:
        """Tell whether a project has a name by which its tool finds it, with the files beside it."""
        return bool(find_usual_kind(posixpath.basename(self.path)))

    def companions(self) -> list[str]:
        """Give the paths of a Dockerfile and of what is read with it, whether it is there or not."""
        return list_companions(self.place, "/" if self.source else os.sep)


def list_companions(dockerfile: str, separator: str) -> list[str]:
    """Give the paths of a Dockerfile and of what is read with it, whether it is there or not."""
    folder, slash, _ = dockerfile.rpartition(separator)
    return [dockerfile, *list_ignore_paths(dockerfile, folder), f"{folder}{slash}{LOCK_NAME}"]
