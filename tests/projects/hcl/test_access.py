from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{a = 1}.a", "1", id="attribute"),
        pytest.param("convert({a = 1}, map(string)).a", '"1"', id="attribute of a map"),
        pytest.param('["a", "b"][1]', '"b"', id="element"),
        pytest.param('["a"]["0"]', '"a"', id="element by text"),
        pytest.param('{"0" = 5}[0]', "5", id="key of an object by number"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "{a = 1}.b",
            '1,8-10: Unsupported attribute; This object does not have an attribute named "b".',
            id="no such attribute",
        ),
        pytest.param(
            "convert({a = 1}, map(string)).b",
            '1,30-32: Missing map element; This map does not have an element with the key "b".',
            id="no such element of a map",
        ),
        pytest.param(
            '["a"][1]',
            "1,6-9: Invalid index; The given key does not identify an element in this collection value: the given index is greater than or equal to the length of the collection.",
            id="one past the end",
        ),
        pytest.param(
            '["a"][2]',
            "1,6-9: Invalid index; The given key does not identify an element in this collection value.",
            id="two past the end",
        ),
        pytest.param(
            '["a"][-1]',
            "1,6-10: Invalid index; The given key does not identify an element in this collection value: a negative number is not a valid index for a sequence.",
            id="negative",
        ),
        pytest.param(
            '["a"][0.5]',
            "1,6-11: Invalid index; The given key does not identify an element in this collection value: indexing a sequence requires a whole number, but the given index has a fractional part.",
            id="fraction",
        ),
        pytest.param(
            "null.a",
            "1,5-7: Attempt to get attribute from null value; This value is null, so it does not have any attributes.",
            id="attribute of null",
        ),
        pytest.param(
            "null[0]",
            "1,5-8: Attempt to index null value; This value is null, so it does not have any indices.",
            id="element of null",
        ),
        pytest.param(
            '["a"][null]', "1,6-12: Invalid index; Can't use a null value as an indexing key.", id="element by null"
        ),
        pytest.param(
            'setunion(["a"])[0]',
            "1,16-19: Invalid index; Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.",
            id="element of a set",
        ),
        pytest.param("S[0]", "1,2-5: Invalid index; This value does not have any indices.", id="element of text"),
        pytest.param(
            "S.a",
            "1,2-4: Unsupported attribute; Can't access attributes on a primitive-typed value (string).",
            id="attribute of text",
        ),
        pytest.param(
            '{a = 1}["b"]',
            "1,8-13: Invalid index; The given key does not identify an element in this collection value.",
            id="no such key",
        ),
        pytest.param(
            "{a = 1}[0]",
            "1,8-11: Invalid index; The given key does not identify an element in this collection value. An object only supports looking up attributes by name, not by numeric index.",
            id="a number as key",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
