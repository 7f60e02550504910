from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.account import Account
from preimage.projects.compose.canonical import make_canonical, set_defaults
from preimage.projects.compose.nodes import Fault, Node

MakeNode = Callable[[str], Node]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        pytest.param("build: a", {"build": {"context": "a"}}, id="build"),
        pytest.param("build: {additional_contexts: [a=b, c=d=e]}", {"build": {"additional_contexts": {"a": "b", "c": "d=e"}}}, id="contexts"),
        pytest.param("build: {ssh: [default, a=b], secrets: [s]}", {"build": {"ssh": {"default": None, "a": "b"}, "secrets": [{"source": "s"}]}}, id="ssh and secrets"),
        pytest.param("depends_on: [a]", {"depends_on": {"a": {"condition": "service_started", "required": True}}}, id="list of dependencies"),
        pytest.param("depends_on: {a: {restart: true}}", {"depends_on": {"a": {"condition": "service_started", "required": True, "restart": True}}}, id="dependencies"),
        pytest.param("env_file: a", {"env_file": [{"path": "a", "required": True}]}, id="env file"),
        pytest.param("env_file: [{path: a, required: false}]", {"env_file": [{"path": "a", "required": False}]}, id="env files"),
        pytest.param("label_file: a", {"label_file": ["a"]}, id="label file"),
        pytest.param("extends: a", {"extends": {"service": "a"}}, id="extends"),
        pytest.param("networks: [a]", {"networks": {"a": None}}, id="networks"),
        pytest.param("gpus: all", {"gpus": [{"count": "all"}]}, id="gpus"),
        pytest.param("devices: [/a, '/b:/c:r']", {"devices": [{"source": "/a", "target": "/a", "permissions": "rwm"}, {"source": "/b", "target": "/c", "permissions": "r"}]}, id="devices"),
        pytest.param("configs: [a, {source: b}]", {"configs": [{"source": "a"}, {"source": "b"}]}, id="configs"),
        pytest.param("ports: ['1-2']", {"ports": [{"mode": "ingress", "protocol": "tcp", "target": 1}, {"mode": "ingress", "protocol": "tcp", "target": 2}]}, id="ports"),
        pytest.param("volumes: [/a]", {"volumes": [{"type": "volume", "target": "/a", "volume": {}}]}, id="volumes"),
        pytest.param("ulimits: {a: 5, b: {soft: 1}}", {"ulimits": {"a": 5, "b": {"soft": 1}}}, id="limits stay"),
        pytest.param("dns: a", {"dns": ["a"]}, id="dns"),
    ],
)  # fmt: skip
def test_short_forms_become_long(node: MakeNode, short: str, long: object) -> None:
    made = make_canonical(node(f"services: {{app: {{{short}}}}}"), Account())
    assert made.plain() == {"services": {"app": long}}
    assert make_canonical(made, Account()).plain() == made.plain()


def test_old_names_of_external_resources(node: MakeNode) -> None:
    account = Account()
    made = make_canonical(node("volumes: {a: {external: {name: x}}, b: {external: true}, c: }"), account)
    assert made.plain() == {"volumes": {"a": {"external": True, "name": "x"}, "b": {"external": True}, "c": None}}
    assert list(account.warnings) == ["volumes.a: external.name is deprecated. Please set name and external: true"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("build: 5", "services.app.build: invalid type int for build"),
        ("build: {additional_contexts: [src]}", "services.app.build.additional_contexts: invalid value src, expected key=value"),
        ("build: {additional_contexts: 5}", "services.app.build.additional_contexts: invalid type int"),
        ("build: {ssh: [x]}", 'invalid ssh key "x"'), ("build: {ssh: [5]}", "invalid ssh key type int"),
        ("build: {ssh: x}", "services.app.build.ssh: invalid type string for ssh"),
        ("build: {ulimits: {a: x}}", "services.app.build.ulimits.a: invalid type string for external"),
        ("depends_on: 5", "services.app.depends_on: invalid type int for depend_on"),
        ("depends_on: [5]", "services.app.depends_on: unexpected type int"),
        ("depends_on: {a: 5, b: }", "services.app.depends_on.a: unsupported value map[a:%!s(int=5) b:<nil>]"),
        ("env_file: 5", "services.app.env_file: invalid type int for env_file"),
        ("extends: 5", "services.app.extends: invalid type int for extends"),
        ("gpus: 5", "services.app.gpus: invalid type int for gpus"),
        ("volumes: [5]", "services.app.volumes.[]: invalid type int for service volume mount"),
        ("devices: ['a:b:c:d']", "confusing device mapping, please use long syntax: a:b:c:d"),
        ("devices: [5]", "services.app.devices.[]: invalid type int for service volume mount"),
        ("secrets: [[]]", "services.app.secrets.[]: unsupported type []interface {}"),
        ("ports: [1.5]", "services.app.ports: invalid type float64 for port"), ("ports: 5", "services.app.ports: invalid type int for port"),
    ],
)  # fmt: skip
def test_error_short_forms(node: MakeNode, text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        make_canonical(node(f"services: {{app: {{{text} }}}}"), Account())
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("networks: {n: {external: {name: x}, name: y}}", "networks.n: name and external.name conflict; only use name"),
        ("networks: {n: 5}", "networks.n: invalid type int"),
        ("include: [5]", "include.[]: invalid type int for external"),
    ],
)
def test_error_resources(node: MakeNode, text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        make_canonical(node(text), Account())
    assert str(caught.value) == message


def test_defaults(node: MakeNode) -> None:
    text = "services: {app: {build: {target: t}, gpus: [{driver: d}, {count: 1}]}, web: {build: {context: c}}}"
    assert set_defaults(node(text), Account()).plain() == {
        "services": {
            "app": {"build": {"target": "t", "context": "."}, "gpus": [{"driver": "d", "count": "all"}, {"count": 1}]},
            "web": {"build": {"context": "c"}},
        }
    }
    with pytest.raises(Fault) as caught:
        set_defaults(node("services: {app: {gpus: [5]}}"), Account())
    assert str(caught.value) == "services.app.gpus.[]: invalid type int for device request"
