from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            'formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2024-02-29T23:59:59-08:00")',
            '"Thu, 29 Feb 2024 23:59:59 -0800"',
            id="date",
        ),
        pytest.param('formatdate("H AA h", "2024-02-29T00:05:59Z")', '"12 AM 0"', id="clock of twelve hours"),
        pytest.param("formatdate(\"YYYY'T''x'\", \"2024-02-29T00:00:00Z\")", '"2024T\'x"', id="text within"),
        pytest.param('timeadd("2024-02-29T23:59:59+02:00", "-1.5h")', '"2024-02-29T22:29:59+02:00"', id="add"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'formatdate("yyyy", "2024-02-29T00:00:00Z")',
            '1,13-17: Invalid function argument; Invalid value for "format" parameter: invalid date format verb "yyyy".',
            id="letters",
        ),
        pytest.param(
            'formatdate("\'", "2024-02-29T00:00:00Z")',
            '1,13-14: Invalid function argument; Invalid value for "format" parameter: unterminated literal \'.',
            id="open quote",
        ),
        pytest.param(
            'formatdate("YYYY", "2024-13-29T23:59:59Z")',
            '1,21-41: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: cannot use "-29T23:59:59Z" as month.',
            id="month",
        ),
        pytest.param(
            'formatdate("YYYY", "2024-02-29")',
            "1,21-31: Invalid function argument; Invalid value for \"time\" parameter: not a valid RFC3339 timestamp: missing required time introducer 'T'.",
            id="no time",
        ),
        pytest.param(
            'formatdate("YYYY", "2024/02")',
            '1,21-28: Invalid function argument; Invalid value for "time" parameter: not a valid RFC3339 timestamp: found "/02" where "-" is expected.',
            id="separator",
        ),
        pytest.param(
            'timeadd("2024-02-29T23:59:59Z", "1d")',
            '1,1-9: Error in function call; Call to function "timeadd" failed: time: unknown unit "d" in duration "1d".',
            id="duration",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
