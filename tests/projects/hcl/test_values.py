from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.projects.hcl.types import STRING
from preimage.projects.hcl.values import (
    NULL,
    TRUE,
    UNKNOWN_VALUE,
    Value,
    has_unknown,
    identity,
    is_equal,
    list_value,
    number_value,
    object_value,
    set_value,
    sort_keys,
    string_value,
    tuple_value,
)

A, B = string_value("a"), string_value("b")


def test_text_is_composed() -> None:
    assert string_value("e\u0301").raw == "é"


def test_sets_have_an_order_and_each_value_once() -> None:
    assert [each.raw for each in set_value(STRING, [B, A, B]).items] == ["a", "b"]
    numbers = set_value(number_value(1).type, [number_value(20), number_value(3)])
    assert [each.raw.text for each in numbers.items] == ["3", "20"]
    lists = [tuple_value([B]), tuple_value([A]), tuple_value([A])]
    assert [each.items[0].raw for each in set_value(lists[0].type, lists).items] == ["a", "b"]
    assert set_value(STRING, [NULL, A]).items[-1].is_null


def test_keys_are_sorted_by_their_bytes() -> None:
    assert sort_keys(["é", "a", "B", "\U0001f600", "\uffff"]) == ["B", "a", "é", "\uffff", "\U0001f600"]


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        pytest.param(A, string_value("a"), True, id="text"),
        pytest.param(A, number_value(1), False, id="other kinds"),
        pytest.param(NULL, NULL, True, id="null"),
        pytest.param(NULL, A, False, id="null and text"),
        pytest.param(tuple_value([A]), list_value(STRING, [A]), False, id="tuple and list"),
        pytest.param(tuple_value([A]), tuple_value([B]), False, id="tuples"),
        pytest.param(object_value({"k": A}), object_value({"k": A}), True, id="objects"),
        pytest.param(object_value({"k": A}), object_value({"l": A}), False, id="other keys"),
        pytest.param(TRUE, TRUE, True, id="truth"),
    ],
)
def test_equality_is_of_kind_and_value(left: Value, right: Value, equal: bool) -> None:
    assert is_equal(left, right) is equal
    if equal:
        assert identity(left) == identity(right)


def test_what_is_unknown_is_found_at_depth() -> None:
    assert has_unknown(object_value({"k": tuple_value([UNKNOWN_VALUE])}))
    assert not has_unknown(tuple_value([NULL]))
    assert identity(UNKNOWN_VALUE) == "?"


def test_values_are_measured() -> None:
    assert object_value({"key": tuple_value([A, NULL])}).size == 4
    assert repr(A) == "Value(string, 'a')"


def test_error_values_nested_without_end() -> None:
    value = A
    for _ in range(100):
        value = tuple_value([value])
    with pytest.raises(LimitError, match="^nested deeper than 100 levels$"):
        tuple_value([value])


def test_error_values_that_share_parts_without_end() -> None:
    value = A
    for _ in range(17):
        value = tuple_value([value, value])
    with pytest.raises(LimitError, match="^a value of this project has more than 500000 items$"):
        tuple_value([value, value])
