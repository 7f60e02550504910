from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('target "default" {\ncontext = []\n}\n', 'docker-bake.hcl:2,11-12: Unsuitable value type; Unsuitable value: string required', id='text'),
        pytest.param('target "default" {\ntags = "a"\n}\n', 'docker-bake.hcl:2,9-10: Unsuitable value type; Unsuitable value: list of string required', id='list'),
        pytest.param('target "default" {\ntags = [null]\n}\n', 'docker-bake.hcl:2,8-9: Unsuitable value type; Unsuitable value: null value is not allowed', id='null in a list'),
        pytest.param('target "default" {\nargs = []\n}\n', 'docker-bake.hcl:2,8-9: Unsuitable value type; Unsuitable value: map of string required', id='map'),
        pytest.param('target "default" {\nargs = { a = [] }\n}\n', 'docker-bake.hcl:2,8-9: Unsuitable value type; Unsuitable value: element "a": string required', id='list in a map'),
        pytest.param('target "default" {\ncontexts = { a = null }\n}\n', 'docker-bake.hcl:2,12-13: Unsuitable value type; Unsuitable value: null value is not allowed', id='null in contexts'),
        pytest.param('target "default" {\npull = "yes"\n}\n', 'docker-bake.hcl:2,9-12: Unsuitable value type; Unsuitable value: a bool is required', id='truth'),
        pytest.param('target "default" {\ndescription = null\n}\n', 'docker-bake.hcl:2,15-19: Unsuitable value type; Unsuitable value: null value is not allowed', id='null as description'),
        pytest.param('target "default" {\noutput = "a"\n}\n', 'docker-bake.hcl:2,11-12: Unsuitable value type; Unsuitable value: list of map of string required', id='text for entries'),
        pytest.param('target "default" {\noutput = [1]\n}\n', 'docker-bake.hcl:2,10-11: Unsuitable value type; Unsuitable value: map of string required', id='number as entry'),
        pytest.param('target "default" {\noutput = [null]\n}\n', 'docker-bake.hcl:2,10-11: Unsuitable value type; Unsuitable value: map of string required', id='null as entry'),
        pytest.param('target "default" {\ntags = [nope]\n}\n', 'docker-bake.hcl:2,9-13: Unknown variable; There is no variable named "nope"., and 1 other diagnostic(s)', id='unknown name'),
    ],
)  # fmt: skip
def test_error_of_a_file(find_error: Callable[..., str], text: str, message: str) -> None:
    assert find_error(text) == message


def test_values_are_converted(bake: Callable[..., object]) -> None:
    text = """\
target "default" {
  args = { N = 1.50, B = true, Z = null }
  tags = setunion(["b", "a"])
  pull = "true"
  context = 5
  ssh = [{ id = "a", paths = ["x"] }, { id = "b" }]
}
"""
    project = bake(text)
    assert dict(project.builds["default"].args) == {"B": "true", "N": "1.5"}  # type: ignore[attr-defined]
    assert project.builds["default"].context == "5"  # type: ignore[attr-defined]
    assert '"pull": true' in project.to_json()  # type: ignore[attr-defined]


def test_entries_are_seen_by_others_as_objects(bake: Callable[..., object]) -> None:
    text = """\
target "b" {
  attest = ["type=sbom,disabled=true"]
  ssh = ["default"]
  secret = ["id=a,env=E"]
}
target "default" {
  args = { A = jsonencode([target.b.attest, target.b.ssh, target.b.secret, target.b.output]) }
}
"""
    assert bake(text).builds["default"].args["A"] == (  # type: ignore[attr-defined]
        '[[{"disabled":"true","type":"sbom"}],[{"id":"default","paths":[]}],[{"env":"E","id":"a","src":""}],[]]'
    )
