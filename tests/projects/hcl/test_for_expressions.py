from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[for x in L : upper(x)]", '["A","B"]', id="tuple"),
        pytest.param('[for i, x in L : "${i}${x}"]', '["0a","1b"]', id="with the place"),
        pytest.param("[for x in [1, 2, 3] : x if x > 1]", "[2,3]", id="with a condition"),
        pytest.param("{for k, v in {b = 1, a = 2} : v => k}", '{"1":"b","2":"a"}', id="object"),
        pytest.param(
            '{for x in [1, 2, 3] : x % 2 == 0 ? "even" : "odd" => x...}', '{"even":[2],"odd":[1,3]}', id="grouped"
        ),
        pytest.param(
            "[for k, v in {b = 1, B = 2, a = 3} : k]", '["B","a","b"]', id="of an object, by the bytes of its keys"
        ),
        pytest.param('[for k, v in setunion(["b", "a"]) : k]', '["a","b"]', id="of a set: key and value are one"),
        pytest.param("[for N in [1] : N]", "[1]", id="names hide those outside"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "[for x in null : x]",
            "1,11-15: Iteration over null value; A null value cannot be used as the collection in a 'for' expression.",
            id="of null",
        ),
        pytest.param(
            "[for x in S : x]",
            "1,11-12: Iteration over non-iterable value; A value of type string cannot be used as the collection in a 'for' expression.",
            id="of text",
        ),
        pytest.param(
            "[for x in L : x if null]",
            "1,20-24: Condition is null; The value of the 'if' clause must not be null.",
            id="condition that is null",
        ),
        pytest.param(
            '[for x in [] : x if "a"]',
            "1,21-24: Invalid 'for' condition; The 'if' clause value is invalid: a bool is required.",
            id="condition of an empty list",
        ),
        pytest.param(
            '{for x in ["a", "a"] : x => 1}',
            "1,24-25: Duplicate object key; Two different items produced the key \"a\" in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.",
            id="key twice",
        ),
        pytest.param(
            "{for x in [null] : x => 1}",
            "1,20-21: Invalid object key; Key expression in 'for' expression must not produce a null value.",
            id="null as key",
        ),
        pytest.param(
            "{for x in [L] : x => 1}",
            "1,17-18: Invalid object key; The key expression produced an invalid result: string required.",
            id="list as key",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
