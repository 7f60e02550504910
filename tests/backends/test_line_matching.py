"""Lines that two texts have in common are found fast, and what difflib gives for short texts."""

from __future__ import annotations

import random
import time
from difflib import SequenceMatcher

import pytest

from preimage.backends import line_matching
from preimage.backends.line_matching import LineMatcher


def rebuild(before: list[str], after: list[str]) -> list[str]:
    """Make the text after of the text before, as the codes say."""
    made: list[str] = []
    for kind, first, last, new_first, new_last in LineMatcher(before, after).get_opcodes():
        if kind == "equal":
            assert before[first:last] == after[new_first:new_last]
        made += before[first:last] if kind == "equal" else after[new_first:new_last]
    return made


@pytest.mark.parametrize("most", [0, 20, 1_000_000])
@pytest.mark.parametrize("seed", range(40))
def test_the_codes_lead_from_one_text_to_the_other(monkeypatch, seed: int, most: int) -> None:
    monkeypatch.setattr(line_matching, "MOST_PAIRS", most)
    chance = random.Random(seed)
    before = [str(chance.randrange(30)) for _ in range(chance.randrange(40))]
    after = [line for line in before if chance.random() < 0.8]
    for _ in range(chance.randrange(6)):
        after.insert(chance.randrange(len(after) + 1), str(chance.randrange(40)))
    assert rebuild(before, after) == after
    assert rebuild(after, before) == before


def test_lines_that_stand_once_hold_the_rest_in_place(monkeypatch) -> None:
    monkeypatch.setattr(line_matching, "MOST_PAIRS", 6)
    matcher = LineMatcher(["a", "", "b", "", "c", "d", "e"], ["b", "a", "", "c", "x", "e"])
    assert [code for code in matcher.get_opcodes() if code[0] == "equal"] == [
        ("equal", 2, 3, 0, 1),
        ("equal", 3, 5, 2, 4),
        ("equal", 6, 7, 5, 6),
    ]


def test_what_is_between_is_left_to_difflib() -> None:
    before, after = ["a", "b", "c", "a", "b", "d"], ["a", "c", "c", "a", "d"]
    codes = SequenceMatcher(None, before[1:-1], after[1:-1], autojunk=False).get_opcodes()
    shifted = [("equal", 0, 1, 0, 1), *((kind, *(place + 1 for place in places)) for kind, *places in codes)]
    assert LineMatcher(before, after).get_opcodes() == [*shifted, ("equal", 5, 6, 4, 5)]


def test_as_many_lines_are_compared_in_their_places(monkeypatch) -> None:
    monkeypatch.setattr(line_matching, "MOST_PAIRS", 0)
    codes = LineMatcher(["a", "x", "x", "x", "b"], ["c", "x", "y", "x", "d"]).get_opcodes()
    assert [(kind, first, last) for kind, first, last, _, _ in codes] == [
        ("replace", 0, 1),
        ("equal", 1, 2),
        ("replace", 2, 3),
        ("equal", 3, 4),
        ("replace", 4, 5),
    ]


def test_texts_without_lines() -> None:
    assert LineMatcher([], []).get_opcodes() == []
    assert LineMatcher([], ["a"]).get_opcodes() == [("insert", 0, 0, 0, 1)]


@pytest.mark.parametrize("kind", ["other lines", "one line often"])
def test_long_texts_take_no_time_by_the_square(kind: str) -> None:
    before = [line for number in range(20_000) for line in (f"{number}" if kind == "other lines" else "x", "")]
    after = [line for line in before if line]
    began = time.process_time()
    assert rebuild(before, after) == after
    assert time.process_time() - began < 10
