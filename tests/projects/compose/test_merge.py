from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.merge import apply_marks, extend_service, merge_projects
from preimage.projects.compose.nodes import Fault, Node

MakeNode = Callable[[str], Node]


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        pytest.param("build: a", "build: {target: t}", {"build": {"context": "a", "target": "t"}}, id="a text is the context"),
        pytest.param("build: {target: t}", "build: b", {"build": {"target": "t", "context": "b"}}, id="also the later one"),
        pytest.param("build: {args: {A: 1, B: 1.50}}", "build: {args: [B=2, C]}", {"build": {"args": ["A=1", "B=1.5", "B=2", "C"]}}, id="lists and mappings of names"),
        pytest.param("build: {platforms: [a]}", "build: {platforms: [a, b]}", {"build": {"platforms": ["a", "a", "b"]}}, id="other lists are joined"),
        pytest.param("image: a", "image:", {"image": "a"}, id="null changes nothing"),
        pytest.param("image: a", "image: ''", {"image": ""}, id="nothing is a text"),
        pytest.param("build: {args: {A: 1}}", "build:", {"build": {"args": {"A": 1}}}, id="null for a mapping"),
        pytest.param("command: a", "command:", {"command": None}, id="commands are replaced by null, too"),
        pytest.param("entrypoint: [a]", "entrypoint: b", {"entrypoint": "b"}, id="entrypoints are replaced"),
        pytest.param("healthcheck: {test: [a], retries: 1}", "healthcheck: {test: b}", {"healthcheck": {"test": "b", "retries": 1}}, id="tests are replaced"),
        pytest.param("depends_on: [a]", "depends_on: {b: {condition: c}}", {"depends_on": {"a": {"condition": "service_started", "required": True}, "b": {"condition": "c"}}}, id="dependencies"),
        pytest.param("networks: [a]", "networks: {a: {priority: 1}, b: }", {"networks": {"a": {"priority": 1}, "b": None}}, id="networks"),
        pytest.param("extra_hosts: ['a=1']", "extra_hosts: {a: '1', b: ['2', '3']}", {"extra_hosts": ["a=1", "b=2", "b=3"]}, id="hosts once"),
        pytest.param("logging: {driver: a, options: {x: 1}}", "logging: {options: {y: 2}}", {"logging": {"driver": "a", "options": {"x": 1, "y": 2}}}, id="options of one driver"),
        pytest.param("logging: {driver: a, options: {x: 1}}", "logging: {driver: b}", {"logging": {"driver": "b"}}, id="another driver"),
        pytest.param("ulimits: {a: 5}", "ulimits: {a: {soft: 1}}", {"ulimits": {"a": {"soft": 1}}}, id="limits are replaced"),
        pytest.param("env_file: a", "env_file: [b]", {"env_file": ["a", "b"]}, id="text and list"),
        pytest.param("x-a: {b: 1}", "x-a: {c: 2}", {"x-a": {"b": 1, "c": 2}}, id="extensions"),
    ],
)  # fmt: skip
def test_services_are_merged(node: MakeNode, first: str, second: str, merged: object) -> None:
    base, other = node(f"services: {{app: {{{first} }}}}"), node(f"services: {{app: {{{second} }}}}")
    assert merge_projects(base, other).plain() == {"services": {"app": merged}}
    assert extend_service(node(f"{{{first} }}"), node(f"{{{second} }}")).plain() == merged


def test_subnets_are_merged_by_name(node: MakeNode) -> None:
    base = node("networks: {n: {ipam: {config: [{subnet: a, gateway: b}]}}}")
    other = node("networks: {n: {ipam: {config: [{subnet: a, ip_range: c}, {subnet: d}]}}}")
    merged = [{"subnet": "a", "gateway": "b", "ip_range": "c"}, {"subnet": "d"}]
    assert merge_projects(base, other).plain() == {"networks": {"n": {"ipam": {"config": merged}}}}


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        ("build: {platforms: [a]}", "build: {platforms: a}", "build.platforms"),
        ("build: {ulimits: {a: 1}}", "build: {ulimits: a}", "build.ulimits"),
        ("logging: {driver: a}", "logging:", "logging"),
    ],
)
def test_error_values_that_do_not_fit(node: MakeNode, first: str, second: str, path: str) -> None:
    with pytest.raises(Fault) as caught:
        merge_projects(node(f"services: {{app: {{{first} }}}}"), node(f"services: {{app: {{{second} }}}}"))
    assert str(caught.value) == f"cannot override services.app.{path}"


def test_marks_take_away_what_was_there(node: MakeNode) -> None:
    base = node("services: {app: {image: a, build: {args: [x], target: t}}, web: {image: b}}")
    left = apply_marks(
        base, [("services", "app", "build", "args"), ("services", "web"), ("services", "app", "image", "0")]
    )
    assert left.plain() == {"services": {"app": {"image": "a", "build": {"target": "t"}}}}
    assert apply_marks(base, []) is base


def test_entries_of_lists_stay(node: MakeNode) -> None:
    base = node("a: [{b: 1, c: 2}]")
    assert apply_marks(base, [("a", "0")]).plain() == base.plain()
    assert apply_marks(base, [("a", "*", "b")]).plain() == {"a": [{"c": 2}]}
