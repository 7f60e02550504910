from __future__ import annotations

import pytest

from preimage.golang.regexp_program import Program
from preimage.golang.regexp_tree import UnsupportedPattern


def ignore(steps: int) -> None:
    """Let all steps be taken."""


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        pytest.param("a|ab", "xab", ((1, 2),), id="the first alternative, not the longest"),
        pytest.param("(a+)(a*)", "aaa", ((0, 3), (0, 3), (3, 3)), id="greedy"),
        pytest.param("(a+?)(a*)", "aaa", ((0, 3), (0, 1), (1, 3)), id="lazy"),
        pytest.param("(?U)(a+)(a+?)", "aaa", ((0, 3), (0, 1), (1, 3)), id="greed swapped"),
        pytest.param("(a*)*", "b", ((0, 0), (0, 0)), id="empty loop"),
        pytest.param("(|a)*", "aa", ((0, 0), (0, 0)), id="empty alternative preferred in a loop"),
        pytest.param("(|a)+", "aa", ((0, 0), (0, 0)), id="empty alternative preferred in a loop of at least one"),
        pytest.param("([^k]*?)*[\\w-]", ".11", ((0, 2), (0, 1)), id="lazy loop in a loop"),
        pytest.param("(a){2,3}", "aaaa", ((0, 3), (2, 3)), id="the last round counts"),
        pytest.param("(a){0}b", "ab", ((1, 2), (-1, -1)), id="never"),
        pytest.param("(a)|(b)", "b", ((0, 1), (-1, -1), (0, 1)), id="a group that was not met"),
        pytest.param("^b", "ab", None, id="only at the start"),
        pytest.param("(?m)^b$", "a\nb\nc", ((2, 3),), id="a line"),
        pytest.param("\\bb\\B.", "a bc", ((2, 4),), id="boundaries"),
        pytest.param("\\B", "a", None, id="no place but boundaries"),
        pytest.param("(?i)K", "\u212a", ((0, 1),), id="case ignored"),
        pytest.param("a(?i)b|c", "C", ((0, 1),), id="flags reach across alternatives"),
        pytest.param("(?i:a)b", "AB", None, id="flags end with their group"),
        pytest.param("[[:^alpha:]\\s]+", "a1 b", ((1, 3),), id="classes in a class"),
        pytest.param("(?i)[^k]", "K\u212aa", ((2, 3),), id="case ignored in a class"),
        pytest.param("a{,2}", "a{,2}", ((0, 5),), id="what is no repetition is text"),
        pytest.param("\\101\\x42\\x{43}\\Qa.b\\E", "ABCa.b", ((0, 6),), id="escapes"),
    ],
)
def test_find(pattern: str, text: str, spans: tuple[tuple[int, int], ...] | None) -> None:
    assert Program(pattern).find(text, 0, ignore) == spans


def test_find_looks_at_what_is_before_the_place() -> None:
    assert Program("\\bb").find("ab b", 1, ignore) == ((3, 4),)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        pytest.param("^(a+)+$", "a" * 1000 + "b", id="loops in a loop"),
        pytest.param("(x+x+)+y", "x" * 1000, id="loops side by side in a loop"),
        pytest.param("(a?){30}a{30}", "a" * 29, id="many that may be missing"),
    ],
)
def test_steps_are_at_most_the_product(pattern: str, text: str) -> None:
    steps: list[int] = []
    program = Program(pattern)
    program.find(text, 0, steps.append)
    assert sum(steps) <= 3 * program.cost * (len(text) + 1)


def test_steps_grow_with_the_groups() -> None:
    few: list[int] = []
    many: list[int] = []
    Program("a|x()").find("a", 0, few.append)
    Program("a|x" + "()" * 1000).find("a", 0, many.append)
    assert sum(many) > sum(few) + 100


def test_error_too_many_parts() -> None:
    with pytest.raises(UnsupportedPattern, match="more than 20000 parts, those repeated included,"):
        Program("(abcdefghijklmnopqrstu){1000}")
