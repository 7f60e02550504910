from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('coalesce(null, 1, "a")', '"1"', id="coalesce"),
        pytest.param('coalescelist([], ["a"])', '["a"]', id="coalescelist"),
        pytest.param('compact(["a", "", null])', '["a"]', id="compact"),
        pytest.param('concat(["a"], [1])', '["a",1]', id="concat"),
        pytest.param('contains([1], "1")', "false", id="contains is by kind"),
        pytest.param('distinct(["a", "b", "a"])', '["a","b"]', id="distinct"),
        pytest.param('element(["a", "b"], 3)', '"b"', id="element wraps"),
        pytest.param('flatten([["a", ["b"]], {c = [1]}])', '["a","b",{"c":[1]}]', id="flatten"),
        pytest.param('indexof(["a", "b"], "b")', "1", id="indexof"),
        pytest.param("keys({b = 1, a = 2})", '["a","b"]', id="keys"),
        pytest.param("values({b = 1, a = 2})", "[2,1]", id="values"),
        pytest.param('lookup({a = 1}, "b", "x")', '"x"', id="lookup"),
        pytest.param("merge({a = 1}, null, {a = 2})", '{"a":2}', id="merge"),
        pytest.param('slice(["a", "b", "c"], 1, 2)', '["b"]', id="slice"),
        pytest.param('chunklist(["a", "b", "c"], 2)', '[["a","b"],["c"]]', id="chunklist"),
        pytest.param('reverselist([1, "a"])', '["a",1]', id="reverselist"),
        pytest.param('zipmap(["a", "b"], [1, 2])', '{"a":1,"b":2}', id="zipmap"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "length({})",
            '1,1-8: Error in function call; Call to function "length" failed: collection must be a list, a map or a tuple.',
            id="length of an object",
        ),
        pytest.param(
            'slice(["a"], 0, 2)',
            '1,17-18: Invalid function argument; Invalid value for "end_index" parameter: end index must not be greater than the length of the list.',
            id="slice past the end",
        ),
        pytest.param(
            'zipmap(["a"], [])',
            '1,1-8: Error in function call; Call to function "zipmap" failed: number of keys (1) does not match number of values (0).',
            id="zipmap of other lengths",
        ),
        pytest.param(
            'indexof(["a"], "z")',
            '1,1-9: Error in function call; Call to function "indexof" failed: item not found.',
            id="not there",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
