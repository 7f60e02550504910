from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('try(nope, {a = 1}.b, "x")', '"x"', id="try"),
        pytest.param("can(nope)", "false", id="can"),
        pytest.param('convert("5", number)', "5", id="convert"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "try()",
            '1,1-5: Error in function call; Call to function "try" failed: at least one argument is required.',
            id="try of nothing",
        ),
        pytest.param(
            "try({a = 1}.b)",
            '1,1-5: Error in function call; Call to function "try" failed: no expression succeeded:\n- Unsupported attribute (at x.hcl:1,12-14)\n  This object does not have an attribute named "b".\n\nAt least one expression must produce a successful result.',
            id="try in vain",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
