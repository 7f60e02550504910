from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from preimage.projects.compose.printing import print_builds
from preimage.projects.compose.project import ComposeProject

Load = Callable[..., ComposeProject]

EVERYTHING = """
services:
  a.b:
    image: img
    build:
      context: .
      args: {B: "$${x}", A: "<&>"}
      tags: [t, t]
      cache_from: [c]
      cache_to: [type=inline]
      secrets: [tok, {source: env, target: z}, ext]
      ssh: [default, k=./k]
      platforms: [p, q]
      pull: true
      no_cache: "yes"
      network: host
      shm_size: 1k
      ulimits: {nofile: 5, nproc: {soft: 1, hard: 2}}
      privileged: true
      entitlements: [network.host]
      extra_hosts: ["b=1", "a:::1", "b=2"]
      provenance: mode=max
      sbom: true
      additional_contexts: {c: "service:c"}
  c: {build: {dockerfile_inline: "FROM $${a}", provenance: false, extra_hosts: {a: ["1", "2"]}, cache_from: []}}
secrets: {tok: {file: ./t}, env: {environment: TOK}, ext: {external: true}}
"""


def test_all_that_is_printed(load: Load) -> None:
    text = load(EVERYTHING).to_json()
    assert '"A": "\\u003c\\u0026\\u003e"' in text
    printed = json.loads(text)
    assert printed["group"] == {"default": {"targets": ["a_b", "c"]}}
    first, second = printed["target"]["a_b"], printed["target"]["c"]
    assert list(first) == [
        "context", "contexts", "dockerfile", "args", "labels", "tags", "cache-from", "cache-to", "secret", "ssh", "platforms",
        "pull", "no-cache", "network", "shm-size", "ulimits", "entitlements", "extra-hosts", "output", "attest",
    ]  # fmt: skip
    del first["labels"], second["labels"]
    assert first == {
        "context": "/home/me/demo", "contexts": {"c": "target:c"}, "dockerfile": "/home/me/demo/Dockerfile",
        "args": {"A": "<&>", "B": "$${x}"}, "tags": ["t", "img"], "cache-from": ["c"], "cache-to": ["type=inline"],
        "secret": ["id=tok,type=file,src=/home/me/demo/t", "id=z,type=env,env=TOK"], "ssh": ["default=", "k=/home/me/demo/k"],
        "platforms": ["p", "q"], "pull": True, "no-cache": True, "network": "host", "shm-size": "1024",
        "ulimits": ["nofile=5", "nproc=1:2"], "entitlements": ["network.host", "security.insecure"],
        "extra-hosts": {"a": "::1", "b": "1,2"}, "output": ["type=image,push=false"],
        "attest": ["type=provenance,mode=max", "type=sbom"],
    }  # fmt: skip
    assert second == {
        "context": "/home/me/demo", "dockerfile-inline": "FROM $${a}", "tags": ["demo-c"], "extra-hosts": {"a": "1,2"},
        "output": ["type=docker"],
    }  # fmt: skip
    assert load(EVERYTHING).builds["a.b"].args["B"] == "${x}"


@pytest.mark.parametrize(
    ("value", "tag"), [("1", "demo_app"), ("true", "demo_app"), ("0", "demo-app"), ("", "demo-app")]
)
def test_the_tag_of_old_versions(load: Load, value: str, tag: str) -> None:
    printed: Any = json.loads(load("services: {app: {build: .}}", environ={"COMPOSE_COMPATIBILITY": value}).to_json())
    assert printed["target"]["app"]["tags"] == [tag]


def test_nothing_to_build_prints_nothing(load: Load) -> None:
    assert load("services: {app: {image: x}}").to_json() == ""


def test_targets_are_printed_by_name() -> None:
    assert print_builds([("b", {"x": 1}), ("a", {})], ["b"]) == (
        '{\n  "group": {\n    "default": {\n      "targets": [\n        "b"\n      ]\n    }\n  },\n'
        '  "target": {\n    "a": {},\n    "b": {\n      "x": 1\n    }\n  }\n}'
    )
