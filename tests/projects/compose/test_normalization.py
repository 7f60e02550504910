from __future__ import annotations

from collections.abc import Callable

from preimage.projects.compose.nodes import Node
from preimage.projects.compose.normalization import normalize, resolve_listed

TEXT = """
services:
  app:
    build: {args: {A: , B: , C: c}}
    environment: {A: , B: }
    links: [db:x, web]
    network_mode: "service:db"
    volumes_from: ["cache:ro", "container:y"]
    depends_on: {web: {condition: service_healthy}}
  web: {build: {context: c, dockerfile: "", args: [A, B, C=c]}, environment: [A, B]}
  db: {provider: {type: x}}
  cache: {build: {dockerfile_inline: FROM a}, networks: {n: }}
"""


def test_what_is_implied(node: Callable[[str], Node]) -> None:
    found = normalize(node(TEXT), {"A": "1"}).plain()
    started = {"condition": "service_started", "required": True}
    assert found == {
        "networks": {"default": None},
        "services": {
            "app": {
                "build": {"args": {"A": "1", "C": "c"}, "context": ".", "dockerfile": "Dockerfile"},
                "environment": {"A": "1", "B": None},
                "links": ["db:x", "web"],
                "network_mode": "service:db",
                "volumes_from": ["cache:ro", "container:y"],
                "depends_on": {
                    "web": {"condition": "service_healthy"},
                    "db": {**started, "restart": True},
                    "cache": {**started, "restart": False},
                },
            },
            "web": {
                "build": {"context": "c", "dockerfile": "", "args": ["A=1", "C=c"]},
                "environment": ["A=1", "B"],
                "networks": {"default": None},
            },
            "db": {"provider": {"type": "x"}},
            "cache": {"build": {"dockerfile_inline": "FROM a", "context": "."}, "networks": {"n": None}},
        },
    }


def test_lists_take_the_variables_of_their_own_file(node: Callable[[str], Node]) -> None:
    text = "services: {a: {environment: [A, B, C=$A]}, b: {environment: {A: }}, c: {image: x}}"
    assert resolve_listed(node(text), {"A": "1"}).plain() == {
        "services": {"a": {"environment": ["A=1", "B", "C=$A"]}, "b": {"environment": {"A": None}}, "c": {"image": "x"}}
    }


def test_nothing_is_left_alone(node: Callable[[str], Node]) -> None:
    root = node("x-a: 1")
    assert normalize(root, {}) is root
    assert resolve_listed(root, {}) is root
