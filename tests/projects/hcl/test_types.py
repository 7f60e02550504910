from __future__ import annotations

import pytest

from preimage.projects.hcl.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Type,
    has_dynamic,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)


@pytest.mark.parametrize(
    ("kind", "name", "wanted"),
    [
        pytest.param(STRING, "string", "string", id="primitive"),
        pytest.param(list_of(NUMBER), "list of number", "list of number", id="list"),
        pytest.param(set_of(DYNAMIC), "set of dynamic", "set of any single type", id="set of any"),
        pytest.param(map_of(list_of(BOOL)), "map of list of bool", "map of list of bool", id="map"),
        pytest.param(tuple_of([STRING]), "tuple", "tuple", id="tuple"),
        pytest.param(object_of({}), "object", "object", id="object"),
        pytest.param(DYNAMIC, "dynamic", "any type", id="any"),
    ],
)
def test_names_in_messages(kind: Type, name: str, wanted: str) -> None:
    assert (kind.name, kind.wanted_name) == (name, wanted)


def test_types_are_compared_by_what_they_are() -> None:
    assert object_of({"a": STRING, "b": NUMBER}) == object_of({"b": NUMBER, "a": STRING})
    assert hash(tuple_of([STRING])) == hash(tuple_of([STRING]))
    assert tuple_of([STRING, NUMBER]) != tuple_of([NUMBER, STRING])
    assert object_of({"a": STRING}) != object_of({"a": STRING}, ["a"])
    assert list_of(STRING) != set_of(STRING)
    assert repr(list_of(STRING)) == "Type(list(string))"


def test_any_is_found_at_depth() -> None:
    assert has_dynamic(object_of({"a": list_of(DYNAMIC)}))
    assert not has_dynamic(tuple_of([STRING, map_of(BOOL)]))
