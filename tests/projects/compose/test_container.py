from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from preimage.model.errors import ProjectError
from preimage.projects.compose.container_parts import IMAGE, Container
from preimage.projects.compose.project import ComposeProject
from preimage.projects.project import Origin

Load = Callable[..., ComposeProject]

CONFIG: dict[str, Any] = {
    "User": "u", "ExposedPorts": {"80/tcp": {}}, "Env": ["A=1", "B=2"], "Entrypoint": ["/e"], "Cmd": ["c"], "Volumes": {"/v": {}},
    "WorkingDir": "/w", "Labels": {"l": "1"}, "StopSignal": "SIGINT", "Shell": ["/bin/sh"], "OnBuild": ["RUN x"], "ArgsEscaped": True,
    "Healthcheck": {"Test": ["CMD", "a"], "Interval": 5_000_000_000},
}  # fmt: skip


def make(load: Load, service: str, config: dict[str, Any] | None = None) -> Container:
    text = f"services:\n  web:\n    image: x\n    {service}\n"
    return load(text).container_with_causes("web", CONFIG if config is None else config)


def test_a_service_that_says_nothing(load: Load) -> None:
    found = make(load, "tty: true")
    assert {field: value for field, value in found.config.items() if field != "Labels"} == {
        "User": "u", "ExposedPorts": {"80/tcp": {}}, "Env": ["A=1", "B=2"], "Entrypoint": ["/e"], "Cmd": ["c"], "Volumes": {"/v": {}},
        "WorkingDir": "/w", "StopSignal": "SIGINT", "OnBuild": None, "Healthcheck": {"Test": ["CMD", "a"], "Interval": 5_000_000_000},
    }  # fmt: skip
    assert found.notes == ()
    assert {found.causes[key,] for key in ("User", "Entrypoint", "Cmd", "WorkingDir", "StopSignal", "Healthcheck")} == {
        IMAGE
    }


@pytest.mark.parametrize(
    ("service", "field", "value"),
    [
        ("user: v", "User", "v"), ("user: ''", "User", "u"), ("working_dir: /x/../y/", "WorkingDir", "/y"), ("stop_signal: term", "StopSignal", "term"),
        ("stop_grace_period: 1m30.7s", "StopTimeout", 90), ("stop_grace_period: 500ms", "StopTimeout", 0),
        ("ports: ['1-2:1-2/udp']", "ExposedPorts", {"1/udp": {}, "2/udp": {}, "80/tcp": {}}), ("expose: [8080, x]", "ExposedPorts", {"80/tcp": {}, "8080": {}, "x": {}}),
        ("command: a 'b c'", "Cmd", ["a", "b c"]), ("command: []", "Cmd", ["c"]), ("command: ''", "Cmd", ["c"]), ("command: ", "Cmd", ["c"]),
        ("entrypoint: x y", "Entrypoint", ["x", "y"]), ("entrypoint: x y", "Cmd", None), ("entrypoint: []", "Entrypoint", []), ("entrypoint: []", "Cmd", ["c"]),
    ],
)  # fmt: skip
def test_the_service_goes_over_the_image(load: Load, service: str, field: str, value: object) -> None:
    found = make(load, service)
    assert found.config[field] == value
    key = service.partition(":")[0]
    if found.causes.get((field,), IMAGE) != IMAGE:
        assert found.causes[field,] == Origin("compose.yaml", 4, key)


def test_causes_of_ports(load: Load) -> None:
    found = make(load, "ports: ['1:1']\n    expose:\n      - 2")
    assert {key[1]: origin for key, origin in found.causes.items() if key[0] == "ExposedPorts"} == {
        "80/tcp": IMAGE,
        "1/tcp": Origin("compose.yaml", 4, "ports"),
        "2": Origin("compose.yaml", 6, "expose"),
    }


@pytest.mark.parametrize(
    ("service", "kind", "message"),
    [
        (
            "command: 'a; b'",
            "command-cut",
            'command: "; b" is left away; give a list, or a shell with the text as one argument',
        ),
        (
            "entrypoint: x",
            "entrypoint-clears-command",
            "entrypoint clears the image's command, and the service has none of its own",
        ),
    ],
)
def test_notes(load: Load, service: str, kind: str, message: str) -> None:
    (note,) = make(load, service).notes
    assert (note.kind, note.message, note.origin) == (
        kind,
        message,
        Origin("compose.yaml", 4, service.partition(":")[0]),
    )


@pytest.mark.parametrize(
    ("service", "config", "message"),
    [
        ("tty: true", {}, "Error response from daemon: no command specified"),
        ("entrypoint: ['']", {"Cmd": ["c"]}, "Error response from daemon: no command specified"),
        ("working_dir: x", CONFIG, "Error response from daemon: the working directory 'x' is invalid, it needs to be an absolute path"),
        ("stop_signal: SIGFOO", CONFIG, "Error response from daemon: invalid signal: SIGFOO"),
        ("volumes: ['v:/data']", CONFIG, "Error response from daemon: invalid mount config for type \"volume\": invalid mount path: 'v:/data' mount path must be absolute"),
        ("provider: {type: x}", CONFIG, 'service "web" is made by a provider and has no image'),
    ],
)  # fmt: skip
def test_error_containers(load: Load, service: str, config: dict[str, Any], message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        make(load, service, config)
    assert str(caught.value) == message


def test_an_image_of_almost_nothing(load: Load) -> None:
    found = make(load, "command: a", {})
    assert {field: value for field, value in found.config.items() if field != "Labels"} == {
        "User": "", "Env": [], "Entrypoint": None, "Cmd": ["a"], "Volumes": None, "WorkingDir": "", "OnBuild": None,
    }  # fmt: skip
