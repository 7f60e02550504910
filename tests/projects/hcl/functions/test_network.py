from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('cidrhost("10.0.0.0/8", -1)', '"10.255.255.255"', id="host"),
        pytest.param('cidrnetmask("10.0.0.0/12")', '"255.240.0.0"', id="netmask"),
        pytest.param('cidrsubnet("10.0.0.0/8", 8, 2)', '"10.2.0.0/16"', id="subnet"),
        pytest.param(
            'cidrsubnets("10.0.0.0/8", 4, 4, 8)', '["10.0.0.0/12","10.16.0.0/12","10.32.0.0/16"]', id="subnets"
        ),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'cidrhost("10.0.0.1", 1)',
            '1,1-10: Error in function call; Call to function "cidrhost" failed: invalid CIDR expression: invalid CIDR address: 10.0.0.1.',
            id="no range",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
