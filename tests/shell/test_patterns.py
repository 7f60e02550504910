from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.model.errors import LimitError
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits
from preimage.shell.patterns import (
    ANY_ONE,
    ANY_RUN,
    Elements,
    find_matches,
    parse_pattern,
    reverse_pattern,
    trim_prefix,
    trim_suffix,
)


def budget() -> Budget:
    return Budget(DEFAULT_LIMITS)


# The reference matcher: a pattern as the rules state it, tried one way after the other.


def ends(value: str, elements: Elements, start: int, takes_most: bool) -> list[int]:
    """All ends of a match that begins at start, in the order in which a backtracking matcher would find them."""
    if not elements:
        return [start]
    first, rest = elements[0], elements[1:]
    if first == ANY_RUN:
        stops = [start]
        while stops[-1] < len(value) and value[stops[-1]] != "\n":
            stops.append(stops[-1] + 1)
        if takes_most:
            stops.reverse()
    elif start < len(value) and (value[start] != "\n" if first is ANY_ONE else value[start] == first):
        stops = [start + 1]
    else:
        stops = []
    return [end for stop in stops for end in ends(value, rest, stop, takes_most)]


def naive_trim(value: str, pattern: str, is_longest: bool) -> str:
    found = ends(value, parse_pattern(pattern), 0, takes_most=is_longest)
    return value[found[0] :] if found else value


def naive_matches(value: str, pattern: str) -> list[tuple[int, int]]:
    elements = parse_pattern(pattern)
    found = []
    position, last_end = 0, -1
    while position <= len(value):
        stops = ends(value, elements, position, takes_most=True)
        if stops and not (stops[0] == position == last_end):
            found.append((position, stops[0]))
            last_end = stops[0]
            position = max(stops[0], position + 1) if stops[0] == position else stops[0]
        else:
            position += 1
    return found


values = st.text("ab\n\u00e9", max_size=9)
patterns = st.lists(st.sampled_from(["a", "b", "*", "?", "\n", "\\*", "\\/", "\u00e9"]), max_size=6).map("".join)


@given(values, patterns, st.booleans())
def test_trim_agrees_with_the_naive_matcher(value: str, pattern: str, is_longest: bool) -> None:
    assert trim_prefix(value, pattern, is_longest, budget()) == naive_trim(value, pattern, is_longest)


@given(values, patterns, st.booleans())
def test_suffix_is_the_prefix_in_reverse(value: str, pattern: str, is_longest: bool) -> None:
    reversed_pattern = reverse_pattern(pattern)
    expected = naive_trim(value[::-1], reversed_pattern, is_longest)[::-1]
    assert trim_suffix(value, reversed_pattern, is_longest, budget()) == expected


@given(values, patterns)
def test_matches_agree_with_the_naive_matcher(value: str, pattern: str) -> None:
    assert list(find_matches(value, pattern, budget())) == naive_matches(value, pattern)


@given(patterns)
def test_pattern_reversed_twice_is_itself(pattern: str) -> None:
    assert reverse_pattern(reverse_pattern(pattern)) == pattern


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a.[", ["a", ".", "["], id="left alone, also what regular expressions know"),
        pytest.param("*?", [ANY_RUN, ANY_ONE], id="run and one"),
        pytest.param("a***b*", ["a", ANY_RUN, "b", ANY_RUN], id="neighbouring runs are one"),
        pytest.param("*?*", [ANY_RUN, ANY_ONE, ANY_RUN], id="runs with something between stay two"),
        pytest.param("\\*\\?\\\\", ["*", "?", "\\"], id="escapes"),
        pytest.param("\\}\\/", ["}", "/"], id="backslash of a brace or slash vanishes"),
        pytest.param("\ufeffa\ufeff", ["a", "\ufeff"], id="byte order mark at the start only"),
    ],
)
def test_parse_pattern(pattern: str, expected: Elements) -> None:
    assert parse_pattern(pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        pytest.param("a\\n", "invalid escape '\\n'", id="letter"),
        pytest.param("a\\", "invalid escape '\\\ufffd'", id="end of the pattern"),
        pytest.param("\\#a", "invalid escape '\\#'", id="operator"),
    ],
)
def test_error_escape(pattern: str, message: str) -> None:
    for parse in (
        lambda: parse_pattern(pattern),
        lambda: find_matches("", pattern, budget()),
        lambda: trim_prefix("", pattern, False, budget()),
    ):
        with pytest.raises(ValueError) as caught:
            parse()
        assert str(caught.value) == message


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("abc", "cba", id="plain"),
        pytest.param("a\\*b", "b\\*a", id="escape stays in front"),
        pytest.param("a\\", "\\a", id="lone escape comes to the front"),
        pytest.param("\\\\\\", "\\\\\\", id="pair and lone escape"),
    ],
)
def test_reverse_pattern(pattern: str, expected: str) -> None:
    assert reverse_pattern(pattern) == expected


def test_bytes_that_are_not_utf8_do_not_survive_a_suffix() -> None:
    assert trim_suffix("a\udcffb", "b", False, budget()) == "a\ufffd"
    assert trim_prefix("b\udcff", "b", False, budget()) == "\udcff"


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        pytest.param("a" * 300_000, "a", id="a match at each character"),
        pytest.param("a\n" * 150_000, "a*", id="a match on each line"),
        pytest.param("a" * 300_000, "", id="an empty match everywhere"),
        pytest.param("a" * 60_000, "*a" * 200 + "b", id="hundreds of runs that fail at the end"),
    ],
)
def test_time_does_not_explode(value: str, pattern: str) -> None:
    start = time.process_time()
    for _ in find_matches(value, pattern, budget()):
        pass
    trim_prefix(value, pattern, True, budget())
    assert time.process_time() - start < 5


def test_error_too_many_cells_in_all() -> None:
    small = Budget(Limits(work=3))
    value = "a" * 64
    assert trim_prefix(value, "a?", False, small) == "a" * 62
    for match in (lambda: trim_prefix(value, "a?", False, small), lambda: find_matches(value, "a?", small)):
        with pytest.raises(LimitError) as caught:
            match()
        assert str(caught.value) == (
            "this build takes more than 3 steps of work, the last for patterns in references of variables (limit work)"
        )
