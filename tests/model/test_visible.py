from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.model.visible import show, show_json, show_line, show_xml


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("\x1b[31m", r"\x1b[31m", id="escape sequence"),
        pytest.param("\r\x07\b\v\f", r"\r\a\b\v\f", id="controls with a letter"),
        pytest.param("\0\x7f", r"\x00\x7f", id="null and delete"),
        pytest.param("\x9b31m\x85", r"\u009b31m\u0085", id="controls beyond ASCII"),
        pytest.param("\udc9b\udcff", r"\x9b\xff", id="bytes that are not UTF-8"),
        pytest.param("\ud800", r"\ud800", id="surrogate that stands for no byte"),
        pytest.param("a\u2028b\u2029c", r"a\u2028b\u2029c", id="separators of lines"),
        pytest.param("\u202eabc\u2066\u200f\u061c", r"\u202eabc\u2066\u200f\u061c", id="marks of direction"),
        pytest.param("a\u200bb\ufeff\u00ad", r"a\u200bb\ufeff\u00ad", id="characters without width"),
        pytest.param("\U000e0041", r"\U000e0041", id="tags"),
        pytest.param("::error::x", r"\x3a:error::x", id="command of a build server"),
        pytest.param(" \u3000::error::x", " \u3000" + r"\x3a:error::x", id="command behind blanks"),
        pytest.param("a ##[x] ##vso[y] ##teamcity[z", r"a #\x23[x] #\x23vso[y] #\x23teamcity[z", id="command anywhere"),
    ],
)
def test_made_visible(text: str, expected: str) -> None:
    assert (show(text), show_line(text)) == (expected, expected)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("plain \\x1b text", id="an escape that is written"),
        pytest.param("é€😀 \u00a0 日本", id="letters"),
        pytest.param("👩\u200d🚀", id="joined emoji"),
        pytest.param("a::b :: c ##x #[y]", id="colons and number signs"),
    ],
)
def test_left_alone(text: str) -> None:
    assert (show(text), show_line(text), show_json(text), show_xml(text)) == (text,) * 4


def test_lines_of_a_text_stay() -> None:
    assert show("a\tb\r\nc\rd\n::e\n\n\t::f\n") == "a\tb\r\nc\\rd\n\\x3a:e\n\n\t\\x3a:f\n"


def test_a_line_stays_one() -> None:
    assert show_line("a\nb\tc\r\n::d") == r"a\nb\tc\r\n::d"


@given(st.text())
def test_nothing_is_left_to_be_escaped(text: str) -> None:
    assert show(show(text)) == show(text)
    assert show_line(show_line(text)) == show_line(text)
    assert len(show_line(text).splitlines()) <= 1


@given(st.text())
def test_json_says_the_same(text: str) -> None:
    shown = show_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(shown) == [text]
    assert show(shown) == shown


def test_xml_says_the_same() -> None:
    text = "\u2028\u202e##[x]\x7f\U000e0041"
    shown = show_xml(text)
    assert show(shown) == shown
    assert ET.fromstring(f"<a>{shown}</a>").text == text
