from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.unicity import drop_twins

MakeNode = Callable[[str], Node]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("build: {args: [A=1, B, A=2]}", {"build": {"args": ["A=2", "B"]}}, id="names"),
        pytest.param("build: {tags: [a=1, b, a=2]}", {"build": {"tags": ["a=2", "b"]}}, id="tags, up to the equals sign"),
        pytest.param("build: {platforms: [a, a]}", {"build": {"platforms": ["a", "a"]}}, id="platforms stay"),
        pytest.param("expose: [80, '80', 81]", {"expose": ["80", 81]}, id="exposed ports"),
        pytest.param("ports: ['80:80', {target: 80, published: 80}, {target: 80, published: '80', protocol: tcp}]", {"ports": ["80:80", {"target": 80, "published": "80", "protocol": "tcp"}]}, id="ports"),
        pytest.param("volumes: ['data:/x', './b:/x', {type: bind, target: /x}]", {"volumes": [{"type": "bind", "target": "/x"}]}, id="volumes by target"),
        pytest.param("env_file: [a, {path: a, format: raw}]", {"env_file": [{"path": "a", "format": "raw"}]}, id="env files"),
        pytest.param("secrets: [a, {source: a}, {source: b, target: /run/secrets/a}]", {"secrets": [{"source": "b", "target": "/run/secrets/a"}]}, id="secrets"),
        pytest.param("devices: ['/a', '/b:/a:r', {source: c, target: /a}]", {"devices": [{"source": "c", "target": "/a"}]}, id="devices"),
        pytest.param("networks: {n: {aliases: [a, a]}}", {"networks": {"n": {"aliases": ["a"]}}}, id="aliases"),
        pytest.param("x-a: [a, a]", {"x-a": ["a", "a"]}, id="other lists stay"),
    ],
)  # fmt: skip
def test_the_last_of_twins_stays(node: MakeNode, text: str, left: object) -> None:
    assert drop_twins(node(f"services: {{app: {{{text}}}}}")).plain() == {"services": {"app": left}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("build: {args: [5]}", "services.app.build.args.[0]: unexpected type int"),
        ("labels: [{a: 1}]", "services.app.labels.[0]: unexpected type map[string]interface {}"),
        ("expose: [1.5]", "services.app.expose.[0]: unsupported expose value %!s(float64=1.5)"),
        ("configs: [5]", "services.app.configs.[0]: unsupported expose value %!s(int=5)"),
        ("ports: [{published: 80}]", "service ports services.app.ports.[0] is missing a target port"),
        ("volumes: [{type: bind}]", "service volume services.app.volumes.[0] is missing a mount target"),
        ("devices: [{source: a}]", "service device services.app.devices.[0] is missing a mount target"),
        ("env_file: [{}]", "environment path attribute services.app.env_file.[0] is missing"),
    ],
)
def test_error_entries_that_cannot_be_named(node: MakeNode, text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        drop_twins(node(f"services: {{app: {{{text}}}}}"))
    assert str(caught.value) == message


def test_entries_of_no_known_kind_are_left_to_the_shape(node: MakeNode) -> None:
    value = node("services: {app: {volumes: [5], ports: [[]], devices: [5], env_file: [5]}}")
    assert drop_twins(value).plain() == value.plain()
