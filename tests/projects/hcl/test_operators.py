from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1 + 2 * 3 == 7 && !false", "true", id="precedence"),
        pytest.param("10 - 3 - 2", "5", id="from the left"),
        pytest.param('"10" > 9', "true", id="text counts as number"),
        pytest.param('1 == "1"', "false", id="equality is by kind"),
        pytest.param("null == null", "true", id="null equals null"),
        pytest.param("[1, 2] == [1, 2]", "true", id="lists"),
        pytest.param("-7 % 3", "-1", id="rest takes the sign of the left"),
        pytest.param("1 % 0", "1", id="rest of zero"),
        pytest.param('"true" || false', "true", id="or"),
        pytest.param("1 <= 1", "true", id="less or equal"),
        pytest.param('"a" != "b"', "true", id="differ"),
        pytest.param("7 / 2", "3.5", id="division"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "0 / 0",
            "1,1-6: Operation failed; Error during operation: can't divide zero by zero or infinity by infinity.",
            id="zero by zero",
        ),
        pytest.param(
            'true && "yes"',
            "1,9-14: Invalid operand; Unsuitable value for right operand: a bool is required.",
            id="no truth value",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
