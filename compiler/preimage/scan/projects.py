"""Compiling a Compose or Bake project of a scan: a row for each build and platform.

Source: docs/reference/scan.md, "Projects".
"""

from __future__ import annotations

import json
import os
import posixpath

from preimage.inputs.base_sources import BaseSources
from preimage.inputs.dockerfiles import FILE_NAMES, LOCK_NAME, list_ignore_paths
from preimage.inputs.entries import is_remote
from preimage.inputs.linked_builds import BuildWay
from preimage.inputs.project_locations import COMPOSE, LINKS
from preimage.inputs.projects import DOCKERFILE_BYTES
from preimage.model.bases import Base, BaseSource
from preimage.model.errors import DockerfileError, LimitError, OptionError, PreimageError, ProjectError
from preimage.model.image import Platform
from preimage.model.limits import DEFAULT_LIMITS, share_limits
from preimage.model.options import BuildRequest
from preimage.model.platforms import format_platform_full, normalize_platform
from preimage.model.references import parse_reference
from preimage.project_api import bake, compose
from preimage.scan.building import BuildFiles, BuiltRow, compile_build, make_row, read_build_files
from preimage.scan.facts import BuiltImage, describe_error
from preimage.scan.project_files import TreeFiles
from preimage.scan.units import Unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from preimage.projects.project import Build, Project
    from preimage.scan.build_settings import BuildSettings
    from preimage.scan.trees import Tree

_LAYOUT = "oci-layout:"


def compile_project(
    settings: BuildSettings, unit: Unit, built: Mapping[str, BuiltImage], tree: Tree
) -> tuple[list[BuiltRow], dict[str, str]]:
    """Give the rows of a project, and the stamps of all files that were asked for on the way."""
    files = TreeFiles(tree, unit)
    try:
        project = _open(unit, files)
    except PreimageError as error:
        row = make_row(unit, _describe(error), settings.platforms[0])
        row.row["project"] = unit.path
        return [row], files.stamps
    compiler = _ProjectCompiler(settings, unit, built, files, project)
    return [row for name in project.builds for row in compiler.compile(name)], files.stamps


def _open(unit: Unit, files: TreeFiles) -> Project:
    name = posixpath.basename(unit.path)
    # As for the tools, files beside the usual one count, too.
    if unit.kind == COMPOSE:
        return compose(files, files=None if unit.is_usual else [name], environ={})
    return bake(files, files=None if unit.is_usual else [name], targets=["*"])


def _describe(error: Exception) -> dict[str, object]:
    line = {"error_line": error.line} if isinstance(error, ProjectError) else {}
    return {**describe_error(error), **line}


class _ProjectCompiler:
    """Compiles the builds of one project."""

    def __init__(
        self,
        settings: BuildSettings,
        unit: Unit,
        built: Mapping[str, BuiltImage],
        files: TreeFiles,
        project: Project,
    ) -> None:
        self._settings = settings
        self._unit = unit
        self._built = built
        self._files = files
        self._project = project
        self._tags = _read_tags(project)
        self._way = BuildWay()
        self._linked: dict[tuple[str, str], BuiltImage] = {}
        self._count = sum(max(1, len(build.platforms), len(settings.platforms)) for build in project.builds.values())
        self._limits = share_limits(DEFAULT_LIMITS, self._count)
        self._dockerfile_bytes = DOCKERFILE_BYTES

    def compile(self, name: str) -> list[BuiltRow]:
        """Give the rows of a build, one for each platform."""
        build = self._project.builds[name]
        platforms = self._settings.platforms
        if not any(platforms):
            platforms = build.platforms or (None,)
        rows = []
        for platform in platforms:
            row = self._compile(build, platform)
            # Bake's form, in which Compose prints too, has underscores for dots.
            row.makes = self._tags.get(name) or self._tags.get(name.replace(".", "_"), ())
            rows.append(row)
        return rows

    def _compile(self, build: Build, platform: str | None) -> BuiltRow:
        path = self._unit.path
        try:
            dockerfile, context = _locate(build, self._files)
            path = self._files.show(dockerfile) if dockerfile else path
            files = self._read(build, dockerfile, context)
            sources, links = self._open_sources(build)
            request = BuildRequest(
                target=build.target,
                build_args={**build.args, **self._settings.build_args},
                platform=platform,
                labels=build.labels,
                contexts=sources.contexts,
            )
            row = compile_build(
                self._unit, request, files, self._settings, self._built, sources, links.near, self._limits
            )
        except (PreimageError, OSError) as error:
            row = make_row(self._unit, _describe(error), platform)
        row.row |= {"path": path, "project": self._unit.path, "build": build.name}
        return row

    def _read(self, build: Build, dockerfile: str, context: str) -> BuildFiles:
        data = None
        if build.dockerfile_inline is not None:
            data = build.dockerfile_inline.encode("utf-8", "surrogateescape")
            if len(data) > DEFAULT_LIMITS.dockerfile_bytes:
                raise LimitError(f"the Dockerfile is larger than {DEFAULT_LIMITS.dockerfile_bytes} bytes")
        ignore_paths = list_ignore_paths(dockerfile, context) if context else []
        folder = posixpath.dirname(dockerfile) if dockerfile else context or self._files.folder
        files = read_build_files(self._files, dockerfile, ignore_paths, posixpath.join(folder, LOCK_NAME), data)
        self._dockerfile_bytes -= len(files.data)
        if self._dockerfile_bytes < 0 and self._count > 1:
            raise LimitError(f"the Dockerfiles of the project come to more than {DOCKERFILE_BYTES} bytes")
        return files

    def _open_sources(self, build: Build) -> tuple[BaseSources, _Links]:
        links = _Links(self.link)
        if not build.contexts:
            return self._settings.sources, links
        for name, source in build.contexts.items():
            # Where it lies is for the project to say, and need not be in it.
            if source.startswith(_LAYOUT):
                raise OptionError(f"the context {name} is a layout, which no scan opens")
        sources = BaseSources(self._settings.options.with_project(build.contexts, links.build), _say_nothing)
        for name, source in build.contexts.items():
            if source.startswith(LINKS):
                links.references[source.partition(":")[2]] = _full_reference(sources.contexts[name])
        return sources, links

    def link(self, name: str, platform: Platform) -> BuiltImage:
        """Give a build of the project as the base of another one.

        Raises:
            DockerfileError: it cannot be built, is built from itself, or there is none of this name.
            LimitError: builds are built from each other too deeply.
        """
        text = format_platform_full(normalize_platform(platform))
        known = self._linked.get((name, text))
        if known is not None:
            return known
        build = self._project.builds.get(name)
        if build is None:
            raise DockerfileError(f"there is no build {name} for others to be built from")
        with self._way.enter(name):
            row = self._compile(build, text).row
        if not row["ok"]:
            raise DockerfileError(f"build {name}: {row['error']}")
        config, digest, bases = str(row["config"]), str(row["config_digest"]), row["bases"]
        assert isinstance(bases, list), "a row that is ok has some"
        image = BuiltImage(config, digest, bases, bool(row["base_known"]), f"target:{name}")
        self._linked[name, text] = image
        return image


class _Links:
    """The builds that a build is built from: ``near`` has those asked for, by the reference they stand for."""

    def __init__(self, link: Callable[[str, Platform], BuiltImage]) -> None:
        self._link = link
        self.references: dict[str, str] = {}
        self.near: dict[str, BuiltImage] = {}

    def build(self, name: str, platform: Platform, registry: BaseSource | None) -> Base:
        """Give a build as a base; errors are those of `_ProjectCompiler.link`."""
        image = self._link(name, platform)
        self.near[self.references[name]] = image
        return Base(image.config.encode("utf-8", "surrogateescape"), f"build {name}")


def _full_reference(context: str) -> str:
    return str(parse_reference(context.removeprefix("docker-image://")))


def _locate(build: Build, files: TreeFiles) -> tuple[str, str]:
    """Give the paths of Dockerfile and context; empty: it stands in the project, or is on another machine.

    Raises:
        ProjectError: the Dockerfile is on another machine.
    """
    own, here = build.dockerfile, "cwd://"
    is_elsewhere = is_remote(build.context)
    context = "" if is_elsewhere else posixpath.join(files.folder, build.context.replace(os.sep, "/"))
    if build.dockerfile_inline is not None:
        return "", context
    if own.startswith(here):
        return posixpath.join(files.folder, own.removeprefix(here)), context
    if is_elsewhere:
        raise ProjectError(f'the context "{build.context}" is remote, its Dockerfile cannot be read')
    path = posixpath.join(context, own)
    folder, name = posixpath.split(path)
    other = posixpath.join(folder, FILE_NAMES[1])
    return (other if name == FILE_NAMES[0] and not files.is_file(path) and files.is_file(other) else path), context


def _read_tags(project: Project) -> dict[str, Sequence[str]]:
    """Give the references that each build makes, by the name that the tool prints."""
    printed = json.loads(project.to_json() or "{}")
    targets = printed.get("target") or {}
    return {name: _read_references(target.get("tags") or ()) for name, target in targets.items()}


def _read_references(tags: Sequence[str]) -> list[str]:
    found = []
    for tag in tags:
        try:
            found.append(str(parse_reference(tag)))
        except ValueError:
            # The engine will say so; nothing can be built from it.
            continue
    return list(dict.fromkeys(found))


def _say_nothing(note: str) -> None:
    """Take no notice: the table says of each row whether its base is known."""
