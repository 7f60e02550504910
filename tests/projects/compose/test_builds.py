from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.builds import pairs_of, target_names
from preimage.projects.compose.nodes import Node
from preimage.projects.compose.project import ComposeProject
from preimage.projects.project import Origin

Load = Callable[..., ComposeProject]
Error = Callable[..., str]

DEMO = "/home/me/demo"
LABELS = {
    "com.docker.compose.project": "demo",
    "com.docker.compose.service": "app",
    "com.docker.compose.version": "2.40.3",
}


def test_values_and_their_places(load: Load) -> None:
    project = load(
        {
            "compose.yaml": "services:\n  app:\n    image: i\n    build:\n      context: ./a\n      args:\n        V: ${V}\n        W:\n      labels: [l=1]\n",
            "compose.override.yaml": "services:\n  app:\n    build:\n      target: t\n      args: [X=2]\n      platforms: [p, q]\n      additional_contexts:\n        c: ./c\n",
        },
        environ={"V": "v", "W": "w"},
        build_args={"X": "given", "Z": "z", "NOPE": None},
    )  # fmt: skip
    build = project.builds["app"]
    assert (build.context, build.dockerfile, build.target) == (f"{DEMO}/a", f"{DEMO}/a/Dockerfile", "t")
    assert dict(build.args) == {"V": "v", "W": "w", "X": "given", "Z": "z"}
    assert dict(build.labels) == {**LABELS, "l": "1"}
    assert (build.platforms, dict(build.contexts)) == (("p", "q"), {"c": f"{DEMO}/c"})
    assert dict(build.origins) == {
        ("context",): Origin("compose.yaml", 5, "context"),
        ("target",): Origin("compose.override.yaml", 4, "target"),
        ("platforms",): Origin("compose.override.yaml", 6, "platforms"),
        ("args", "V"): Origin("compose.yaml", 7, "args"),
        ("args", "W"): Origin("compose.yaml", 8, "args"),
        ("args", "X"): Origin("", None, "--build-arg"),
        ("args", "Z"): Origin("", None, "--build-arg"),
        ("labels", "l"): Origin("compose.yaml", 9, "labels"),
        ("contexts", "c"): Origin("compose.override.yaml", 8, "additional_contexts"),
        ("image",): Origin("compose.yaml", 3, "image"),
    }


@pytest.mark.parametrize(
    ("build", "dockerfile"),
    [
        ("build: a", f"{DEMO}/a/Dockerfile"), ("build: {dockerfile: ../D}", "/home/me/D"), ("build: {dockerfile: /etc/D}", "/etc/D"),
        ("build: {context: 'https://x/y.git#main', dockerfile: d/D}", "d/D"), ("build: {context: 'git@h:a/b', dockerfile: D}", "D"),
        ("build: {context: 'https://x/c.tar.gz'}", "https:/x/c.tar.gz/Dockerfile"), ("build: {context: 'ssh://x/y.git'}", "ssh:/x/y.git/Dockerfile"),
        ("build: {dockerfile_inline: FROM a}", ""), ("build: {dockerfile: ''}", ""),
    ],
)  # fmt: skip
def test_dockerfiles(load: Load, build: str, dockerfile: str) -> None:
    found = load(f"services: {{app: {{{build}}}}}").builds["app"]
    assert (found.dockerfile, found.dockerfile_inline) == (dockerfile, "FROM a" if "inline" in build else None)


@pytest.mark.parametrize(
    ("service", "default", "platforms"),
    [
        ("build: .", "", ()), ("build: .", "d", ("d",)), ("build: ., platform: p", "", ("p",)), ("build: ., platform: ''", "", ()),
        ("build: {platforms: [p, d]}, platform: p", "d", ("p", "d")), ("build: ., platform: d", "d", ("d",)),
    ],
)  # fmt: skip
def test_platforms(load: Load, service: str, default: str, platforms: tuple[str, ...]) -> None:
    environ = {"DOCKER_DEFAULT_PLATFORM": default} if default else {}
    assert (
        load(f"services: {{app: {{{service}}}, db: {{image: x}}}}", environ=environ).builds["app"].platforms
        == platforms
    )


@pytest.mark.parametrize("service", ["build: {platforms: [p]}", "build: ., platform: p"])
def test_error_platforms(fault: Error, service: str) -> None:
    message = 'service "app" build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: d'
    assert fault(f"services: {{app: {{{service}}}}}", environ={"DOCKER_DEFAULT_PLATFORM": "d"}) == message


PROJECT = """
services:
  app-a: {build: ., depends_on: [db]}
  app-b: {build: {context: ., additional_contexts: {x: "service:base"}}}
  base: {build: .}
  db: {build: ./db, depends_on: [cache]}
  cache: {image: x}
  off: {build: ., profiles: [p]}
  also: {build: ., profiles: [p]}
"""


@pytest.mark.parametrize(
    ("services", "with_dependencies", "printed", "grouped"),
    [
        pytest.param([], False, ["app-a", "app-b", "base", "db"], ["app-a", "app-b", "base", "db"], id="all that are active"),
        pytest.param(["app-a"], False, ["app-a", "db"], ["app-a"], id="one, its dependencies beside it"),
        pytest.param(["app-a"], True, ["app-a", "db"], ["app-a", "db"], id="with dependencies"),
        pytest.param(["app-b"], False, ["app-b", "base"], ["app-b", "base"], id="what it has as a context"),
        pytest.param(["app-*"], False, ["app-a", "app-b", "db"], ["app-a", "app-b"], id="a pattern, without contexts"),
        pytest.param(["off"], False, ["off"], ["off"], id="of a profile"),
        pytest.param(["off", "a*o"], False, ["also", "off"], ["also", "off"], id="a pattern finds what shares the profile"),
        pytest.param(["cache"], False, [], [], id="nothing to build"),
        pytest.param(["app-a", "app-a"], False, ["app-a", "db"], ["app-a"], id="twice"),
    ],
)  # fmt: skip
def test_selections(
    load: Load, services: list[str], with_dependencies: bool, printed: list[str], grouped: list[str]
) -> None:
    project = load(PROJECT, services=services, with_dependencies=with_dependencies)
    assert (list(project.builds), list(project.groups.get("default", []))) == (printed, grouped)


@pytest.mark.parametrize("name", ["nope", "nope*", "a[b", "", "also*", "x\\"])
def test_error_selections(fault: Error, name: str) -> None:
    assert fault(PROJECT, services=[name]) == f"no such service: {name}"


def test_error_a_dependency_that_is_off(fault: Error) -> None:
    text = "services: {a: {build: ., profiles: [p], depends_on: [b]}, b: {build: ., profiles: [q]}}"
    assert fault(text, services=["a"]) == "no such service: b"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("[ab]*", ["app-a", "app-b", "base", "db"]), ("b?se", ["base"]), ("[^a]*", ["base", "db"]), ("app-[a-b]", ["app-a", "app-b", "base", "db"]),
        ("\\base", ["base"]), ("*-*-*a*", []), ("*p-*", ["app-a", "app-b", "base", "db"]),
    ],
)  # fmt: skip
def test_patterns(load: Load, fault: Error, pattern: str, found: list[str]) -> None:
    if not found:
        assert fault(PROJECT, services=[pattern]) == f"no such service: {pattern}"
    elif "^" in pattern:
        assert list(load(PROJECT, services=[pattern]).builds) == found
    else:
        assert set(load(PROJECT, services=[pattern]).builds) <= set(found)


@pytest.mark.parametrize("version", ["2.35.0", None])
def test_labels_are_those_of_a_version(load: Load, version: str | None) -> None:
    labels = load("services: {app: {build: .}}", version=version).builds["app"].labels
    assert labels == ({} if version is None else {**LABELS, "com.docker.compose.version": version})


def test_pairs() -> None:
    listed = Node([Node("a=1"), Node("b"), Node("a=2=3")])
    assert [(name, node.value) for name, node in pairs_of(listed)] == [("a", "2=3"), ("b", None)]
    assert pairs_of(None) == []


def test_names_of_targets() -> None:
    assert target_names(["a.b", "c"]) == {"a.b": "a_b", "c": "c"}
