from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('variable "V" {\n default = 1\n validation {\n  condition = V > 1\n  error_message = "V is ${V}"\n }\n}\n', 'docker-bake.hcl:4,15-20: Validation failed; V is 1', id='not met'),
        pytest.param('variable "V" {\n default = 1\n validation {\n  condition = V > 1\n }\n}\n', 'docker-bake.hcl:4,15-20: Validation failed; This check failed, but has an invalid error message.', id='no message'),
        pytest.param('variable "V" {\n default = 1\n validation {\n  condition = V > 1\n  error_message = 5\n }\n}\n', 'docker-bake.hcl:4,15-20: Validation failed; This check failed, but has an invalid error message.', id='number as message'),
        pytest.param('variable "V" {\n default = 1\n validation {\n  condition = null\n  error_message = "x"\n }\n}\n', 'docker-bake.hcl:4,15-19: Invalid condition result; Condition expression must return either true or false, not null.', id='null'),
        pytest.param('variable "V" {\n default = 1\n validation {\n  condition = "x"\n  error_message = "x"\n }\n}\n', 'docker-bake.hcl:4,15-18: Invalid condition result; Invalid condition result value: a bool is required', id='text'),
        pytest.param('variable "V" {\n default = 1\n validation {\n  condition = nope\n  error_message = "x"\n }\n}\n', 'docker-bake.hcl:4,15-19: Unknown variable; There is no variable named "nope".', id='fault'),
        pytest.param('variable "V" {\n default = 1\n validation {\n  condition = V > 1\n  error_message = nope\n }\n}\n', 'docker-bake.hcl:5,19-23: Unknown variable; There is no variable named "nope".', id='fault of the message'),
    ],
)  # fmt: skip
def test_error_of_a_file(find_error: Callable[..., str], text: str, message: str) -> None:
    assert find_error(text) == message


def test_what_is_met_is_left_alone(bake: Callable[..., object]) -> None:
    text = 'variable "V" {\n default = 1\n validation {\n condition = V == 1\n error_message = nope\n }\n}\n'
    assert list(bake(text + 'target "default" {}').builds) == ["default"]  # type: ignore[attr-defined]
