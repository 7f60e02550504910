from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('setunion(["b"], ["a", "b"])', '["a","b"]', id="union is sorted"),
        pytest.param('setintersection(["a", "b"], ["b"])', '["b"]', id="intersection"),
        pytest.param('setsubtract(["a", "b"], ["b"])', '["a"]', id="without"),
        pytest.param('setsymmetricdifference(["a", "b"], ["b", "c"])', '["a","c"]', id="in one only"),
        pytest.param('setproduct(["a", "b"], [1, 2])', '[["a",1],["a",2],["b",1],["b",2]]', id="product"),
        pytest.param('sethaselement(["a"], "a")', "true", id="element"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'setproduct(["a"])',
            '1,1-12: Error in function call; Call to function "setproduct" failed: at least two arguments are required.',
            id="product of one",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
