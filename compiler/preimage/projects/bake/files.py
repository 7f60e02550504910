"""Which files are read, and of which kind they are.

Source: docs/reference/bake.md, "Files".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from preimage.golang.text import BLANKS
from preimage.model.errors import ProjectError
from preimage.projects.files import ProjectFiles

_DEFAULTS = (
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "docker-bake.json",
    "docker-bake.hcl",
    "docker-bake.override.json",
    "docker-bake.override.hcl",
)


class BakeFile(NamedTuple):
    """A file as it was named, and its bytes."""

    name: str
    content: bytes


def find_files(files: ProjectFiles, names: Sequence[str] | None, environment: Mapping[str, str]) -> list[BakeFile]:
    """Read the files that are named, or those that the environment or the tool names.

    Raises:
        ProjectError: one is missing, or there is none.
    """
    verb = "open"
    if not names:
        names, verb = _names_from_environment(environment), "stat"
    if names:
        found = [_read(files, name, verb) for name in names]
    else:
        found = [_read(files, name, verb) for name in _DEFAULTS if files.is_file(name) or files.is_folder(name)]
    found = [file for file in found if file.content]
    if not found:
        raise ProjectError("ERROR: couldn't find a bake definition")
    return found


def _names_from_environment(environment: Mapping[str, str]) -> list[str]:
    text = environment.get("BUILDX_BAKE_FILE", "")
    separator = environment.get("BUILDX_BAKE_PATH_SEPARATOR") or ":"
    return [name for each in text.split(separator) if (name := each.strip(BLANKS))]


def _read(files: ProjectFiles, name: str, verb: str) -> BakeFile:
    name = name.removeprefix("cwd://")
    try:
        return BakeFile(name, files.read(name))
    except FileNotFoundError:
        raise ProjectError(f"ERROR: {verb} {name}: no such file or directory", name) from None
    except IsADirectoryError:
        raise ProjectError(f"ERROR: read {name}: is a directory", name) from None
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise ProjectError(f"ERROR: {verb} {name}: {reason}", name) from error


def is_compose(name: str) -> bool:
    """Tell whether a file of this name is a Compose file."""
    return name.lower().endswith((".yaml", ".yml"))


def has_ending(name: str) -> bool:
    """Tell whether a file of this name is an HCL or JSON file."""
    return name.lower().endswith((".json", ".hcl"))
