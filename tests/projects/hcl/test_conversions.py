from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('"a${1.50}"', '"a1.5"', id="number to text"),
        pytest.param('convert("1", bool)', "true", id="text to bool"),
        pytest.param('convert([1, "a"], list(string))', '["1","a"]', id="tuple to list"),
        pytest.param('convert(["b", "a", "b"], set(string))', '["a","b"]', id="to a set"),
        pytest.param("convert({a = 1}, map(string))", '{"a":"1"}', id="object to map"),
        pytest.param("convert({a = 1, b = 2}, object({a = string}))", '{"a":"1"}', id="object with fewer attributes"),
        pytest.param("convert({}, object({a = optional(string)}))", '{"a":null}', id="optional attribute"),
        pytest.param("convert([1], tuple([string]))", '["1"]', id="tuple"),
        pytest.param('convert([1, "a"], list(any))', '["1","a"]', id="any kind in common"),
        pytest.param("convert(null, string)", "null", id="null"),
        pytest.param("convert(convert({a = 1}, map(number)), object({a = string}))", '{"a":"1"}', id="map to object"),
        pytest.param('true ? ["a"] : ["b", 1]', '["a"]', id="unify lists of other lengths"),
        pytest.param('true ? split(",", "a") : ["b", 1]', '["a"]', id="unify a list with a tuple"),
        pytest.param("true ? convert({a = 1}, map(string)) : {b = 2}", '{"a":"1"}', id="unify maps and objects"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            'convert("x", number)',
            '1,10-11: Invalid function argument; Invalid value for "value" parameter: a number is required.',
            id="text to number",
        ),
        pytest.param(
            'convert("True", bool)',
            '1,10-14: Invalid function argument; Invalid value for "value" parameter: a bool is required; to convert from string, use lowercase "true".',
            id="text to bool",
        ),
        pytest.param(
            "convert(1, bool)",
            '1,9-10: Invalid function argument; Invalid value for "value" parameter: bool required.',
            id="number to bool",
        ),
        pytest.param(
            "convert({}, object({a = string, b = string, c = string}))",
            '1,9-10: Invalid function argument; Invalid value for "value" parameter: attributes "a", "b", and "c" are required.',
            id="missing attributes",
        ),
        pytest.param(
            "convert({}, object({a = string, b = string}))",
            '1,9-10: Invalid function argument; Invalid value for "value" parameter: attributes "a" and "b" are required.',
            id="two missing",
        ),
        pytest.param(
            "convert({a = []}, object({a = string}))",
            '1,9-10: Invalid function argument; Invalid value for "value" parameter: attribute "a": string required.',
            id="attribute of another kind",
        ),
        pytest.param(
            "convert([[]], list(string))",
            '1,9-10: Invalid function argument; Invalid value for "value" parameter: element 0: string required.',
            id="element of another kind",
        ),
        pytest.param(
            "convert([1, true], list(any))",
            '1,9-10: Invalid function argument; Invalid value for "value" parameter: all list elements must have the same type.',
            id="nothing in common",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
