from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from preimage.model.errors import ProjectError
from preimage.projects.compose.container_parts import COMPOSE, IMAGE
from preimage.projects.compose.project import ComposeProject
from preimage.projects.project import Origin

Load = Callable[..., ComposeProject]

CONFIG = {"Cmd": ["c"], "Env": ["PATH=/bin", "A=image", "B=image"], "Labels": {"a": "image", "b": "image"}}


def make(load: Load, service: str, files: dict[str, str] | None = None) -> Any:
    text = f"services:\n  web:\n    image: x\n    {service}\n"
    return load({"compose.yaml": text, **(files or {})}, environ={"OUT": "out"}).container_with_causes("web", CONFIG)


@pytest.mark.parametrize(
    ("service", "env"),
    [
        ("environment: {Z: 1, A: 2}", ["A=2", "Z=1", "PATH=/bin", "B=image"]),
        ("environment: [A, OUT, C=x=y]", ["A", "C=x=y", "OUT=out", "PATH=/bin", "B=image"]),
        ("environment: {A: , B: true}", ["A", "B=true", "PATH=/bin"]),
        ("env_file: a.env", ["A=one", "F=out", "PATH=/bin", "B=image"]),
        ("env_file: [a.env, b.env]", ["A=two", "F=out", "G='q' # r", "PATH=/bin", "B=image"]),
        ("env_file: [a.env, {path: b.env, format: raw}]", ["A=two", "F=out", "G='q' # r", "PATH=/bin", "B=image"]),
        ("env_file: [{path: no.env, required: false}, /dev/null]", ["PATH=/bin", "A=image", "B=image"]),
        ("env_file: a.env\n    environment: [A]", ["A", "F=out", "PATH=/bin", "B=image"]),
    ],
)
def test_variables(load: Load, service: str, env: list[str]) -> None:
    files = {"a.env": "A=one\nF=${OUT}\n", "b.env": "A=two\nG='q' # r\n"}
    if "raw" not in service:
        files["b.env"] = "A=two\nG=\"'q' # r\"\n"
    assert make(load, service, files).config["Env"] == env


def test_templates_of_env_files_see_the_environment_of_the_service(load: Load) -> None:
    found = make(load, "env_file: a.env\n    environment: {S: own, OUT: no}", {"a.env": "F=$S-$OUT\n"})
    assert "F=own-out" in found.config["Env"]


def test_causes_and_notes(load: Load) -> None:
    found = make(load, "environment: [A, C=1]\n    env_file: a.env", {"a.env": "# c\nF=1\n"})
    assert found.causes["Env", "C"] == Origin("compose.yaml", 4, "environment")
    assert found.causes["Env", "F"] == Origin("a.env", 2, "env_file")
    assert found.causes["Env", "PATH"] == IMAGE
    (note,) = found.notes
    assert (note.kind, note.message) == (
        "variable-hidden",
        'environment: A has no value outside, and hides the image\'s "image"',
    )


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("env_file: no.env", "env file DEMO/no.env not found: stat DEMO/no.env: no such file or directory"),
        ("env_file: bad.env", "failed to read DEMO/bad.env: line 1: key cannot contain a space"),
        ("env_file: [{path: bad.env, format: raw}]", "failed to parse env_file DEMO/bad.env: variable 'A B' contains whitespaces"),
        ("env_file: [{path: bad.env, format: yaml}]", 'unsupported env_file format "yaml"'),
    ],
)  # fmt: skip
def test_error_env_files(load: Load, service: str, message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        make(load, service, {"bad.env": "A B=1\n"})
    assert str(caught.value).replace("/home/me/demo", "DEMO") == message


def test_labels(load: Load) -> None:
    found = make(load, "label_file: l\n    labels: [b=own, c]\n    depends_on: []", {"l": "a=file\nb=file\n"})
    labels = {name: value for name, value in found.config["Labels"].items() if not name.startswith("com.")}
    assert labels == {"a": "file", "b": "own", "c": ""}
    assert found.causes["Labels", "a"] == Origin("l", 1, "label_file")
    assert found.causes["Labels", "b"] == Origin("compose.yaml", 5, "labels")
    assert found.causes["Labels", "com.docker.compose.oneoff"] == COMPOSE


def test_labels_of_the_tool(load: Load) -> None:
    text = "services: {web: {image: x, labels: [com.docker.compose.project=no], depends_on: {db: {condition: service_healthy, restart: true}}}, db: {image: y}}"
    assert load(text).container("web", CONFIG)["Labels"] == {
        "a": "image",
        "b": "image",
        "com.docker.compose.container-number": "1",
        "com.docker.compose.depends_on": "db:service_healthy:true",
        "com.docker.compose.oneoff": "False",
        "com.docker.compose.project": "demo",
        "com.docker.compose.project.config_files": "/home/me/demo/compose.yaml",
        "com.docker.compose.project.working_dir": "/home/me/demo",
        "com.docker.compose.service": "web",
        "com.docker.compose.version": "2.40.3",
    }
