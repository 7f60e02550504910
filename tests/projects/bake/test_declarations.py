from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('variable "a" "b" {\n}\n', 'docker-bake.hcl:1,14-17: Extraneous label for variable; Only 1 labels (name) are expected for variable blocks.', id='two labels'),
        pytest.param('variable "a" {\n description = "${b}"\n}\n', 'docker-bake.hcl:2,19-20: Variables not allowed; Variables may not be used here.', id='name in a description'),
        pytest.param('variable "a" {\n description = upper("b")\n}\n', 'docker-bake.hcl:2,16-26: Function calls not allowed; Functions may not be called here.', id='call in a description'),
        pytest.param('variable "a" {\n description = []\n}\n', 'docker-bake.hcl:2,16-17: Unsuitable value type; Unsuitable value: string required', id='list as description'),
        pytest.param('function "f" {\n params = []\n result = 1\n foo = 1\n}\n', 'docker-bake.hcl:4,2-5: Unsupported argument; An argument named "foo" is not expected here.', id='more in a function'),
        pytest.param('variable "a" {\n validation {\n  conditon = true\n }\n}\n', 'docker-bake.hcl:3,3-11: Unsupported argument; An argument named "conditon" is not expected here. Did you mean "condition"?', id='more in a validation'),
    ],
)  # fmt: skip
def test_error_of_a_file(find_error: Callable[..., str], text: str, message: str) -> None:
    assert find_error(text) == message


def test_of_two_with_one_name_the_last_counts(bake: Callable[..., object]) -> None:
    text = 'variable "a" { default = 1 }\nvariable "a" {}\ntarget "default" { args = { A = a } }\n'
    assert bake(text).builds["default"].args["A"] == ""  # type: ignore[attr-defined]
