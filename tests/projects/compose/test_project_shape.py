from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.project_shape import project_shape
from preimage.projects.compose.shapes import check_shape

EVERYTHING = """
version: "3"
name: shop
include: [a.yaml, {path: [b.yaml], env_file: x, project_directory: d}]
x-any: 5
services:
  app:
    build: {context: ., args: [A], labels: {l: 1}, ssh: [default], secrets: [{source: s, mode: 0440}], ulimits: {a: 1}, x-b: c}
    command: [a]
    depends_on: {db: {condition: service_healthy, restart: true, required: false}}
    deploy: {replicas: 2, resources: {limits: {cpus: "1"}, reservations: {devices: [{capabilities: [gpu]}]}}}
    develop: {watch: [{path: ., action: sync, target: /x}]}
    env_file: [a, {path: b, required: false, format: raw}]
    gpus: all
    healthcheck: {test: [CMD], retries: 3}
    networks: {n: {aliases: [a]}}
    ports: [80, "81", {target: 82}]
    provider: {type: x, options: {a: [b]}}
    volumes: [{type: tmpfs, target: /x, tmpfs: {size: 5}}, a]
  db: {image: db}
networks: {n: {ipam: {config: [{subnet: s, aux_addresses: {a: b}}]}}, m: }
volumes: {v: {external: true}}
secrets: {s: {environment: A}}
configs: {c: {content: x}}
models: {m: {model: x, context_size: 5}}
"""


def test_a_project_with_keys_of_all_kinds_fits(node: Callable[[str], Node]) -> None:
    check_shape(node(EVERYTHING), project_shape())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("services: {app: {comand: a}}", "services.app additional properties 'comand' not allowed"),
        ("services: {'a b': {}}", "services additional properties 'a b' not allowed"),
        ("services: {app: {command: {}}}", "services.app.command must be a null"),
        ("services: {app: {build: {target: }}}", "services.app.build.target must be a string"),
        ("services: {app: {depends_on: {db: {}}}}", "services.app.depends_on.db missing property 'condition'"),
        ("services: {app: {volumes: [{target: /x}]}}", "services.app.volumes.0 must be a string"),
        ("services: {app: {container_name: x}}", "services.app.container_name 'x' does not match pattern '[a-zA-Z0-9][a-zA-Z0-9_.-]+'"),
        ("volumes: ", "volumes must be a mapping"),
        ("models: {m: {}}", "models.m missing property 'model'"),
    ],
)  # fmt: skip
def test_error_keys_and_values(node: Callable[[str], Node], text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        check_shape(node(text), project_shape())
    assert str(caught.value) == message


def test_the_shape_is_made_once() -> None:
    assert project_shape() is project_shape()
