from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.text import (
    BLANKS,
    bytes_as_latin1,
    decode_utf8,
    encode_utf8,
    equal_fold,
    fold,
    lower,
    replace_invalid,
    upper,
)
from preimage.golang.unicode15 import is_printable


def test_blanks_are_those_of_python_without_the_four_separators() -> None:
    spaces = {chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()}
    assert set(BLANKS) == spaces - set("\x1c\x1d\x1e\x1f")
    assert len(BLANKS) == len(set(BLANKS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("From As", "from as", id="plain ASCII"),
        pytest.param("\u0130", "i", id="dotted capital I is one letter"),
        pytest.param("\u212a", "k", id="Kelvin sign"),
        pytest.param("\u017f", "\u017f", id="long s is lower already"),
        pytest.param("\u0391\u03a3", "\u03b1\u03c3", id="no final sigma"),
        pytest.param("A\udcff", "a\ufffd", id="a bad byte becomes the replacement character"),
        pytest.param("\u1f88", "\u1f80", id="Greek letter with iota"),
    ],
)
def test_lower(text: str, expected: str) -> None:
    assert lower(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("cmd", "CMD", id="plain ASCII"),
        pytest.param("\u017f", "S", id="long s"),
        pytest.param("\u0131", "I", id="dotless i"),
        pytest.param("stra\u00dfe", "STRA\u00dfE", id="sharp s stays"),
        pytest.param("\ufb01", "\ufb01", id="ligature stays"),
        pytest.param("\u1f80\u1fb3", "\u1f88\u1fbc", id="Greek letters with iota"),
        pytest.param("\u01c6", "\u01c4", id="digraph"),
        pytest.param("\u00b5", "\u039c", id="micro sign"),
        pytest.param("a\udcff", "A\ufffd", id="a bad byte becomes the replacement character"),
        pytest.param(
            "\u019b\u0264\ua7cd\U00010d70\U00016ebb", "\u019b\u0264\ua7cd\U00010d70\U00016ebb", id="cased later"
        ),
    ],
)
def test_upper(text: str, expected: str) -> None:
    assert upper(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\u1c89\u1c8a\ua7cb\u0264\ua7cc\ua7cd\ua7da\ua7db\ua7dc\u019b", id="Unicode 16.0"),
        pytest.param("\U00010d50\U00010d65\U00010d70\U00010d85", id="Garay, Unicode 16.0"),
        pytest.param("\ua7ce\ua7cf\ua7d2\ua7d3\ua7d4\ua7d5\U00016ea0\U00016eb8\U00016ebb\U00016ed3", id="Unicode 17.0"),
    ],
)
def test_letters_cased_later_stay_alone(text: str) -> None:
    assert (lower(text), upper(text), fold(text)) == (text, text, text)


def test_no_python_gives_case_to_what_unicode_15_0_does_not_know() -> None:
    unknown = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    cased = {each for each in unknown if each.lower() != each or each.upper() != each or each.casefold() != each}
    later = [each for each in cased if not is_printable(each)]
    assert [each for each in later if (lower(each), upper(each), fold(each)) != (each, each, each)] == []


@given(st.text())
def test_case_mapping_keeps_the_number_of_characters(text: str) -> None:
    assert len(lower(text)) == len(upper(text)) == len(fold(text)) == len(text)


@given(st.characters())
def test_folding_is_stable(character: str) -> None:
    assert fold(fold(character)) == fold(character)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("as", "AS", id="ASCII"),
        pytest.param("a\u017f", "AS", id="long s"),
        pytest.param("\u212a", "k", id="Kelvin sign"),
        pytest.param("\u03c3", "\u03c2", id="both small sigmas"),
        pytest.param("\u1e9e", "\u00df", id="capital sharp s"),
        pytest.param("\u1f88", "\u1f80", id="Greek letter with iota"),
        pytest.param("\u0345", "\u1fbe", id="iota below and iota mark"),
        pytest.param("\u13b0", "\uab80", id="Cherokee"),
        pytest.param("\udcff", "\ufffd", id="a bad byte is a replacement character"),
    ],
)
def test_equal_fold(first: str, second: str) -> None:
    assert equal_fold(first, second)
    assert equal_fold(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("a", "b", id="other letter"),
        pytest.param("as", "a", id="shorter"),
        pytest.param("\u00df", "ss", id="only full folding has sharp s as ss"),
        pytest.param("\u0130", "i", id="dotted capital I stands alone"),
        pytest.param("\u0131", "i", id="dotless i stands alone"),
        pytest.param("\ufb05", "\ufb06", id="ligatures joined after Unicode 15.0"),
    ],
)
def test_equal_fold_left_apart(first: str, second: str) -> None:
    assert not equal_fold(first, second)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"abc", "abc", id="ASCII"),
        pytest.param("\u00e9\U0001f600".encode(), "\u00e9\U0001f600", id="valid UTF-8"),
        pytest.param(b"a\xffb", "a\udcffb", id="stray byte"),
        pytest.param(b"\xe2\x82", "\udce2\udc82", id="cut character counts each byte"),
        pytest.param(b"\xed\xa0\x80", "\udced\udca0\udc80", id="encoded surrogate"),
        pytest.param(b"\xc0\xaf", "\udcc0\udcaf", id="overlong form"),
        pytest.param(b"\xf4\x90\x80\x80", "\udcf4\udc90\udc80\udc80", id="above the last code point"),
    ],
)
def test_decode_utf8(data: bytes, text: str) -> None:
    assert decode_utf8(data) == text
    assert encode_utf8(text) == data


@given(st.binary())
def test_decoding_is_undone_by_encoding(data: bytes) -> None:
    assert encode_utf8(decode_utf8(data)) == data
    assert bytes_as_latin1(decode_utf8(data)) == data.decode("latin-1")


def test_encode_utf8_writes_the_replacement_character_for_other_surrogates() -> None:
    assert encode_utf8("\ud800\udcff\udfff") == b"\xef\xbf\xbd\xff\xef\xbf\xbd"


def test_replace_invalid() -> None:
    assert replace_invalid("\u00e9\udce2\udc82\ud83d") == "\u00e9\ufffd\ufffd\ufffd"
    assert replace_invalid("left alone \u00e9\ufffd") == "left alone \u00e9\ufffd"


def test_bytes_as_latin1() -> None:
    assert bytes_as_latin1("\u00e9\udcff") == "\u00c3\u00a9\u00ff"


def test_bytes_as_latin1_leaves_ascii_alone() -> None:
    text = "a word of " + str(7)
    assert bytes_as_latin1(text) is text
