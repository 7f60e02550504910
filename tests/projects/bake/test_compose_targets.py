from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from preimage.projects.bake.project import BakeProject
from preimage.projects.project import Origin

TEXT = """\
services:
  web.app:
    image: acme/web
    build:
      context: ./web/
      dockerfile_inline: FROM ${BASE}
      target: prod
      args:
        ONE: 1
        TWO:
        THREE:
        FOUR:
      labels: [a=b, c]
      additional_contexts: {x: "service:lib", y: "target:lib.x", z: ./z}
      cache_from: [a/b]
      ssh: [default]
      shm_size: 1500m
      ulimits: {nofile: 5, nproc: {soft: 1, hard: 2}}
      secrets: [{source: s, target: t}, e]
      extra_hosts: ["h=1.2.3.4", "h=5.6.7.8"]
      provenance: mode=max
      sbom: false
      no_cache: true
    environment: {TWO: service}
    env_file: x.env
  lib:
    build: {context: lib, x-bake: {tags: [q, r], platforms: linux/amd64, pull: true, contexts: {k: v}, output: out}}
  lib.x: {build: ., image: ""}
  other: {image: x}
secrets:
  s: {file: /s}
  e: {environment: E}
"""


def printed(project: BakeProject) -> Any:
    return json.loads(project.to_json())


def test_services_become_targets(bake: Callable[..., BakeProject]) -> None:
    project = bake(
        {"compose.yaml": TEXT, "x.env": "TWO=file\nTHREE=file\n", ".env": "BASE=alpine\nFOUR=4\n"},
        environment={"FOUR": "outside"},
    )
    document = printed(project)
    assert document["group"] == {"default": {"targets": ["lib", "lib_x", "web_app"]}}
    assert document["target"]["web_app"] == {
        "attest": [{"type": "sbom", "disabled": True}, {"type": "provenance", "mode": "max"}],
        "context": "web",
        "contexts": {"x": "target:lib", "y": "target:lib_x", "z": "z"},
        "dockerfile": "Dockerfile",
        "dockerfile-inline": "FROM alpine",
        "args": {"FOUR": "outside", "ONE": "1", "THREE": "file", "TWO": "service"},
        "labels": {"a": "b", "c": ""},
        "tags": ["acme/web"],
        "cache-from": [{"ref": "a/b", "type": "registry"}],
        "target": "prod",
        "secret": [{"id": "s", "src": "/s"}, {"id": "e", "env": "E"}],
        "ssh": [{"id": "default"}],
        "no-cache": True,
        "shm-size": "1.465GiB",
        "ulimits": ["nofile=0:0", "nproc=1:2"],
        "extra-hosts": {"h": "1.2.3.4,5.6.7.8"},
    }
    assert document["target"]["lib"] == {
        "context": "lib",
        "contexts": {"k": "v"},
        "dockerfile": "Dockerfile",
        "tags": ["q", "r"],
        "platforms": ["linux/amd64"],
        "output": [{"dest": "out", "type": "local"}],
        "pull": True,
    }


def test_values_know_where_they_were_written(bake: Callable[..., BakeProject]) -> None:
    origins = bake({"compose.yaml": TEXT, "x.env": ""}, "web.app").builds["web_app"].origins
    assert origins["args", "ONE"] == Origin("compose.yaml", 9, "args")
    assert origins["target",] == Origin("compose.yaml", 7, "target")


def test_a_target_of_the_same_name_goes_over_the_service(bake: Callable[..., BakeProject]) -> None:
    project = bake(
        {
            "compose.yaml": "services: {web: {build: {context: web, args: {A: c, B: c}}}}",
            "docker-bake.hcl": 'target "web" {\n args = { B = "h" }\n target = "x"\n}\n',
        }
    )
    web = project.builds["web"]
    assert (dict(web.args), web.context, web.target) == ({"A": "c", "B": "h"}, "web", "x")


def test_nothing_to_build(bake: Callable[..., BakeProject]) -> None:
    assert printed(bake({"compose.yaml": "services: {a: {image: b}}"})) == {
        "group": {"default": {"targets": None}},
        "target": {},
    }


@pytest.mark.parametrize(
    ("build", "message"),
    [
        pytest.param("x-bake: 5", "failed to parse compose file: cannot unmarshal 5 into x-bake", id="number"),
        pytest.param("x-bake: {pull: maybe}", "failed to parse compose file: cannot unmarshal maybe into bool, in x-bake", id="truth"),
        pytest.param('x-bake: {cache-from: "a=b"}', 'failed to parse compose file: type required form> "a=b"', id="cache"),
        pytest.param("provenance: mode", "failed to parse compose file: invalid value mode", id="attestation"),
    ],
)  # fmt: skip
def test_error_of_a_build(find_error: Callable[..., str], build: str, message: str) -> None:
    assert find_error({"compose.yaml": f"services:\n  a:\n    build:\n      context: .\n      {build}\n"}) == message
