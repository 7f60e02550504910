from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from preimage.projects.bake.project import BakeProject, clean_context
from preimage.projects.project import Origin

SHOP = """\
variable "TAG" {
  default = "1.0"
}
group "default" {
  targets = ["web"]
}
target "base" {
  args = {
    VERSION = TAG
    DEBUG = null
  }
  labels = { "a" = "${TAG}" }
}
target "web" {
  inherits = ["base"]
  context = "./web//x/.."
  target = "prod"
  platforms = ["linux/amd64", "linux/arm64"]
  contexts = { src = "target:base" }
  args = { "B" = "2" }
}
"""


def test_builds_have_what_the_tool_hands_on(bake: Callable[..., BakeProject]) -> None:
    project = bake(SHOP)
    assert list(project.builds) == ["base", "web"]
    assert dict(project.groups) == {"default": ("web",)}
    web = project.builds["web"]
    assert (web.context, web.dockerfile, web.dockerfile_inline, web.target) == ("web", "Dockerfile", None, "prod")
    assert dict(web.args) == {"B": "2", "VERSION": "1.0"}
    assert (dict(web.labels), web.platforms) == ({"a": "1.0"}, ("linux/amd64", "linux/arm64"))
    assert dict(web.contexts) == {"src": "target:base"}


def test_values_know_where_they_were_written(bake: Callable[..., BakeProject]) -> None:
    origins = bake(SHOP, overrides=["web.args.SET=1"], environment={"SOURCE_DATE_EPOCH": "5"}).builds["web"].origins
    assert origins["args", "VERSION"] == Origin("docker-bake.hcl", 9, "args")
    assert origins["args", "B"] == Origin("docker-bake.hcl", 20, "args")
    assert origins["labels", "a"] == Origin("docker-bake.hcl", 12, "labels")
    assert origins["context",] == Origin("docker-bake.hcl", 16, "context")
    assert origins["args", "SET"] == Origin("", None, "--set")
    assert origins["args", "SOURCE_DATE_EPOCH"] == Origin("", None, "environment")


def test_a_linked_target_is_built_for_the_cache_only(bake: Callable[..., BakeProject]) -> None:
    printed = json.loads(bake(SHOP).to_json())
    assert printed["target"]["base"]["output"] == [{"type": "cacheonly"}]


def test_values_are_without_the_escapes_of_the_print(bake: Callable[..., BakeProject]) -> None:
    project = bake('target "default" { args = { A = "$${x}" } }')
    assert project.builds["default"].args["A"] == "${x}"
    assert '"A": "$${x}"' in project.to_json()


def test_debug_in_the_environment_is_the_tools_own(bake: Callable[..., BakeProject]) -> None:
    text = 'variable "DEBUG" { default = "x" }\ntarget "default" { args = { A = DEBUG } }'
    for environment, value in (({"DEBUG": "maybe"}, "1"), ({"DEBUG": ""}, ""), ({}, "x")):
        assert bake(text, environment=environment).builds["default"].args["A"] == value


def test_variables_of_the_call_go_over_the_environment(bake: Callable[..., BakeProject]) -> None:
    text = 'variable "V" { default = 1 }\ntarget "default" { args = { A = V } }'
    project = bake(text, environment={"V": "2"}, variables={"V": "3"})
    assert project.builds["default"].args["A"] == "3"


def test_contexts_are_cleaned_unless_they_are_remote() -> None:
    cases = {
        "./a//b/../c/": "a/c",
        "cwd://a": "a",
        "docker-image://alpine": "docker-image:/alpine",
        "https://example.com//a": "https://example.com//a",
        "git@example.com:a//b": "git@example.com:a//b",
        "github.com/a//b": "github.com/a//b",
    }
    assert {context: clean_context(context) for context in cases} == cases


def test_default_is_the_group_of_what_was_asked(bake: Callable[..., BakeProject]) -> None:
    text = 'target "a" {}\ntarget "b" {}\ntarget "default" {}\ngroup "g" {\n targets = ["a", "b", "a"]\n}'
    asked: list[tuple[tuple[str, ...], Any]] = [
        (("b", "a"), {"default": ("a", "b")}),
        (("g",), {"default": ("g",), "g": ("a", "b")}),
        ((), {"default": ("default",)}),
        (("default", "a"), {"default": ("a", "default")}),
        (("a", "default"), {"default": ("a",)}),
    ]
    for targets, groups in asked:
        assert dict(bake(text, *targets).groups) == groups
