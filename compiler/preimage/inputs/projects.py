"""Opening a project as the tool does that it is for, with what the command line says of it.

Source: docs/reference/projects.md, "Options".
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from preimage.inputs.project_files import DiskFiles
from preimage.inputs.project_locations import BAKE, BAKE_NAMES, COMPOSE, Location
from preimage.model.errors import LimitError, OptionError
from preimage.model.limits import DEFAULT_LIMITS, MIB, share_limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.projects.files import ProjectFiles
    from preimage.projects.project import Origin, Project

MOST_BUILDS = 500
"""Builds of a project that are done at once, one for each platform; they share the limits of a Dockerfile."""

DOCKERFILE_BYTES = 4 * MIB
"""The Dockerfiles of all builds of a project together, one that is built twice twice."""


class ProjectOptions:
    """What is said of projects, in the words of the command line.

    - ``kind``: one of ``KINDS``, which a path is read as; empty: told by its name.
    - ``files``: further files, laid over the one that is named. ``directory``: the project's folder.
    - ``env_files``, ``profiles``, ``name``, ``build_args``: those of Compose, a build arg as ``KEY`` or ``KEY=VALUE``;
      ``version`` is the Compose whose labels images get, ``none``: no labels.
    - ``overrides``: Bake's ``--set``. ``variables``: Bake's ``--var``, ``NAME=VALUE``.
    - ``environ``: the whole environment.
    """

    __slots__ = (
        "build_args", "directory", "env_files", "environ", "files", "kind", "name", "overrides", "profiles",
        "variables", "version", "with_dependencies",
    )  # fmt: skip

    def __init__(
        self,
        *,
        environ: Mapping[str, str],
        kind: str = "",
        files: Sequence[str] = (),
        directory: str = "",
        env_files: Sequence[str] = (),
        profiles: Sequence[str] = (),
        name: str = "",
        build_args: Sequence[str] = (),
        version: str = "",
        overrides: Sequence[str] = (),
        variables: Sequence[str] = (),
        with_dependencies: bool = False,
    ) -> None:
        self.environ = environ
        self.kind = kind
        self.files = files
        self.directory = directory
        self.env_files = env_files
        self.profiles = profiles
        self.name = name
        self.build_args = build_args
        self.version = version
        self.overrides = overrides
        self.variables = variables
        self.with_dependencies = with_dependencies

    def require_meant_for(self, kind: str) -> None:
        """Refuse what has no meaning for a kind of input; empty: a Dockerfile.

        Raises:
            OptionError: it is named, with what it is for.
        """
        of_compose = {
            "--env-file": self.env_files,
            "--compose-profile": self.profiles,
            "--project-name": self.name,
            "--compose-version": self.version,
            "--with-dependencies": self.with_dependencies,
        }
        of_bake = {"--set": self.overrides, "--var": self.variables}
        of_both = {"--project-file": self.files, "--project-directory": self.directory}
        for meaning, words in (((COMPOSE,), of_compose), ((BAKE,), of_bake), ((COMPOSE, BAKE), of_both)):
            for option, value in words.items():
                if value and kind not in meaning:
                    subject = "Compose files" if meaning == (COMPOSE,) else "Bake files"
                    raise OptionError(f"{option} is for {subject if len(meaning) == 1 else 'Compose and Bake files'}")


class OpenedProject:
    """A project that was read.

    - ``title``: its path as it was named. ``folder``: that which its relative paths count from, as we see it.
    - ``asked``: names of the builds that were asked for, in the tool's order; one that was named is that alone, else
      also those that the tool builds along.
    - ``revision``: where its files are; None: on disk.
    - ``count``: of builds that were asked for, each for each of its platforms. ``limits``: what each of them may take.
    """

    __slots__ = ("_dockerfile_bytes", "asked", "count", "folder", "kind", "limits", "project", "revision", "title")

    def __init__(self, project: Project, location: Location, folder: str, names: Sequence[str]) -> None:
        self.project = project
        self.kind = location.kind
        self.title = location.title
        self.revision = location.revision
        self.folder = folder
        is_one = len(names) == 1 and names[0] in project.builds and names[0] not in project.groups
        self.asked = [*names] if is_one else _list_asked(project)
        self.count = sum(max(1, len(project.builds[name].platforms)) for name in self.asked)
        self.limits = share_limits(DEFAULT_LIMITS, self.count)
        self._dockerfile_bytes = DOCKERFILE_BYTES

    def spend_dockerfile(self, size: int, builds: int) -> None:
        """Count the bytes of a Dockerfile that so many builds read, unless only one was asked for.

        Raises:
            LimitError: all come to too much.
        """
        self._dockerfile_bytes -= size * builds
        if self._dockerfile_bytes < 0 and self.count > 1:
            raise LimitError(
                f"{self.title}: the Dockerfiles of its {self.count} builds come to more than {DOCKERFILE_BYTES} bytes"
            )

    def locate(self, origin: Origin) -> Origin:
        """Give the place of a value with its file as seen from here."""
        if not origin.file or self.folder == os.curdir:
            return origin
        from preimage.projects.project import Origin as Place

        return Place(os.path.normpath(os.path.join(self.folder, origin.file)), origin.line, origin.what)

    def describe(self, origin: Origin) -> dict[str, object]:
        """Give the place of a value as the JSON of reports has it: ``file``, ``line`` and ``what``."""
        place = self.locate(origin)
        return {"file": place.file or None, "line": place.line, "what": place.what}


def open_project(location: Location, options: ProjectOptions, names: Sequence[str] = ()) -> OpenedProject:
    """Read the project that a location names; ``names`` are those asked for besides the location's.

    Raises:
        ProjectError: the tool's text.
        OptionError: an option that has no meaning for the tool.
        LimitError: the project would take too much.
    """
    options.require_meant_for(location.kind)
    asked = [*([location.name] if location.name else ()), *names]
    opener = _open_compose if location.kind == COMPOSE else _open_bake
    try:
        opened = opener(location, options, asked)
    except LimitError as error:
        raise LimitError(f"{location.title}: {error}") from error
    if opened.count > MOST_BUILDS:
        raise LimitError(f"{location.title}: {opened.count} builds, of which at most {MOST_BUILDS} are done at once")
    return opened


def _open_compose(location: Location, options: ProjectOptions, names: Sequence[str]) -> OpenedProject:
    # Loaded only here: most runs have no projects.
    from preimage.projects.compose.options import COMPOSE_VERSION, Options
    from preimage.projects.compose.project import load_project

    folder, files = _place(location, options.files)
    args = {key: value if sign else None for key, sign, value in (text.partition("=") for text in options.build_args)}
    version = options.version or COMPOSE_VERSION
    env_files = [os.path.abspath(path) for path in options.env_files]
    project = load_project(
        _open_files(location, folder, env_files),
        Options(
            files=files,
            env_files=env_files,
            profiles=options.profiles,
            services=names,
            project_name=options.name,
            project_directory=os.path.abspath(options.directory) if options.directory else None,
            build_args=args,
            with_dependencies=options.with_dependencies,
            environ=options.environ,
            version=None if version == "none" else version,
        ),
    )
    return OpenedProject(project, location, folder, names)


def _open_bake(location: Location, options: ProjectOptions, names: Sequence[str]) -> OpenedProject:
    from preimage.model.platforms import format_platform, machine_platform, normalize_platform
    from preimage.projects.bake.project import read_bake

    folder, files = _place(location, options.files)
    if location.is_found:
        files = [name for name in BAKE_NAMES if os.path.lexists(os.path.join(folder, name))]
    if options.directory:
        files = [os.path.relpath(os.path.join(folder, name), options.directory) for name in files or ()]
        folder = options.directory
    project = read_bake(
        _open_files(location, folder),
        names=files,
        targets=names,
        overrides=options.overrides,
        variables=_read_variables(options.variables, options.environ),
        environment=options.environ,
        platform=format_platform(normalize_platform(machine_platform())),
        timestamp=_read_clock(options.environ),
    )
    return OpenedProject(project, location, folder, names)


def _open_files(location: Location, folder: str, given: Sequence[str] = ()) -> ProjectFiles:
    """Give the files of a project; ``given`` are those that are on disk in any case."""
    if location.revision is None:
        return DiskFiles(folder, location.root)
    from preimage.inputs.git_projects import RevisionProjectFiles

    return RevisionProjectFiles(location.revision, folder, given)


def _read_clock(environ: Mapping[str, str]) -> str:
    """Give the time of a build, which may be said to be another."""
    from datetime import UTC, datetime

    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isascii() and epoch.isdecimal() and len(epoch) < 12 else None
    now = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _place(location: Location, further: Sequence[str]) -> tuple[str, list[str] | None]:
    """Give the folder to run in, and the files to name; None: those that the tool finds."""
    if location.is_found:
        return os.path.dirname(location.path) or ".", None
    if location.is_folder:
        return location.path, [os.path.relpath(path, location.path) for path in further] or None
    return ".", [location.path, *further]


def _read_variables(texts: Sequence[str], environ: Mapping[str, str]) -> dict[str, str]:
    """Read ``NAME=VALUE``, and ``NAME`` from the environment."""
    variables = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if sign:
            variables[name] = value
        elif name in environ:
            variables[name] = environ[name]
    return variables


def _list_asked(project: Project) -> list[str]:
    """Give the builds in the group of what was asked for, and in its groups."""
    asked: dict[str, None] = {}
    seen: set[str] = set()
    pending = ["default"]
    while pending:
        name = pending.pop()
        # The group comes before a target of the same name; in the group "default" that name is a target's.
        if name in project.groups and name not in seen:
            seen.add(name)
            pending += reversed(project.groups[name])
        elif name in project.builds:
            asked[name] = None
    return list(asked)
