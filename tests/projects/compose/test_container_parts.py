from __future__ import annotations

from collections.abc import Callable

from preimage.projects.compose.container_parts import IMAGE, ContainerNote
from preimage.projects.compose.project import ComposeProject
from preimage.projects.project import Origin


def test_values_that_no_file_gives_have_no_line(load: Callable[..., ComposeProject]) -> None:
    project = load("services: {web: {image: x, network_mode: 'service:db'}, db: {image: y}}")
    found = project.container_with_causes("web", {"Cmd": ["c"], "Labels": {"a": "b"}})
    assert found.causes["Cmd",] == IMAGE == Origin("", None, "image")
    assert found.causes["Labels", "com.docker.compose.project"] == Origin("", None, "compose")
    assert ("User",) not in found.causes


def test_notes_are_values() -> None:
    note = ContainerNote("command-cut", "text", IMAGE)
    assert note == ContainerNote("command-cut", "text", Origin("", None, "image"))
