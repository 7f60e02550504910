from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.jsontext import NOT_ALL_STRINGS, encode_string, escape_go, parse_string_array

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", '""', id="nothing"),
        pytest.param("a/b'c\x7f", '"a/b\'c\x7f"', id="left alone"),
        pytest.param(
            "\u0085\u00e9\ufeff\ufffd\U0001f600", '"\u0085\u00e9\ufeff\ufffd\U0001f600"', id="left alone outside ASCII"
        ),
        pytest.param('"\\', r'"\"\\"', id="quote and backslash"),
        pytest.param("\b\f\n\r\t", r'"\b\f\n\r\t"', id="short escapes"),
        pytest.param("\0\v\x1b", r'"\u0000\u000b\u001b"', id="controls"),
        pytest.param("<a>&", r'"\u003ca\u003e\u0026"', id="unsafe in HTML"),
        pytest.param("\u2028\u2029", r'"\u2028\u2029"', id="line separators"),
        pytest.param("\udce2\udc82", r'"\ufffd\ufffd"', id="bytes that are not UTF-8"),
    ],
)
def test_encode_string(text: str, expected: str) -> None:
    assert encode_string(text) == expected


@given(st.text(st.characters(codec="utf-8")))
def test_encoded_strings_read_back(text: str) -> None:
    assert json.loads(encode_string(text)) == text


def test_escape_go_in_a_whole_document() -> None:
    document = json.dumps({"<": ["&\u2028", 1]}, ensure_ascii=False, separators=(",", ":"))
    assert escape_go(document) == r'{"\u003c":["\u0026\u2028",1]}'


def test_escape_go_leaves_other_documents_alone() -> None:
    document = '{"a":[1,"\u00e9"]}'
    assert escape_go(document) == document


@pytest.mark.parametrize(
    ("text", "strings"),
    [
        pytest.param("[]", [], id="no element"),
        pytest.param(" \u00a0[ ]\n", [], id="blanks around"),
        pytest.param('["a"]', ["a"], id="one"),
        pytest.param('[ "a" ,\t"b c",\r\n"" ]', ["a", "b c", ""], id="blanks inside"),
        pytest.param(r'["\"\\\/\b\f\n\r\t\u00e9"]', ['"\\/\b\f\n\r\t\u00e9'], id="escapes"),
        pytest.param(r'["\ud83d\ude00", "x"]', ["\U0001f600", "x"], id="escaped pair"),
        pytest.param(r'["\ud800", "\udc00a"]', ["\ufffd", "\ufffda"], id="lone escaped surrogates"),
        pytest.param('["\udce2\udc82"]', ["\ufffd\ufffd"], id="bytes that are not UTF-8"),
        pytest.param('["\\n\udcff"]', ["\n\ufffd"], id="bad byte next to an escape"),
        pytest.param('["\x7f\u2028"]', ["\x7f\u2028"], id="DEL and line separator"),
        pytest.param(r'["a","[\"b\",1]"]', ["a", '["b",1]'], id="JSON in a string"),
    ],
)
def test_parse_string_array(text: str, strings: list[str]) -> None:
    assert parse_string_array(text) == strings


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("echo", id="a word"),
        pytest.param('"a"', id="a string"),
        pytest.param("{}", id="an object"),
        pytest.param("['a']", id="single quotes"),
        pytest.param('["a",]', id="trailing comma"),
        pytest.param("[,]", id="only a comma"),
        pytest.param('["a" "b"]', id="no comma"),
        pytest.param('["a"', id="not closed"),
        pytest.param('["a"}', id="closed by a brace"),
        pytest.param('["a"] b', id="text behind"),
        pytest.param('["a"]]', id="one bracket too many"),
        pytest.param('["a"] # c', id="comment"),
        pytest.param('["a\tb"]', id="raw tab in a string"),
        pytest.param(r'["\x41"]', id="unknown escape"),
        pytest.param(r'["\u00g0"]', id="bad hex escape"),
        pytest.param('["a]', id="open string"),
        pytest.param("[NaN]", id="NaN"),
        pytest.param("[Infinity]", id="Infinity"),
        pytest.param("[-Infinity]", id="negative Infinity"),
        pytest.param("[01]", id="leading zero"),
        pytest.param("[+1]", id="plus sign"),
        pytest.param("[1.]", id="point without digits"),
        pytest.param("[.5]", id="digits only behind the point"),
        pytest.param("[1e]", id="exponent without digits"),
        pytest.param("[-]", id="minus alone"),
        pytest.param("[True]", id="capital"),
        pytest.param("[\u0661]", id="Arabic digit"),
        pytest.param('["a",\u00a0"b"]', id="no-break space"),
        pytest.param('["a",\v"b"]', id="vertical tab"),
        pytest.param('[\ufeff"a"]', id="byte order mark"),
        pytest.param('["a",\udcff]', id="bad byte outside a string"),
        pytest.param("[1e999]", id="number out of range"),
        pytest.param('["a",{"b":[-1e999]}]', id="number out of range deep inside"),
        pytest.param(f"[{'9' * 400}]", id="integer out of range"),
        pytest.param('[{"a"}]', id="key without value"),
        pytest.param('[{"a":1,}]', id="trailing comma of an object"),
        pytest.param("[{1:2}]", id="key that is no string"),
        pytest.param('["a":1]', id="colon in an array"),
        pytest.param("[" * 10_001 + "]" * 10_001, id="nested too deep"),
        pytest.param("[" * 500_000, id="many brackets"),
    ],
)
def test_not_json_form(text: str) -> None:
    assert parse_string_array(text) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[1]", id="number"),
        pytest.param('["a", 1e-999]', id="number that underflows"),
        pytest.param("[-0.5E+3]", id="number with everything"),
        pytest.param("[true]", id="true"),
        pytest.param("[null]", id="null"),
        pytest.param('["a",["b"]]', id="array"),
        pytest.param('[{}, {"a":{"b":[]},"c":"d"}]', id="objects"),
        pytest.param("[" * 10_000 + "]" * 10_000, id="nested as deep as may be"),
    ],
)
def test_error_not_all_strings(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_string_array(text)
    assert str(caught.value) == "when using JSON array syntax, arrays must be comprised of strings only"


@given(st.lists(st.text(st.characters(codec="utf-8"))), st.booleans())
def test_string_arrays_read_back(strings: list[str], ensure_ascii: bool) -> None:
    assert parse_string_array(json.dumps(strings, ensure_ascii=ensure_ascii)) == strings


@given(st.lists(JSON_VALUES, min_size=1).filter(lambda values: any(not isinstance(value, str) for value in values)))
def test_error_any_other_array(values: list[object]) -> None:
    text = json.dumps(values)
    if any(abs(number) > sys.float_info.max for number in _find_integers(values)):
        assert parse_string_array(text) is None
    else:
        with pytest.raises(ValueError, match=NOT_ALL_STRINGS):
            parse_string_array(text)


def _find_integers(value: object) -> list[int]:
    if isinstance(value, list):
        return [number for item in value for number in _find_integers(item)]
    if isinstance(value, dict):
        return _find_integers(list(value.values()))
    return [value] if isinstance(value, int) else []


@given(st.text('[]{},:"\\ 0123.eE+-tfnu\u00e9'))
def test_judgement_is_that_of_python(inner: str) -> None:
    text = f"[{inner}]"
    try:
        expected = json.loads(text)
    except ValueError:
        assert parse_string_array(text) is None
        return
    if all(isinstance(item, str) for item in expected):
        assert parse_string_array(text) == expected
    elif "e" not in inner.lower():
        with pytest.raises(ValueError, match=NOT_ALL_STRINGS):
            parse_string_array(text)
