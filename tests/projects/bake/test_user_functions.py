from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('function "f" {\n params = [a]\n}\n', 'docker-bake.hcl:2,2-14: Invalid function; empty result not allowed for f', id='no result'),
        pytest.param('function "f" {\n result = 1\n}\n', 'docker-bake.hcl:1,10-13: Invalid function; empty params not allowed for f', id='no parameters'),
        pytest.param('function "f" {\n params = a\n result = 1\n}\n', 'docker-bake.hcl:2,11-12: Invalid expression; A static list expression is required.', id='parameters of a word'),
        pytest.param('function "f" {\n params = ["a"]\n result = 1\n}\n', 'docker-bake.hcl:2,12-15: Invalid param element; Each parameter name must be an identifier.', id='quoted parameter'),
        pytest.param('function "f" {\n params = []\n variadic_params = "a"\n result = 1\n}\n', 'docker-bake.hcl:3,2-23: Invalid param element; Each parameter name must be an identifier.', id='quoted last parameter'),
        pytest.param('function "f" {\n params = [a]\n result = a + 1\n}\ntarget "default" {\nargs = { A = f("x") }\n}\n', 'docker-bake.hcl:6,14-16: Error in function call; Call to function "f" failed: docker-bake.hcl:3,11-12: Invalid operand; Unsuitable value for left operand: a number is required.., and 1 other diagnostic(s)', id='fault within'),
    ],
)  # fmt: skip
def test_error_of_a_file(find_error: Callable[..., str], text: str, message: str) -> None:
    assert find_error(text) == message


def test_functions_of_the_files(bake: Callable[..., object]) -> None:
    text = """\
function "join_all" {
  params = [sign]
  variadic_params = rest
  result = join(sign, rest)
}
target "default" { args = { A = join_all("-", "a", 1), B = join_all("-") } }
"""
    assert dict(bake(text).builds["default"].args) == {"A": "a-1", "B": ""}  # type: ignore[attr-defined]
