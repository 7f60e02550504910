"""Builds of projects as tests name them: ``compose.yaml#web``.

Source: docs/reference/pytest.md, "Projects".
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from preimage.bases.chain import ChainOfBases, LinkedBases
from preimage.bases.schemes import LAYOUT_SCHEME
from preimage.inputs.linked_builds import LinkedBuilds
from preimage.inputs.project_locations import LINKS, Location, parse_location
from preimage.model.errors import OptionError
from preimage.model.options import BuildRequest
from preimage.model.references import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.inputs.entries import Entry
    from preimage.model.bases import Base, BaseSource
    from preimage.model.image import DockerOCIImage, Platform

    Find = Callable[..., str]


def find_location(text: str, find: Find) -> Location | None:
    """Tell whether a test names a project, and find it as a Dockerfile is found; None: it names a Dockerfile.

    Raises:
        FileNotFoundError: no folder has the file.
    """
    location = parse_location(text)
    if not location.kind:
        return None
    return Location(find(location.path), location.name, location.kind)


def read_one(location: Location, environ: Mapping[str, str]) -> Entry:
    """Read the one build that a location stands for, in the folder of its file.

    Raises:
        OptionError: there are several, or none.
        ProjectError: the project is wrong.
    """
    from preimage.inputs.entries import read_entry
    from preimage.inputs.projects import ProjectOptions, open_project

    folder = os.path.dirname(location.path) or os.curdir
    opened = open_project(location, ProjectOptions(environ=environ, directory=folder))
    if len(opened.asked) != 1:
        names = ", ".join(f"{location.path}#{name}" for name in opened.asked) or "there is nothing to build"
        raise OptionError(f"a test is about one build; name one: {names}")
    return read_entry(opened, opened.asked[0])


def complete_request(entry: Entry, request: BuildRequest) -> tuple[BuildRequest, dict[str, str]]:
    """Give a request with what the project says beneath it, and the builds that it needs, by reference.

    Raises:
        OptionError: a context is a layout.
    """
    contexts: dict[str, str] = {}
    links: dict[str, str] = {}
    for number, (name, source) in enumerate(entry.contexts.items()):
        if name in request.contexts:
            continue
        if source.startswith(LAYOUT_SCHEME):
            raise OptionError(f"{entry.title}: tests take no layout as a build context; give {name} with contexts=")
        if source.startswith(LINKS):
            reference = f"build.invalid/{number}"
            links[str(parse_reference(reference))] = source.partition(":")[2]
            contexts[name] = f"docker-image://{reference}"
        else:
            contexts[name] = source if "://" in source else f"local:{name}"
    completed = request.copy()
    completed.target = request.target or entry.target or ""
    completed.build_args = {**entry.build_args, **request.build_args}
    completed.platform = request.platform or (entry.platforms[0] if entry.platforms else None)
    completed.labels = {**entry.labels, **request.labels}
    completed.contexts = {**contexts, **request.contexts}
    return completed, links


def add_links(
    chain: BaseSource, entry: Entry, links: Mapping[str, str], compile_entry: Callable[[Entry, str], DockerOCIImage]
) -> BaseSource:
    """Give a source that also knows the builds that an entry needs."""
    if not links or entry.opened is None:
        return chain
    builds = LinkedBuilds(entry.opened, lambda other, platform, registry: compile_entry(other, platform))

    def build(name: str, platform: Platform, registry: BaseSource | None) -> Base:
        return builds.build(name, platform)

    return ChainOfBases([LinkedBases(links, build, None), chain])
