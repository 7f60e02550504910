"""Finding the units of a scan in a commit of a git repository.

Source: docs/reference/scan.md, "Git".
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator

from preimage.inputs.names import DOCKERFILE as DOCKERFILE_NAME
from preimage.inputs.names import classify_name
from preimage.inputs.project_locations import BAKE_NAMES, COMPOSE_NAMES, find_usual_kind
from preimage.inputs.search_options import UNSEARCHED
from preimage.model.errors import OptionError
from preimage.scan.git_tree import find_commit, list_files
from preimage.scan.units import DOCKERFILE, Unit

_RANK = {name: rank for rank, name in enumerate((*COMPOSE_NAMES, "docker-bake.hcl", *BAKE_NAMES))}
_LEFT_OUT = frozenset(UNSEARCHED)


def find_in_git(text: str) -> Iterator[Unit]:
    """Give the units of ``REPO`` or ``REPO@REV``, whose REV is by default HEAD.

    Raises:
        OptionError: there is no such repository or revision, or no git.
    """
    repository, revision = _split(text)
    commit = find_commit(repository, revision)
    folder = os.path.abspath(repository)
    shown = os.path.normpath(repository)

    def make(kind: str, path: str) -> Unit:
        return Unit(kind, path, shown, path, folder=folder, commit=commit, source=f"{folder}@{revision}")

    projects: dict[tuple[str, str], str] = {}
    for path in list_files(repository, commit):
        above, name = posixpath.split(path)
        kind = find_usual_kind(name)
        if not kind and classify_name(name) != DOCKERFILE_NAME:
            continue
        if not _LEFT_OUT.isdisjoint(above.split("/")):
            continue
        if kind:
            # The first of the names that the tool looks for stands for all of them.
            best = projects.get((above, kind), path)
            projects[above, kind] = min(path, best, key=lambda each: _RANK[posixpath.basename(each)])
        else:
            yield make(DOCKERFILE, path)
    for (_, kind), path in projects.items():
        yield make(kind, path)


def _split(text: str) -> tuple[str, str]:
    if os.path.isdir(text):
        return text, "HEAD"
    repository, separator, revision = text.rpartition("@")
    if not separator or not revision or not os.path.isdir(repository):
        raise OptionError(f"--git {text}: want REPO or REPO@REV, and REPO is a folder")
    return repository, revision
