from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.model.errors import LimitError, ProjectError
from preimage.projects.compose.project import ComposeProject

Load = Callable[..., ComposeProject]

DEMO = "/home/me/demo"


def test_a_project_has_builds_groups_and_warnings(load: Load) -> None:
    project = load("services: {app: {build: {context: ., target: $NOPE}}, db: {image: x}}")
    assert (project.name, list(project.builds), dict(project.groups)) == ("demo", ["app"], {"default": ["app"]})
    assert [warning.message for warning in project.warnings] == [
        'The "NOPE" variable is not set. Defaulting to a blank string.'
    ]


def test_services_without_a_build_have_containers(load: Load) -> None:
    project = load("services: {db: {image: x}, off: {image: y, user: u, profiles: [p]}}")
    assert project.container("db", {"Cmd": ["a"]})["Cmd"] == ["a"]
    assert project.container("off", {"Cmd": ["a"]})["User"] == "u"


@pytest.mark.parametrize(
    ("text", "message", "file", "line"),
    [
        ("services:\n  app:\n    build:\n      target: 5\n", f"validating {DEMO}/compose.yaml: services.app.build.target must be a string", f"{DEMO}/compose.yaml", 4),
        ("services:\n  app:\n    build:\n      args:\n        A: ${\n", "invalid interpolation format for services.app.build.args.A.\nYou may need to escape any $ with another $.\n${", f"{DEMO}/compose.yaml", 5),
        ("services:\n  app: {build: .}\n  web:\n    depends_on: [nope]\n    image: x\n", 'service "web" depends on undefined service "nope": invalid compose project', f"{DEMO}/compose.yaml", 4),
        ("services:\n  app: [\n", "yaml: line 2: did not find expected node content", "", 3),
    ],
)  # fmt: skip
def test_error_texts_and_places(load: Load, text: str, message: str, file: str, line: int) -> None:
    with pytest.raises(ProjectError) as caught:
        load(text)
    assert (str(caught.value), caught.value.file, caught.value.line) == (message, file, line)


def test_error_no_such_service(load: Load) -> None:
    with pytest.raises(ProjectError) as caught:
        load("services: {app: {build: .}}").container("web", {})
    assert str(caught.value) == "no such service: web"


def test_error_a_project_that_takes_too_much(load: Load) -> None:
    with pytest.raises(LimitError) as caught:
        load("services: {a: {build: .}}\nx-a: [" + "a, " * 20_000 + "]\n" + "---\nx-b: c\n" * 100)
    assert str(caught.value) == "the same values are gone through again and again, more than 250000 in all"
