from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.quoting import quote, quote_in_time_errors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", '""', id="nothing"),
        pytest.param("a 'b' <c>", "\"a 'b' <c>\"", id="left alone"),
        pytest.param('"\\', '"\\"\\\\"', id="quote and backslash"),
        pytest.param("\a\b\f\n\r\t\v", r'"\a\b\f\n\r\t\v"', id="short escapes"),
        pytest.param("\0\x1b\x7f", r'"\x00\x1b\x7f"', id="other controls"),
        pytest.param("\x85\xa0\xad", r'"\u0085\u00a0\u00ad"', id="Latin-1 that is not printable"),
        pytest.param(
            "\u200b\u2028\u3000\ufeff\ue000", r'"\u200b\u2028\u3000\ufeff\ue000"', id="spaces, formats, private use"
        ),
        pytest.param("\U000e0067\U0010ffff", r'"\U000e0067\U0010ffff"', id="above the first plane"),
        pytest.param("\u00e9\u0301\u20ac\U0001f600\ufffd", '"\u00e9\u0301\u20ac\U0001f600\ufffd"', id="printable"),
        pytest.param("a\udcff\udc80", r'"a\xff\x80"', id="bytes that are not UTF-8"),
        pytest.param("\ud800", '"\ufffd"', id="a surrogate that stands for no byte"),
        pytest.param("\U0001fae8", '"\U0001fae8"', id="came with Unicode 15.0"),
        pytest.param("\u2ffc\u31ef\U0002ebf0", r'"\u2ffc\u31ef\U0002ebf0"', id="came with Unicode 15.1"),
    ],
)
def test_quote(text: str, expected: str) -> None:
    assert quote(text) == expected


@given(st.text(st.characters(codec="utf-8")))
def test_quoted_text_reads_back(text: str) -> None:
    quoted = quote(text)
    assert quoted.isprintable() or not text.isascii()
    assert ast.literal_eval(quoted) == text


@given(st.text(st.characters(max_codepoint=127)))
def test_quoted_ascii_is_printable_ascii(text: str) -> None:
    quoted = quote(text)
    assert quoted.isascii()
    assert quoted.isprintable()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("5x", '"5x"', id="left alone"),
        pytest.param('"\\', '"\\"\\\\"', id="quote and backslash"),
        pytest.param("\t\x1f\x7f", '"\\x09\\x1f\x7f"', id="controls, DEL raw"),
        pytest.param("5\u00b5s", r'"5\xc2\xb5s"', id="each byte of a character"),
        pytest.param("\ufffd\udcff", r'"\xef\xbf\xbd\xff"', id="replacement character and bad byte"),
    ],
)
def test_quote_in_time_errors(text: str, expected: str) -> None:
    assert quote_in_time_errors(text) == expected
