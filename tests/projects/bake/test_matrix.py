from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('target "default" {\nmatrix = []\nname = "x"\n}\n', 'docker-bake.hcl:1,8-17: Invalid name; matrix must be a map', id='no map'),
        pytest.param('target "default" {\nmatrix = { a = "b" }\nname = "x"\n}\n', 'docker-bake.hcl:1,8-17: Invalid name; matrix values must be a list', id='axis'),
        pytest.param('target "default" {\nmatrix = { a = [1, 2] }\n}\n', 'docker-bake.hcl:1,8-17: Invalid name; duplicate name "default"', id='one name for two'),
        pytest.param('target "default" {\nname = "x"\n}\n', 'docker-bake.hcl:1,8-17: Invalid name; name requires matrix', id='name without matrix'),
        pytest.param('target "default" {\nmatrix = { a = ["b c"] }\nname = a\n}\n', 'docker-bake.hcl:1,8-17: Invalid name; only "[a-zA-Z0-9_-]+" are allowed', id='characters'),
        pytest.param('target "default" {\nmatrix = { a = nope }\nname = "x"\n}\n', 'docker-bake.hcl:2,16-20: Unknown variable; There is no variable named "nope".', id='unknown name'),
        pytest.param('target "default" {\nmatrix = { a = [1] }\nname = []\n}\n', 'docker-bake.hcl:1,8-17: Invalid name; string required', id='list as name'),
        pytest.param('target "default" {\nmatrix = { a = [1] }\nname = null\n}\n', 'docker-bake.hcl:1,8-17: Invalid name; name must not be null, in "docker-bake.hcl:3,8-12"', id='null as name'),
    ],
)  # fmt: skip
def test_error_of_a_file(find_error: Callable[..., str], text: str, message: str) -> None:
    assert find_error(text) == message


def test_one_target_for_each_combination(bake: Callable[..., object]) -> None:
    text = """\
target "app" {
  matrix = { b = ["x", "y"], a = [1, 2] }
  name = "app-${a}-${b}"
  args = { A = a, B = b }
}
target "app-1-x" { args = { C = "more" } }
"""
    project = bake(text, "app")
    assert dict(project.groups)["app"] == ("app-1-x", "app-2-x", "app-1-y", "app-2-y")  # type: ignore[attr-defined]
    assert dict(project.builds["app-1-x"].args) == {"A": "1", "B": "x", "C": "more"}  # type: ignore[attr-defined]


def test_error_a_matrix_without_end(bake: Callable[..., object]) -> None:
    from preimage.model.errors import LimitError

    axes = ", ".join(f"a{number} = range(100)" for number in range(10))
    with pytest.raises(LimitError) as caught:
        bake(f'target "default" {{\n matrix = {{ {axes} }}\n name = "x"\n}}\n')
    assert str(caught.value) == "a matrix makes more than 10000 targets"
