from __future__ import annotations

import pytest

from preimage.projects.bake.environment import VariableError, find_text, override
from preimage.projects.hcl.json_values import write_json
from preimage.projects.hcl.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)
from preimage.projects.hcl.values import FALSE, Value, number_value, string_value, tuple_value


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        pytest.param(STRING, "5", '"5"', id="text"),
        pytest.param(NUMBER, "0x1p4", "16", id="number"),
        pytest.param(BOOL, "T", "true", id="truth"),
        pytest.param(list_of(STRING), '"a,b",c', '["a,b","c"]', id="list"),
        pytest.param(set_of(NUMBER), "20,3,20", "[3,20]", id="set"),
        pytest.param(map_of(STRING), 'a:1,"b:""x:y"""', '{"a":"1","b":"x:y"}', id="map"),
        pytest.param(tuple_of([STRING, NUMBER]), "a,1", '["a",1]', id="tuple"),
    ],
)
def test_text_is_read_by_the_type(kind: Type, text: str, written: str) -> None:
    assert write_json(override("V", None, kind, text, is_json=False)) == written


@pytest.mark.parametrize(
    ("value", "text", "written"),
    [
        pytest.param(None, "5", '"5"', id="no default"),
        pytest.param(Value(DYNAMIC, None), "5", '"5"', id="null"),
        pytest.param(number_value(1), "5", "5", id="number"),
        pytest.param(FALSE, "1", "true", id="truth"),
        pytest.param(string_value("a"), "", '""', id="text"),
    ],
)
def test_text_is_read_by_the_default(value: Value | None, text: str, written: str) -> None:
    assert write_json(override("V", value, None, text, is_json=False)) == written


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        pytest.param(NUMBER, "x", 'failed to parse V as number: strconv.ParseFloat: parsing "x": invalid syntax', id="number"),
        pytest.param(NUMBER, "nan", "failed to parse V as number: invalid number value", id="no number"),
        pytest.param(BOOL, "yes", 'failed to parse V as bool: strconv.ParseBool: parsing "yes": invalid syntax', id="truth"),
        pytest.param(list_of(STRING), "", "failed to convert variable V from CSV: failed to parse  as CSV: EOF", id="no record"),
        pytest.param(list_of(NUMBER), "x", 'failed to convert variable V from CSV: failed to parse element of type list of number: failed to parse V as number: strconv.ParseFloat: parsing "x": invalid syntax', id="element"),
        pytest.param(map_of(STRING), "a:b:c", "failed to convert variable V from CSV: expected one k/v pair but got 3 pieces from a:b:c", id="pair"),
        pytest.param(map_of(NUMBER), "a:x", 'failed to convert variable V from CSV: failed to parse element from type map of number: failed to parse V as number: strconv.ParseFloat: parsing "x": invalid syntax', id="value of a pair"),
        pytest.param(tuple_of([STRING]), "a,b", "failed to convert variable V from CSV: tuple expects 1 elements but only 2 provided", id="tuple"),
        pytest.param(list_of(list_of(STRING)), "a", "failed to convert variable V from CSV: unsupported type list of list of string for CSV specification", id="list of lists"),
        pytest.param(object_of({}), "a", "unsupported type object for variable V", id="object"),
        pytest.param(DYNAMIC, "a", "unsupported type dynamic for variable V", id="any"),
    ],
)  # fmt: skip
def test_error_of_a_text(kind: Type, text: str, message: str) -> None:
    with pytest.raises(VariableError) as caught:
        override("V", None, kind, text, is_json=False)
    assert str(caught.value) == message


def test_error_of_a_default_that_no_text_can_replace() -> None:
    with pytest.raises(VariableError) as caught:
        override("V", tuple_value([]), None, "a", is_json=False)
    assert str(caught.value) == "unsupported type tuple for variable V"


def test_json_is_read_by_the_type() -> None:
    assert write_json(override("V", None, list_of(STRING), "[1]", is_json=True)) == '["1"]'
    with pytest.raises(VariableError) as caught:
        override("V", None, NUMBER, "{}", is_json=True)
    assert str(caught.value) == "failed to convert variable V from JSON: number is required"


def test_which_text_counts() -> None:
    environment = {"V": "a", "V_JSON": "b"}
    assert find_text("V", environment, {}, prefers_json=False) == ("a", False)
    assert find_text("V", environment, {}, prefers_json=True) == ("b", True)
    assert find_text("V", {"V_JSON": "b"}, {}, prefers_json=False) == ("b", True)
    assert find_text("V", environment, {"V_JSON": 1}, prefers_json=True) == ("a", False)
    assert find_text("V", {}, {}, prefers_json=True) == (None, False)
