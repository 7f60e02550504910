"""``--container``: what the containers of Compose services get, from the images and from what the services say.

Source: docs/reference/projects.md, "Containers".
"""

from __future__ import annotations

import json

from preimage.cli.arguments import Options
from preimage.cli.compilation import EntrySources, open_builds
from preimage.cli.exit_status import status_of
from preimage.cli.project_options import locate, open_located
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import ReportedError, print_base_hint, print_error, print_note
from preimage.inputs.dockerfiles import DockerfileInput
from preimage.inputs.entries import Entry, read_entry
from preimage.inputs.project_locations import COMPOSE, Location
from preimage.model.errors import BaseError, OptionError, ProjectError
from preimage.model.platforms import format_platform_full, machine_platform, parse_platform
from preimage.model.references import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.cli.compilation import EntryBuild
    from preimage.inputs.projects import OpenedProject
    from preimage.model.image import Platform
    from preimage.projects.compose.container_parts import Container
    from preimage.projects.compose.project import ComposeProject
    from preimage.results.compilation import Compilation

    Field = dict[str, Any]

_ORDER = (
    "User", "ExposedPorts", "Env", "Cmd", "Healthcheck", "Volumes", "WorkingDir", "Entrypoint", "OnBuild", "Labels",
    "StopSignal", "StopTimeout",
)  # fmt: skip
"""The order in which engines show the fields."""


class ServiceContainer:
    """A service, its image, and what its container gets.

    - ``build``, ``result``: of a service that is built; None where it only names an image.
    - ``image``: the image config as JSON has it.
    """

    __slots__ = ("build", "container", "image", "name", "opened", "result")

    def __init__(
        self,
        name: str,
        opened: OpenedProject,
        image: dict[str, Any],
        build: EntryBuild | None = None,
        result: Compilation | None = None,
    ) -> None:
        self.name = name
        self.opened = opened
        self.image = image
        self.build = build
        self.result = result
        self.container = self._make()

    def _make(self) -> Container:
        project = _compose_of(self.opened)
        try:
            return project.container_with_causes(self.name, self.image.get("config") or {})
        except ProjectError as error:
            raise ProjectError(error.message, error.file or self.opened.title, error.line) from error

    @property
    def title(self) -> str:
        return f"{self.opened.title}#{self.name}"

    @property
    def image_name(self) -> str:
        """The image that the service names."""
        return _image_of(self.opened, self.name)

    @property
    def config(self) -> dict[str, Any]:
        """The config of the container, its fields in the order of engines."""
        config = self.container.config
        return {field: config[field] for field in (*_ORDER, *config) if field in config}

    @property
    def document(self) -> dict[str, Any]:
        """The image config with the container's in the place of its own."""
        return {**self.image, "config": self.config}

    def explain(self, filename: str) -> dict[str, Any]:
        """Give the explanation as its JSON; of an image that is only named, nothing but its values is known."""
        from preimage.results.container_fields import explain_container

        if self.result is not None:
            answer = self.result.explanation(filename=filename).to_dict()
            if self.build is not None:
                from preimage.backends.project_origins import add_to_explanation

                add_to_explanation(answer, self.build.entry.describe_origin)
        else:
            answer = _describe_image(self.image, _image_of(self.opened, self.name))
        origins = {key: self.opened.describe(origin) for key, origin in self.container.causes.items()}
        answer["fields"] = explain_container(answer["fields"], self.config, origins)
        answer["input"]["build"] = self.title
        answer["notes"] = self.list_notes()
        return answer

    def list_notes(self) -> list[dict[str, Any]]:
        """Give the notes as the JSON of reports has them."""
        return [
            {"kind": note.kind, "message": note.message, "origin": self.opened.describe(note.origin)}
            for note in self.container.notes
        ]

    def print_notes(self) -> None:
        """Tell what differs from what the service looks like."""
        from preimage.backends.shown_text import show_note

        for note in self.list_notes():
            print_note(f"note: {show_note(note)}")


def open_containers(path: str, command: str, options: Options) -> list[ServiceContainer]:
    """Give the containers of the services that PATH names.

    Raises:
        OptionError: it is no Compose file, or has no services.
        ProjectError: the project is wrong, or no container can be made.
        ReportedError: an image cannot be had, which people have been told of.
    """
    location = locate(path, options)
    return open_located_containers(location, CommandSettings(command, options), options)


def open_located_containers(location: Location, settings: CommandSettings, options: Options) -> list[ServiceContainer]:
    """Give the containers of the services of a project; errors are those of `open_containers`."""
    if location.kind != COMPOSE:
        raise OptionError("--container is for services of Compose files")
    name = location.name
    is_pattern = any(sign in name for sign in "*?[")
    project = open_located(location if is_pattern else location.without_name(), options)
    services = _compose_of(project).services
    if is_pattern:
        names = project.asked
    else:
        names = [name] if name else list(services)
        if name and name not in (*services, *project.project.builds):
            project = open_located(location, options)
    if not names:
        raise OptionError(f"{location.title}: there are no services")
    return [_open_container(project, each, settings, options) for each in names]


def _open_container(opened: OpenedProject, name: str, settings: CommandSettings, options: Options) -> ServiceContainer:
    if name not in opened.project.builds:
        return ServiceContainer(name, opened, _find_image(opened, name, settings))
    (build,) = open_builds([read_entry(opened, name)], settings)
    result = build.compile(build.first_platform("--container"))
    return ServiceContainer(name, opened, json.loads(result.image.to_json()), build, result)


def _find_image(opened: OpenedProject, name: str, settings: CommandSettings) -> dict[str, Any]:
    """Find the config of an image that a service only names, where bases are found."""
    text = _image_of(opened, name)
    entry = Entry(DockerfileInput(opened.title, b"", ""))
    options = settings.settle(entry)
    try:
        reference = parse_reference(text)
    except ValueError as error:
        raise ProjectError(f"{opened.title}#{name}: {text}: {error}", opened.title) from error
    try:
        bases = EntrySources(settings).open(entry, options).for_folder(entry.source.folder)
        document: dict[str, Any] = json.loads(bases.resolve(reference, _platform_of(options)).image.to_json())
    except ValueError as error:
        raise ProjectError(f"{opened.title}#{name}: {text}: {error}", opened.title) from error
    except BaseError as error:
        print_error(f"{opened.title}#{name}: {error}")
        print_base_hint(error)
        raise ReportedError(status_of(error)) from error
    return document


def _platform_of(options: Options) -> Platform:
    return parse_platform(options.platform[0]) if options.platform else machine_platform()


def _describe_image(image: dict[str, Any], reference: str) -> dict[str, Any]:
    """Give an explanation of an image of which only the values are known."""
    from preimage.results.input_summary import describe_config
    from preimage.results.leaves import list_leaves

    names = ("instruction", "lines", "stage", "trigger", "index", "declared", "name")
    cause = {"kind": "base", **dict.fromkeys(names), "reference": str(parse_reference(reference))}
    fields = [
        {"path": path, "key": key, "state": "set", "value": value, "cause": cause, "reason": None}
        | {"earlier": [], "uses": [], "elsewhere": []}
        for (path, key), value in list_leaves(image).items()
    ]
    made_from = describe_config()
    made_from["platform"] = format_platform_full(parse_platform(f"{image.get('os')}/{image.get('architecture')}"))
    return {"input": made_from, "fields": fields, "variables": [], "lines": []}


def _compose_of(opened: OpenedProject) -> ComposeProject:
    from preimage.projects.compose.project import ComposeProject

    assert isinstance(opened.project, ComposeProject), "containers are made of Compose files only"
    return opened.project


def _image_of(opened: OpenedProject, name: str) -> str:
    return _compose_of(opened).image_of(name)
