from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'byteslen("a")',
            '1,11-12: Invalid function argument; Invalid value for "buf" parameter: bytes required.',
            id="bytes",
        ),
        pytest.param(
            "strlen(null)",
            '1,8-12: Invalid function argument; Invalid value for "str" parameter: argument must not be null.',
            id="no null",
        ),
        pytest.param(
            'substr("a", 0.5, 1)',
            '1,1-8: Error in function call; Call to function "substr" failed: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
            id="whole numbers",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault


def test_error_what_a_function_makes_is_drawn_from_the_budget() -> None:
    from preimage.model.errors import LimitError
    from preimage.projects.hcl.budget import Budget
    from preimage.projects.hcl.functions.library import Library
    from preimage.projects.hcl.values import string_value

    run = Library()["replace"].run
    assert run is not None
    with pytest.raises(LimitError, match="^the values of this project come to more than 16000000 characters$"):
        run([string_value("a" * 100), string_value("a"), string_value("b" * 100)], Budget(characters=5_000))
