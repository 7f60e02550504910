from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.suggest import suggest, suggest_keyword

SHORT = st.text("abc", max_size=6)
INSTRUCTIONS = ("FROM", "RUN", "CMD", "COPY", "USER", "ENTRYPOINT", "MAINTAINER")


@pytest.mark.parametrize(
    ("value", "candidates", "match"),
    [
        pytest.param("chwn", ["chown", "link"], "chown", id="a letter missing"),
        pytest.param("platfrom", ["platform"], "platform", id="a swap is two edits"),
        pytest.param("xlink", ["link"], "link", id="a letter in front"),
        pytest.param("linkxx", ["link"], "link", id="two letters behind"),
        pytest.param("x", ["type", "from", "id", "rw"], "id", id="first of equally near ones"),
        pytest.param("abcd", ["abxy", "abcx"], "abcx", id="later one that is nearer"),
        pytest.param("b", ["a"], "a", id="one letter for another"),
        pytest.param("", ["ab"], "ab", id="nothing"),
        pytest.param("\u00e9\udcff", ["\u00e9"], "\u00e9", id="characters, not bytes"),
    ],
)
def test_suggest(value: str, candidates: list[str], match: str) -> None:
    assert suggest(value, candidates) == f" (did you mean {match}?)"


@pytest.mark.parametrize(
    ("value", "candidates"),
    [
        pytest.param("a", [], id="no candidates"),
        pytest.param("chown", ["chown"], id="equal"),
        pytest.param("chown", ["chow", "chown", "chowm"], id="equal after a near one"),
        pytest.param("abcd", ["wxyz", "abcdefg"], id="too far"),
        pytest.param("LINK", ["link"], id="case counts"),
        pytest.param("u", [""], id="the empty name is the nearest"),
        pytest.param("a" * 60_000 + "bbb", ["a" * 60_003, "a"], id="long and different at the end"),
    ],
)
def test_no_suggestion(value: str, candidates: list[str]) -> None:
    assert suggest(value, candidates) == ""


@given(SHORT, SHORT)
def test_suggestion_goes_by_the_distance(value: str, candidate: str) -> None:
    expected = f" (did you mean {candidate}?)" if candidate and 1 <= _measure(value, candidate) <= 2 else ""
    assert suggest(value, [candidate]) == expected


@given(SHORT, st.lists(SHORT, max_size=5))
def test_first_of_the_nearest_wins(value: str, candidates: list[str]) -> None:
    near = [candidate for candidate in candidates if _measure(value, candidate) <= 2]
    expected = ""
    if near and value not in candidates:
        nearest = min(near, key=lambda candidate: _measure(value, candidate))
        expected = f" (did you mean {nearest}?)" if nearest else ""
    assert suggest(value, candidates) == expected


def _measure(first: str, second: str) -> int:
    """Levenshtein distance by its definition."""
    if not first or not second:
        return len(first) + len(second)
    return min(
        _measure(first[1:], second) + 1,
        _measure(first, second[1:]) + 1,
        _measure(first[1:], second[1:]) + (first[0] != second[0]),
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("RUNN", " (did you mean RUN?)", id="upper case"),
        pytest.param("runn", " (did you mean run?)", id="lower case"),
        pytest.param("Runn", " (did you mean run?)", id="mixed case"),
        pytest.param("USER1", " (did you mean USER?)", id="upper case with a digit"),
        pytest.param("\ufeffFROM", " (did you mean FROM?)", id="byte order mark"),
        pytest.param("USER\u00a0a", " (did you mean user?)", id="no-break space and a small letter"),
        pytest.param("US\udcffER", " (did you mean user?)", id="a bad byte has no case"),
        pytest.param("", "", id="nothing"),
        pytest.param("Run", "", id="equal but for case"),
        pytest.param("NOTHING", "", id="too far"),
    ],
)
def test_suggest_keyword(word: str, expected: str) -> None:
    assert suggest_keyword(word, INSTRUCTIONS) == expected
