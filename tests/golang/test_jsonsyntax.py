"""JSON syntax, with Go's verdicts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.jsonsyntax import Members, Node, Number, RawText, parse_syntax, unquote


@pytest.mark.parametrize(
    ("text", "node"),
    [
        pytest.param(" null\n", None, id="null"),
        pytest.param("true", True, id="true"),
        pytest.param("false", False, id="false"),
        pytest.param("-0.10E+5", Number("-0.10E+5"), id="a number as written"),
        pytest.param('"a\\u0062\\""', RawText('a\\u0062\\"'), id="a string as written"),
        pytest.param('"\udcff\x7f"', RawText("\udcff\x7f"), id="a byte that is not UTF-8"),
        pytest.param("[ ]", [], id="an empty list"),
        pytest.param("{ }", Members(), id="an empty object"),
        pytest.param('[1,[],{"a":[2]} , "x"]', [Number("1"), [], Members([(RawText("a"), [Number("2")])]), RawText("x")],
                     id="all together"),
        pytest.param('{"a":1,"a":2}', Members([(RawText("a"), Number("1")), (RawText("a"), Number("2"))]),
                     id="repeated keys in order"),
    ],
)  # fmt: skip
def test_text_becomes_nodes(text: str, node: Node) -> None:
    parsed = parse_syntax(text)
    assert parsed == node
    assert type(parsed) is type(node)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("plain é", "plain é", id="left alone"),
        pytest.param(r"\"\\\/\b\f\n\r\t", '"\\/\b\f\n\r\t', id="short escapes"),
        pytest.param(r"\u00e9\uD83D\uDE00", "é😀", id="characters"),
        pytest.param(r"\ud83d\ud83d\ude00\udc00x", "\ufffd😀\ufffdx", id="halves"),
        pytest.param("\udce2\udc82", "\ufffd\ufffd", id="bytes"),
    ],
)
def test_escapes_are_undone(raw: str, text: str) -> None:
    assert unquote(raw) == text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", None),
        ("   ", None),
        ("[", None),
        ("[1", None),
        ("[1,", None),
        ("{", None),
        ('{"a"', None),
        ('{"a":', None),
        ('{"a":1', None),
        ('{"a":1,', None),
        ('"abc', None),
        ('"a\\n', None),
        ("x", "'x' looking for beginning of value"),
        ("]", "']' looking for beginning of value"),
        ("[,", "',' looking for beginning of value"),
        ("[1,]", "']' looking for beginning of value"),
        ("'a'", "'\\'' looking for beginning of value"),
        ("\xa0", "'Â' looking for beginning of value"),
        ("\u20ac", "'â' looking for beginning of value"),
        ("\udc80", "'\\u0080' looking for beginning of value"),
        ("\x00", "'\\x00' looking for beginning of value"),
        ("\\", "'\\\\' looking for beginning of value"),
        ("+1", "'+' looking for beginning of value"),
        (".5", "'.' looking for beginning of value"),
        ("{1", "'1' looking for beginning of object key string"),
        ('{"a":1,}', "'}' looking for beginning of object key string"),
        ("{,", "',' looking for beginning of object key string"),
        ('{"a"}', "'}' after object key"),
        ('{"a" 1', "'1' after object key"),
        ('{"a":1 "b"', "'\"' after object key:value pair"),
        ('{"a":1]', "']' after object key:value pair"),
        ("[1 2", "'2' after array element"),
        ("[1}", "'}' after array element"),
        ("1 2", "'2' after top-level value"),
        ("01", "'1' after top-level value"),
        ("1.2.3", "'.' after top-level value"),
        ("1e5.", "'.' after top-level value"),
        ("{}}", "'}' after top-level value"),
        ("nullx", "'x' after top-level value"),
        ('"a\n"', "'\\n' in string literal"),
        ('{"\t":1}', "'\\t' in string literal"),
        ('"\\x"', "'x' in string escape code"),
        ('"\\', "' ' in string escape code"),
        ('"\\u12g4"', "'g' in \\u hexadecimal character escape"),
        ('"\\u"', "'\"' in \\u hexadecimal character escape"),
        ('"\\u123', "' ' in \\u hexadecimal character escape"),
        ("-", "' ' in numeric literal"),
        ("-a", "'a' in numeric literal"),
        ("1.", "' ' after decimal point in numeric literal"),
        ("[1.]", "']' after decimal point in numeric literal"),
        ("1.e5", "'e' after decimal point in numeric literal"),
        ("1e", "' ' in exponent of numeric literal"),
        ("1.5E+x", "'x' in exponent of numeric literal"),
        ("[1e-]", "']' in exponent of numeric literal"),
        ("tr", "' ' in literal true (expecting 'u')"),
        ("t", "' ' in literal true (expecting 'r')"),
        ("falze", "'z' in literal false (expecting 's')"),
        ("[nul]", "']' in literal null (expecting 'l')"),
    ],
)
def test_error_syntax(text: str, fault: str | None) -> None:
    with pytest.raises(ValueError, match=".") as caught:
        parse_syntax(text)
    assert str(caught.value) == (f"invalid character {fault}" if fault else "unexpected end of JSON input")


def test_error_depth() -> None:
    assert parse_syntax("[" * 10_000 + "]" * 10_000)
    with pytest.raises(ValueError, match=r"^invalid character '\[' exceeded max depth$"):
        parse_syntax("[" * 10_001 + "]" * 10_001)


def as_python(node: Node) -> object:
    if isinstance(node, RawText):
        return unquote(node)
    if isinstance(node, Number):
        return json.loads(node)
    if isinstance(node, Members):
        return {unquote(key): as_python(value) for key, value in node}
    if isinstance(node, list):
        inner: list[Any] = node
        return [as_python(each) for each in inner]
    return node


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(values, st.booleans(), st.sampled_from([None, 1]))
def test_nodes_are_what_was_written(value: object, ascii_only: bool, indent: int | None) -> None:
    assert as_python(parse_syntax(json.dumps(value, ensure_ascii=ascii_only, indent=indent))) == value


@given(st.text('{}[]":,0123456789.eE+-truefalsn\\u \n', max_size=12))
def test_text_is_accepted_where_python_accepts_it(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(ValueError, match="^(?:invalid character|unexpected end of JSON input)"):
            parse_syntax(text)
    else:
        # Python keeps halves of characters.
        assert as_python(parse_syntax(text)) == expected or "\\ud" in text.lower()
