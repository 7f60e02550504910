from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('target "default" {\ncontext = target.default.context\n}\n', 'docker-bake.hcl:2,11-33: Invalid expression; reference cycle not allowed for target.default.context', id='reference to itself'),
        pytest.param('target "default" {\nargs = target\n}\n', 'docker-bake.hcl:2,8-14: Invalid expression; cannot access target as a variable', id='target alone'),
        pytest.param('target "default" {\nargs = target["x"]\n}\n', 'docker-bake.hcl:2,8-19: Invalid expression; cannot traverse target without attribute', id='target by key'),
        pytest.param('target "default" {\nargs = target.x.args\n}\n', 'docker-bake.hcl:2,14-16: Missing map element; This map does not have an element with the key "x"., and 1 other diagnostic(s)', id='no such target'),
        pytest.param('group "g" {\n}\n', 'docker-bake.hcl:1,11-11: Missing required argument; The argument "targets" is required, but no definition was found.', id='group without targets'),
        pytest.param('group "g" {\n matrix = {}\n targets = []\n}\n', 'docker-bake.hcl:1,7-10: Invalid name; matrix is not supported for groups', id='matrix of a group'),
        pytest.param('group "g" {\n name = "x"\n targets = []\n}\n', 'docker-bake.hcl:1,7-10: Invalid name; name is not supported for groups', id='name of a group'),
        pytest.param('target "default" {\ntags = 1\n}\ntarget "b" {\n tags = 2\n}\n', 'docker-bake.hcl:2,8-9: Unsuitable value type; Unsuitable value: list of string required, and 1 other diagnostic(s)', id='faults of several targets add up'),
    ],
)  # fmt: skip
def test_error_of_a_file(find_error: Callable[..., str], text: str, message: str) -> None:
    assert find_error(text) == message


def test_references_read_what_is_written(bake: Callable[..., object]) -> None:
    text = """\
target "base" {
  args = { A = "1" }
  tags = ["t"]
}
target "default" {
  inherits = ["base"]
  args = { B = target.base.args.A, C = join(",", target.base.tags), D = target.base.target == null }
  labels = { own = target.default.args.B, group = group.g.targets[0] }
}
group "g" {
  targets = ["default"]
}
"""
    build = bake(text).builds["default"]  # type: ignore[attr-defined]
    assert dict(build.args) == {"A": "1", "B": "1", "C": "t", "D": "true"}
    assert dict(build.labels) == {"own": "1", "group": "default"}
