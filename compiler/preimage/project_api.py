"""Projects of Compose files, read from this machine's disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike

    from preimage.projects.compose.project import ComposeProject
    from preimage.projects.files import ProjectFiles


def compose(
    folder: str | PathLike[str] | ProjectFiles,
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
    version: str | None = "2.40.3",
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
    from os import PathLike

    from preimage.inputs.project_files import DiskFiles
    from preimage.projects.compose.options import Options
    from preimage.projects.compose.project import load_project

    disk = DiskFiles(folder) if isinstance(folder, (str, PathLike)) else folder
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
    return load_project(disk, options)
