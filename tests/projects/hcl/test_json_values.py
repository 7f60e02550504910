from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.projects.hcl.conversions import ConversionError
from preimage.projects.hcl.json_values import read_json, read_typed_json, write_json
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


@pytest.mark.parametrize("text", ['{"a":[1,1.5,null,true,"x"],"b":{}}', '"\\u003ca\\u003e"', "-0", "[]"])
def test_json_is_read_and_written(text: str) -> None:
    assert write_json(read_json(text)) == text


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        pytest.param(STRING, "1", '"1"', id="number as text"),
        pytest.param(STRING, "true", '"true"', id="truth as text"),
        pytest.param(NUMBER, '"1.5"', "1.5", id="text as number"),
        pytest.param(BOOL, '"0"', "false", id="text as truth"),
        pytest.param(list_of(STRING), '["a",1] x', '["a","1"]', id="what follows does not count"),
        pytest.param(set_of(STRING), '["b","a","b"]', '["a","b"]', id="set"),
        pytest.param(map_of(NUMBER), '{"a":1}', '{"a":1}', id="map"),
        pytest.param(tuple_of([STRING, NUMBER]), '["a",1]', '["a",1]', id="tuple"),
        pytest.param(object_of({"a": STRING, "b": NUMBER}), '{"a":1}', '{"a":"1","b":null}', id="missing attribute"),
        pytest.param(DYNAMIC, '{"value":[1],"type":["list","number"]}', "[1]", id="any with its type"),
        pytest.param(list_of(STRING), "null", "null", id="null"),
    ],
)
def test_json_of_a_type(kind: Type, text: str, written: str) -> None:
    assert write_json(read_typed_json(text, kind)) == written


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        pytest.param(NUMBER, "x", "invalid character 'x' looking for beginning of value", id="no JSON"),
        pytest.param(NUMBER, '"x"', "a number is required", id="no number"),
        pytest.param(NUMBER, "true", "number is required", id="truth for a number"),
        pytest.param(BOOL, "1", "bool is required", id="number for truth"),
        pytest.param(STRING, "{}", "string is required", id="object for text"),
        pytest.param(list_of(STRING), "{}", "missing expected [", id="object for a list"),
        pytest.param(map_of(STRING), "[]", "missing expected {", id="list for a map"),
        pytest.param(tuple_of([STRING]), "[]", "not enough tuple elements (need 1)", id="few elements"),
        pytest.param(tuple_of([]), "[1]", "too many tuple elements (need 0)", id="many elements"),
        pytest.param(object_of({}), '{"a":1}', 'unsupported attribute "a"', id="unknown attribute"),
        pytest.param(list_of(STRING), "", "EOF", id="nothing"),
        pytest.param(list_of(STRING), '["a",', "failed to read list value: EOF", id="cut off behind a comma"),
        pytest.param(list_of(STRING), '["a"', "EOF", id="cut off behind a value"),
        pytest.param(list_of(STRING), '["a', "failed to read list value: unexpected EOF", id="cut off in text"),
        pytest.param(map_of(STRING), "{a:1}", "failed to read map key: invalid character 'a'", id="bare key"),
        pytest.param(DYNAMIC, "1", "missing expected {", id="any without its type"),
        pytest.param(DYNAMIC, '{"value":1}', "missing type in dynamically-typed value", id="any of no type"),
        pytest.param(DYNAMIC, '{"type":"number"}', "missing value in dynamically-typed value", id="any without value"),
    ],
)
def test_error_json_of_another_type(kind: Type, text: str, message: str) -> None:
    with pytest.raises(ConversionError) as caught:
        read_typed_json(text, kind)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "EOF", id="nothing"),
        pytest.param("nul", "unexpected EOF", id="half a word"),
        pytest.param("1 2", "extraneous data after JSON object", id="two values"),
    ],
)
def test_error_json_is_read_as_a_stream(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_json(text)
    assert str(caught.value) == message


def test_error_json_nested_without_end() -> None:
    with pytest.raises(LimitError):
        read_json("[" * 1_000)
