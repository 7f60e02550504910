from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('regex("([a-z]+)([0-9]+)", "ab12")', '["ab","12"]', id="regex"),
        pytest.param('regex("(?P<n>\\\\d+)", "a7")', '{"n":"7"}', id="named groups"),
        pytest.param('regexall("[0-9]+", "a1b22")', '["1","22"]', id="all"),
        pytest.param('regex_replace("v1.2", "v(\\\\d+)\\\\.(\\\\d+)", "$2-$${1}x")', '"2-1x"', id="replace"),
        pytest.param('regex_replace("äö", "", "-")', '"-ä-ö-"', id="replace nothing"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'regex("[0-9]+", "a")',
            '1,1-7: Error in function call; Call to function "regex" failed: pattern did not match any part of the given string.',
            id="no match",
        ),
        pytest.param(
            'regex("[0-9", "a")',
            '1,8-12: Invalid function argument; Invalid value for "pattern" parameter: invalid regexp pattern: missing closing ] in [0-9.',
            id="broken",
        ),
        pytest.param(
            'regex("(?P<n>a)(b)", "ab")',
            '1,8-19: Invalid function argument; Invalid value for "pattern" parameter: invalid regexp pattern: cannot mix both named and unnamed capture groups.',
            id="mixed groups",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
