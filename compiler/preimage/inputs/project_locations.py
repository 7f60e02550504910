"""Which files are those of projects, and how one of their builds is named: ``PATH#NAME``.

Source: docs/reference/projects.md, "Locations".
"""

from __future__ import annotations

import os
import re

from preimage.inputs.dockerfiles import STANDARD_INPUT
from preimage.inputs.reading import read_file
from preimage.model.errors import LimitError, OptionError

COMPOSE, BAKE = "compose", "bake"
KINDS = (COMPOSE, BAKE)

COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""Names by which Compose finds a project, the first that is there."""

BAKE_NAMES = ("docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl")
"""Names by which Bake finds files of its own, all that are there."""

LINKS = ("target:", "service:")
"""What sources of named contexts begin with that stand for other builds of a project: those of Bake, of Compose."""

_BAKE_NAME = r"(?i)docker-bake(?:[._-][^/]*)?\.json"
_JSON_BYTES = 4 << 20
_SUFFIXES = (".yaml", ".yml", ".hcl", ".json")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from preimage.inputs.git_revisions import Revision


class Location:
    """What an argument stands for: a path, and of a project the build that is named; empty: all that it builds.

    ``kind`` is one of `KINDS`, empty for a Dockerfile. ``is_found`` says that nobody has named this file: it stands
    for what the tool finds in its folder. ``root`` is the folder that was searched, which nothing that the project
    reads may leave; empty: it may be anywhere. ``revision`` is where the project is read; None: on disk.
    """

    __slots__ = ("is_found", "kind", "name", "path", "revision", "root")

    def __init__(self, path: str, name: str = "", kind: str = "", *, is_found: bool = False, root: str = "") -> None:
        self.path = path
        self.name = name
        self.kind = kind
        self.is_found = is_found
        self.root = root
        self.revision: Revision | None = None

    def without_name(self) -> Location:
        """Give the location of all that the project builds."""
        location = Location(self.path, "", self.kind, is_found=self.is_found, root=self.root)
        location.revision = self.revision
        return location

    @property
    def title(self) -> str:
        """What the project is called: its path, or that with the revision."""
        return self.path if self.revision is None else self.revision.show(self.path)

    @property
    def is_folder(self) -> bool:
        """Tell whether the path is a folder."""
        return os.path.isdir(self.path) if self.revision is None else self.revision.is_folder(self.path)


def parse_location(text: str, kind: str = "") -> Location:
    """Read ``PATH`` or ``PATH#NAME``; ``kind`` is what the path is to be read as, if somebody says so.

    Raises:
        OptionError: the folder that a build is named of holds files of both tools, or of none.
    """
    path, separator, name = ("", "", text) if os.path.exists(text) else text.rpartition("#")
    if not separator or not path:
        path, name = text, ""
    if kind:
        return Location(path, name, kind)
    if name and os.path.isdir(path):
        return Location(path, name, find_kind_in_folder(path))
    found = find_kind(path)
    return Location(path, name, found) if found else Location(text)


def is_project_name(path: str) -> bool:
    """Tell whether a file is called as a tool calls its own, so that it is taken for nothing else."""
    return bool(find_usual_kind(os.path.basename(path)))


def find_usual_kind(name: str) -> str:
    """Tell which tool calls its own files so; empty: none."""
    return COMPOSE if name in COMPOSE_NAMES else BAKE if name in BAKE_NAMES else ""


def find_kind(path: str) -> str:
    """Tell by its name what a file is, and for JSON by its content; empty: a Dockerfile, or a folder."""
    if path == STANDARD_INPUT or not path.lower().endswith(_SUFFIXES) or os.path.isdir(path):
        return ""
    return tell_kind(path, lambda limit: read_file(path, limit))


def tell_kind(path: str, read: Callable[[int], bytes]) -> str:
    """Tell by its name what a file is, and for JSON by its content, which ``read`` gives up to a limit in bytes."""
    name = os.path.basename(path).lower()
    if not name.endswith(_SUFFIXES):
        return ""
    if name.endswith(".json"):
        return BAKE if re.fullmatch(_BAKE_NAME, name) else _find_kind_of_json(read)
    return BAKE if name.endswith(".hcl") else COMPOSE


def find_kind_in_folder(folder: str) -> str:
    """Tell which tool finds a project in a folder.

    Raises:
        OptionError: both do, or none does.
        OSError: the folder cannot be read.
    """
    return find_kind_of_names(folder, os.listdir(folder))


def find_kind_of_names(folder: str, names: Iterable[str]) -> str:
    """Tell which tool finds a project in a folder with these names; errors are those of `find_kind_in_folder`."""
    names = set(names)
    found = [kind for kind, known in ((COMPOSE, COMPOSE_NAMES), (BAKE, BAKE_NAMES)) if not names.isdisjoint(known)]
    if len(found) > 1:
        raise OptionError(f"{folder}: there are files of Compose and of Bake; say which with --as, or name a file")
    if not found:
        raise OptionError(f"{folder}: no {', '.join(COMPOSE_NAMES)} or docker-bake.hcl in this folder")
    return found[0]


def _find_kind_of_json(read: Callable[[int], bytes]) -> str:
    """Tell what JSON is by its keys: that of ``docker compose config``, of ``bake --print``, or something else."""
    import json

    try:
        document = json.loads(read(_JSON_BYTES))
    except (OSError, OptionError, LimitError, ValueError, RecursionError):
        return ""
    if not isinstance(document, dict) or "config" in document or "image" in document:
        return ""
    if isinstance(document.get("services"), dict):
        return COMPOSE
    return BAKE if isinstance(document.get("target"), dict) else ""
