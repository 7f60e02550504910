from __future__ import annotations

import pytest

from preimage.model.values import Value


class Point(Value):
    __slots__ = ("x", "y", "_cached")

    def __init__(self, x: object, y: object, cached: object = None) -> None:
        self.x = x
        self.y = y
        self._cached = cached


class NamedPoint(Point):
    __slots__ = ("name",)

    def __init__(self, x: object, y: object, name: str) -> None:
        super().__init__(x, y)
        self.name = name


@pytest.mark.parametrize(
    ("one", "other", "is_equal"),
    [
        pytest.param(Point(1, [2]), Point(1, [2]), True, id="all fields"),
        pytest.param(Point(1, 2, cached=1), Point(1, 2, cached=2), True, id="what is cached is no field"),
        pytest.param(Point(1, 2), Point(1, 3), False, id="one field"),
        pytest.param(NamedPoint(1, 2, "a"), NamedPoint(1, 2, "a"), True, id="fields of both classes"),
        pytest.param(NamedPoint(1, 2, "a"), NamedPoint(0, 2, "a"), False, id="field of the base class"),
        pytest.param(NamedPoint(1, 2, "a"), NamedPoint(1, 2, "b"), False, id="field of its own"),
        pytest.param(Point(1, 2), NamedPoint(1, 2, "a"), False, id="another class"),
        pytest.param(Point(1, 2), (1, 2), False, id="something else"),
    ],
)
def test_equality(one: object, other: object, is_equal: bool) -> None:
    assert (one == other) is is_equal
    assert (other == one) is is_equal


def test_equal_values_have_one_hash() -> None:
    assert len({Point(1, 2), Point(1, 2, cached=3), Point(2, 1)}) == 2


def test_error_value_with_a_list_has_no_hash() -> None:
    with pytest.raises(TypeError):
        hash(Point(1, []))


def test_text_shows_fields_in_the_order_of_the_slots() -> None:
    assert repr(NamedPoint(1, "b", "a")) == "NamedPoint(x=1, y='b', name='a')"
