from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from preimage.projects.bake.project import BakeProject

TEXT = """\
target "app" {
  args = { A = "1" }
  tags = ["a"]
  output = ["type=local,dest=o"]
}
target "web" {}
group "default" {
  targets = ["app", "web"]
}
"""


def printed(project: BakeProject) -> Any:
    return json.loads(project.to_json())["target"]


@pytest.mark.parametrize(
    ("overrides", "key", "held"),
    [
        pytest.param(["app.args.A=2", "app.args.b.c=x=y"], "args", {"A": "2", "b.c": "x=y"}, id="args"),
        pytest.param(["app.args.HOME"], "args", {"A": "1", "HOME": "/me"}, id="arg of the environment"),
        pytest.param(["app.args.NOPE"], "args", {"A": "1"}, id="arg that the environment lacks"),
        pytest.param(["*.labels.l=1"], "labels", {"l": "1"}, id="pattern"),
        pytest.param(["app.tags=b", "app.tags=c"], "tags", ["b", "c"], id="values collect"),
        pytest.param(["app.tags=b", "app.tags+=c"], "tags", ["a", "b", "c"], id="values are added"),
        pytest.param(["app.platform=linux/arm64"], "platforms", ["linux/arm64"], id="platform"),
        pytest.param(["app.target=x", "app.target=y"], "target", "y", id="the last counts"),
        pytest.param(["app.network=host"], "network", "", id="network becomes empty"),
        pytest.param(["app.pull=1"], "pull", True, id="truth"),
        pytest.param(["app.output=type=docker", "app.push=true"], "output", [{"type": "docker"}, {"push": "true", "type": "image"}], id="push"),
        pytest.param(["app.output=type=image", "app.push=true"], "output", [{"push": "true", "type": "image"}], id="push of an image"),
        pytest.param(["app.output=type=registry", "app.output=type=image", "app.push=false"], "output", [{"push": "false", "type": "image"}], id="no push"),
        pytest.param(["app.output=type=image", "app.load=true"], "output", [{"type": "image"}, {"type": "docker"}], id="load"),
        pytest.param(["app.load=true"], "output", [{"dest": "o", "type": "local"}], id="load beside a folder"),
        pytest.param(["app.output=type=docker", "app.load=true"], "output", [{"type": "docker"}], id="load twice"),
        pytest.param(["app.load=false"], "output", [{"dest": "o", "type": "local"}], id="no load"),
        pytest.param(["app.attest=type=sbom", "app.attest=type=sbom,generator=x"], "attest", [{"generator": "x", "type": "sbom"}], id="attestation"),
        pytest.param(["app.secrets+=id=a,env=E"], "secret", [{"id": "a", "env": "E"}], id="secret"),
        pytest.param(["app.contexts.c=d"], "contexts", {"c": "d"}, id="context"),
    ],
)  # fmt: skip
def test_values_are_set(bake: Callable[..., BakeProject], overrides: list[str], key: str, held: object) -> None:
    project = bake(TEXT, overrides=overrides, environment={"HOME": "/me"})
    assert printed(project)["app"][key] == held


@pytest.mark.parametrize(
    ("override", "message"),
    [
        pytest.param("app", "invalid override key app, expected target.name", id="no key"),
        pytest.param("app.tags", "invalid override app.tags, expected target.name=value", id="no value"),
        pytest.param("app.args=1", "invalid key app.args, args requires name", id="no name"),
        pytest.param("app.labels=1", "invalid format for labels, expecting labels.<name>=<value>", id="no name of a label"),
        pytest.param("app.extra-hosts=1", "invalid format for extra-hosts, expecting extra-hosts.<hostname>=<ip>", id="no host"),
        pytest.param("nope.tags=1", "could not find any target matching 'nope'", id="no target"),
        pytest.param("[.tags=1", "could not match targets with '[': syntax error in pattern", id="pattern"),
        pytest.param("app.foo=1", "unknown key: foo", id="key"),
        pytest.param("app.pull=x", "invalid value x for boolean key pull", id="truth"),
        pytest.param("app.attest=x", "invalid value for attest: invalid value x", id="attestation"),
        pytest.param("app.secrets=x", "invalid value for outputs: invalid field 'x' must be a key=value pair", id="secret"),
        pytest.param("app.output=type=local,x", "invalid value x", id="output"),
    ],
)  # fmt: skip
def test_error_of_an_override(find_error: Callable[..., str], override: str, message: str) -> None:
    assert find_error(TEXT, overrides=[override]) == message


def test_what_is_not_printed_is_not_looked_at(bake: Callable[..., BakeProject]) -> None:
    assert list(bake(TEXT, "web", overrides=["app.foo=1"]).builds) == ["web"]
