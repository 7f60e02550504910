from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ceil(-1.2)", "-1", id="ceil"),
        pytest.param("floor(-1.2)", "-2", id="floor"),
        pytest.param("int(-1.7)", "-1", id="int"),
        pytest.param("pow(2, 0.5)", "1.4142135623730951", id="power"),
        pytest.param("log(8, 2)", "3", id="logarithm"),
        pytest.param('parseint("zz", 36)', "1295", id="parse"),
        pytest.param("range(3, 0)", "[3,2,1]", id="range"),
        pytest.param("range(0, 1, 0.25)", "[0,0.25,0.5,0.75]", id="range by quarters"),
        pytest.param('length(["a"]) / length([1, 2, 3])', "0.33333333333333333334", id="counts have 64 bits"),
        pytest.param('max(1, "3")', "3", id="max"),
        pytest.param("signum(-3)", "-1", id="signum"),
        pytest.param("absolute(-1.5)", "1.5", id="absolute"),
        pytest.param('and(true, "false")', "false", id="and"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "max()",
            '1,1-5: Error in function call; Call to function "max" failed: must pass at least one number.',
            id="max of nothing",
        ),
        pytest.param(
            'parseint("1", 1)',
            '1,15-16: Invalid function argument; Invalid value for "base" parameter: base must be a whole number between 2 and 62 inclusive.',
            id="base",
        ),
        pytest.param(
            "range(2000)",
            '1,1-7: Error in function call; Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.',
            id="too many",
        ),
        pytest.param(
            "signum(1.5)",
            '1,1-8: Error in function call; Call to function "signum" failed: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
            id="fraction as a sign",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
