"""bake(): projects, read from the files that they are made of."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from preimage.inputs.project_files import DiskFiles
from preimage.model.options import NOTHING
from preimage.model.platforms import format_platform, machine_platform, normalize_platform
from preimage.projects.files import ProjectFiles
from preimage.projects.project import Project


def bake(
    folder: str | os.PathLike[str] | ProjectFiles,
    *,
    files: Sequence[str] | None = None,
    targets: Sequence[str] = (),
    overrides: Sequence[str] = (),
    variables: Mapping[str, str] = NOTHING,
    environ: Mapping[str, str] = NOTHING,
) -> Project:
    """Read Bake files as ``docker buildx bake`` does, and give what it would build.

    Args:
        folder: the folder in which the tool would run, or an object that gives its files.
        files: names of files, as ``-f``; default: those that the tool finds by itself.
        targets: targets, groups and patterns asked for; default: ``default``.
        overrides: texts ``PATTERN.KEY[.NAME][+]=VALUE``, as ``--set``.
        variables: values of variables by name, as ``--var``; they go over ``environ``.
        environ: the whole environment.

    Raises:
        ProjectError: the tool's text, with file and line where they are known.
        LimitError: the files would take too much time or memory.
    """
    from preimage.projects.bake.project import read_bake

    source = DiskFiles(folder) if isinstance(folder, str | os.PathLike) else folder
    return read_bake(
        source,
        names=files,
        targets=targets,
        overrides=overrides,
        variables=variables,
        environment=environ,
        platform=format_platform(normalize_platform(machine_platform())),
    )
