from __future__ import annotations

import pytest

from preimage.golang.jsonvalues import MOST_LEVELS, MOST_VALUES, check_value_count, is_deeper, parse_json


@pytest.mark.parametrize(
    ("document", "value"),
    [
        pytest.param(b'{"a": [1, null]}', {"a": [1, None]}, id="bytes"),
        pytest.param('["\u00e9"]', ["\u00e9"], id="text"),
        pytest.param("1", 1, id="no list"),
        pytest.param("[" * MOST_LEVELS + "]" * MOST_LEVELS, None, id="as deep as allowed"),
    ],
)
def test_parse_json(document: bytes | str, value: object) -> None:
    parsed = parse_json(document)
    assert value is None or parsed == value


@pytest.mark.parametrize(
    ("document", "message"),
    [
        pytest.param("[" * 101 + "]" * 101, "nested too deeply", id="one level more than allowed"),
        pytest.param('{"a":' * 101 + "1" + "}" * 101, "nested too deeply", id="objects"),
        pytest.param("[" * 100_000 + "]" * 100_000, "nested too deeply", id="deeper than Python's own limit"),
        pytest.param("[" + "0," * MOST_VALUES + "0]", "more than 1000000 values", id="values"),
        pytest.param(b'{"a":0}' * (MOST_VALUES // 2 + 1), "more than 1000000 values", id="values in bytes"),
        pytest.param("[1", "Expecting ',' delimiter: line 1 column 3 (char 2)", id="no JSON"),
        pytest.param("1" * 5000, "a number with too many digits", id="digits"),
        pytest.param(b'"\xff"', "not UTF-8", id="bytes"),
        pytest.param('{"a": NaN}', "NaN is no JSON", id="what Python takes for a number"),
        pytest.param("[-Infinity]", "-Infinity is no JSON", id="what Python takes for infinite"),
    ],
)
def test_error_parse_json(document: bytes | str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_json(document)
    assert str(caught.value) == message


def test_values_are_counted_without_parsing() -> None:
    check_value_count("[" + "0," * (MOST_VALUES - 1) + "0]")


@pytest.mark.parametrize(
    ("value", "levels", "deeper"),
    [
        pytest.param(1, 0, False, id="no container"),
        pytest.param([], 0, True, id="an empty list is a level"),
        pytest.param([[], {"a": [1]}], 2, True, id="the deepest counts"),
        pytest.param([[], {"a": [1]}], 3, False, id="as deep as asked"),
    ],
)
def test_is_deeper(value: object, levels: int, deeper: bool) -> None:
    assert is_deeper(value, levels) is deeper
