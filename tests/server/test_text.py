"""Edits of a client's text, and places in its units, against a plain model of both."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preimage.server.text import ClientText

WIDTHS = {
    "utf-8": lambda character: len(character.encode("utf-8")),
    "utf-16": lambda character: len(character.encode("utf-16-le")) // 2,
    "utf-32": lambda character: 1,
}
TEXTS = st.lists(st.sampled_from(["a", "b", "\n", "\r\n", "\r", "é", "字", "😀", "x y"]), max_size=12).map("".join)
PLACES = st.tuples(st.integers(0, 6), st.integers(0, 6))


def offset_of(text: str, place: tuple[int, int], units: str) -> int:
    starts = [0, *(match.end() for match in re.finditer("\r\n|\r|\n", text))]
    if place[0] >= len(starts):
        return len(text)
    offset, left = starts[place[0]], place[1]
    while offset < len(text) and text[offset] not in "\r\n":
        left -= WIDTHS[units](text[offset])
        if left < 0:
            break
        offset += 1
    return offset


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.lists(st.tuples(PLACES, PLACES, TEXTS), max_size=4), st.sampled_from(list(WIDTHS)))
def test_edits(text: str, edits: list[tuple[tuple[int, int], tuple[int, int], str]], units: str) -> None:
    document = ClientText(text, units)
    for first, last, new in edits:
        start, end = sorted((first, last))
        document.replace((first, last), new)
        text = text[: offset_of(text, start, units)] + new + text[offset_of(text, end, units) :]
        assert document.text == text
    assert document.data == text.encode()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, PLACES, st.sampled_from(list(WIDTHS)))
def test_places(text: str, place: tuple[int, int], units: str) -> None:
    document = ClientText(text, units)
    offset = offset_of(text, place, units)
    line, column = document.from_client(place)
    assert (line, column) == (text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
    assert offset_of(text, document.to_client((line, column)), units) == offset


def test_all_of_the_text_is_replaced() -> None:
    document = ClientText("FROM a\n")
    document.replace(None, "FROM b")
    assert document.text == "FROM b"


def test_a_byte_order_mark_is_counted_by_the_client_only() -> None:
    document = ClientText("\ufeffFROM a\n")
    assert document.to_client((1, 1)) == (0, 1)
    assert document.from_client((0, 1)) == (1, 1)
    assert document.from_client((0, 0)) == (1, 1)


def test_what_is_no_character_becomes_a_question_mark() -> None:
    assert ClientText("FROM \ud800").data == b"FROM ?"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        pytest.param("", (0, 0), id="empty"),
        pytest.param("FROM a", (0, 6), id="no newline at the end"),
        pytest.param("FROM a\n", (1, 0), id="newline at the end"),
    ],
)
def test_last_place(text: str, last: tuple[int, int]) -> None:
    assert ClientText(text).last == last


@pytest.mark.parametrize(
    ("span", "text"),
    [
        pytest.param(((0, 1), (0, 3)), "RO", id="in a line"),
        pytest.param(((0, 5), (2, 1)), "a\nENV\nb", id="over lines"),
    ],
)
def test_text_between_places(span: tuple[tuple[int, int], tuple[int, int]], text: str) -> None:
    assert ClientText("FROM a\nENV\nb c\n").slice(span) == text
