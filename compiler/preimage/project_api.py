"""compose() and bake(): projects, read from the files that they are made of."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from preimage.model.options import NOTHING
from preimage.model.platforms import format_platform, machine_platform, normalize_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.projects.bake.project import BakeProject
    from preimage.projects.compose.project import ComposeProject
    from preimage.projects.files import ProjectFiles


def bake(
    folder: str | os.PathLike[str] | ProjectFiles,
    *,
    files: Sequence[str] | None = None,
    targets: Sequence[str] = (),
    overrides: Sequence[str] = (),
    variables: Mapping[str, str] = NOTHING,
    environ: Mapping[str, str] = NOTHING,
    timestamp: str = "",
) -> BakeProject:
    """Read Bake files as ``docker buildx bake`` does, and give what it would build.

    Args:
        folder: the folder in which the tool would run, or an object that gives its files.
        files: names of files, as ``-f``; default: those that the tool finds by itself.
        targets: targets, groups and patterns asked for; default: ``default``.
        overrides: texts ``PATTERN.KEY[.NAME][+]=VALUE``, as ``--set``.
        variables: values of variables by name, as ``--var``; they go over ``environ``.
        environ: the whole environment.
        timestamp: what the function ``timestamp()`` gives, such as ``2024-01-31T12:00:00Z``; empty: it is refused,
            since its result is another each time.

    Raises:
        ProjectError: the tool's text, with file and line where they are known.
        LimitError: the files would take too much time or memory.
    """
    from preimage.projects.bake.project import read_bake

    return read_bake(
        _find_files(folder),
        names=files,
        targets=targets,
        overrides=overrides,
        variables=variables,
        environment=environ,
        platform=format_platform(normalize_platform(machine_platform())),
        timestamp=timestamp,
    )


def compose(
    folder: str | os.PathLike[str] | ProjectFiles,
    *,
    files: Sequence[str] | None = None,
    env_files: Sequence[str] = (),
    profiles: Sequence[str] = (),
    services: Sequence[str] = (),
    project_name: str | None = None,
    project_directory: str | None = None,
    build_args: Mapping[str, str | None] | None = None,
    with_dependencies: bool = False,
    environ: Mapping[str, str] | None = None,
    version: str | None = "2.40.3",  # as COMPOSE_VERSION, whose module takes long to load
) -> ComposeProject:
    """Read a Compose project as ``docker compose build`` does.

    ``folder`` is the current folder, or an object through which its files are read; ``environ`` is the whole
    environment. The other arguments are the tool's options of the same names: ``files`` is ``-f`` (None: found in the
    folder), ``project_name`` is ``-p``. A build arg of None is taken from the environment. ``version`` is that of the
    Compose whose labels the images get; None: no labels, as in the versions that lack them.

    Raises:
        ProjectError: the files are wrong, in the tool's text.
        LimitError: the project would take unbounded time or memory.

    Source: docs/reference/compose.md.
    """
    # Loaded only here: the names of the library are bound together, and most programs need no projects.
    from preimage.projects.compose.options import Options
    from preimage.projects.compose.project import load_project

    options = Options(
        files=files,
        env_files=env_files,
        profiles=profiles,
        services=services,
        project_name=project_name,
        project_directory=project_directory,
        build_args=build_args,
        with_dependencies=with_dependencies,
        environ=environ,
        version=version,
    )
    return load_project(_find_files(folder), options)


def _find_files(folder: str | os.PathLike[str] | ProjectFiles) -> ProjectFiles:
    from preimage.inputs.project_files import DiskFiles

    return DiskFiles(folder) if isinstance(folder, str | os.PathLike) else folder
