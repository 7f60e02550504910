from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('variable "V" {\n default = V\n}\n', 'docker-bake.hcl:2,12-13: Invalid expression; variable cycle not allowed for V', id='variable that needs itself'),
        pytest.param('target "default" {\ntarget = nope\n}\n', 'docker-bake.hcl:2,10-14: Unknown variable; There is no variable named "nope"., and 1 other diagnostic(s)', id='unknown name'),
        pytest.param('target "default" {\nargs = { A = nope, B = nope }\n}\n', 'docker-bake.hcl:2,8-30: Invalid expression; variable cycle not allowed for nope', id='unknown name looked up twice'),
        pytest.param('variable "V" {\n type = number\n default = "x"\n}\n', 'docker-bake.hcl:1,14-14: Invalid value; invalid type number for variable V default value: a number is required', id='default of another type'),
        pytest.param('variable "V" {\n default = target.x.args\n}\n', 'docker-bake.hcl:2,12-18: Unknown variable; There is no variable named "target".', id='targets in variables'),
        pytest.param('x = nope\ntarget "default" {\n\n}\n', 'docker-bake.hcl:1,5-9: Unknown variable; There is no variable named "nope".', id='named value'),
        pytest.param('function "f" {\n params = []\n result = g()\n}\n', 'docker-bake.hcl:3,11-14: Invalid expression; function "g" does not exist: undefined', id='function that is not there'),
        pytest.param('function "f" {\n params = []\n result = f()\n}\n', 'docker-bake.hcl:3,11-14: Invalid expression; function cycle not allowed for f', id='function that needs itself'),
    ],
)  # fmt: skip
def test_error_of_a_file(find_error: Callable[..., str], text: str, message: str) -> None:
    assert find_error(text) == message


def test_names_are_worked_out_in_any_order(bake: Callable[..., object]) -> None:
    text = """\
a = f(B)
variable "B" { default = "${c}!" }
c = "c"
function "f" {
  params = [x]
  result = g("${x}${c}")
}
function "g" {
  params = [x]
  result = upper(x)
}
target "default" {
  args = { A = a, L = BAKE_LOCAL_PLATFORM, C = BAKE_CMD_CONTEXT }
  foo = nope
  bar {
    baz = nope
  }
}
"""
    assert dict(bake(text).builds["default"].args) == {  # type: ignore[attr-defined]
        "A": "C!C",
        "C": "cwd://",
        "L": "linux/amd64",
    }


def test_error_a_chain_without_end(bake: Callable[..., object]) -> None:
    from preimage.model.errors import LimitError

    text = "".join(f"v{number} = v{number + 1}\n" for number in range(1_000))
    with pytest.raises(LimitError) as caught:
        bake(text + 'v1000 = 1\ntarget "default" { args = { A = v0 } }\n')
    assert str(caught.value) == "more than 60 values need one another in a row"


def test_error_text_that_doubles_without_end(bake: Callable[..., object]) -> None:
    from preimage.model.errors import LimitError

    text = "".join(f'v{number} = "${{v{number + 1}}}${{v{number + 1}}}"\n' for number in range(40))
    with pytest.raises(LimitError) as caught:
        bake(text + 'v40 = "xx"\ntarget "default" { args = { A = v0 } }\n')
    assert str(caught.value) == "the values of this project come to more than 16000000 characters"


def test_error_steps_without_end(bake: Callable[..., object]) -> None:
    from preimage.model.errors import LimitError

    loop = "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]"
    with pytest.raises(LimitError) as caught:
        bake(f"v = {loop}\n" + 'target "default" {}\n')
    assert str(caught.value) == "the expressions of this project take more than 1000000 steps"
