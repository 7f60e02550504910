from __future__ import annotations

import pytest

from preimage.golang.regexp_sets import CharacterSet, category_set, find_cases, folded


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        pytest.param("1", "1", id="no letter"),
        pytest.param("a", "Aa", id="a letter"),
        pytest.param("k", "Kk\u212a", id="the sign of Kelvin is a k"),
        pytest.param("S", "Ss\u017f", id="the long s is an s"),
        pytest.param("\u03c3", "\u03a3\u03c2\u03c3", id="both small sigmas"),
        pytest.param("\u00df", "\u00df\u1e9e", id="sharp s, not two s"),
        pytest.param("\u0130", "\u0130", id="capital I with a dot has no other case"),
        pytest.param("\u4e00", "\u4e00", id="a letter without case"),
    ],
)
def test_cases(character: str, expected: str) -> None:
    assert set(find_cases(character)) == set(expected)


def test_folding_comes_before_negation() -> None:
    characters = folded(CharacterSet([("a", "k")]), negated=True)
    assert [characters.has(each) for each in "AK\u212az"] == [False, False, False, True]


@pytest.mark.parametrize(
    ("name", "member", "other"),
    [
        pytest.param("L", "\u00e9", "1", id="letters"),
        pytest.param("Lu", "\u00c9", "\u00e9", id="capital letters"),
        pytest.param("Nd", "\u0663", "\u00b2", id="decimal digits"),
        pytest.param("N", "\u00b2", "a", id="numbers"),
        pytest.param("C", "\x00", "\u0378", id="what is not assigned is in no category"),
    ],
)
def test_category(name: str, member: str, other: str) -> None:
    characters = category_set(name, negated=False, is_folded=False)
    assert (characters.has(member), characters.has(other)) == (True, False)


def test_any_has_everything() -> None:
    assert category_set("Any", negated=False, is_folded=True).has("\U0010ffff")
    assert not category_set("Any", negated=True, is_folded=False).has("a")


def test_ranges_may_overlap() -> None:
    characters = CharacterSet([("c", "d"), ("a", "z"), ("b", "c"), ("0", "1")])
    assert [characters.has(each) for each in "/012`aez{"] == [False, True, True, False, False, True, True, True, False]


def test_weight_grows_with_the_tests() -> None:
    assert (CharacterSet([("a", "b")]).weight, CharacterSet((), [str.isalpha] * 8).weight) == (1, 3)


def test_answers_stay_the_same_beyond_what_is_remembered() -> None:
    characters = CharacterSet([("\u4e00", "\u5fff")])
    assert sum(characters.has(chr(code)) for _ in range(2) for code in range(0x4E00, 0x7000)) == 2 * 0x1200
