from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.regexp_program import Program
from preimage.golang.regexps import PatternFault, UnsupportedPattern, compile_regexp

ITEMS = (
    "a b c k s K . ^ $ \\A \\z \\b \\B \\d \\w \\s \\D \\W [ab] [^a] [a-c] [[:alpha:]] [[:^alpha:]] [\\w-] [^k] [k-s] \\pL "
    "\\p{Lu} \\P{Ll} \\x41 \\x{e9} \u00e9 \u00df \u017f \\n \\Qa.\\E () [\u00e9-\u00fc] (?i) (?s) (?m) (?U) (?-i) [\\PL] "
    "(?i:\\W) (?i:[^s]) \u03c3 |"
).split()
REPEATS = "* + ? *? +? ?? {2} {1,2} {0,2}? {2,} {0} {,2}".split()


def wrap(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    opening = st.sampled_from(["(", "(?:", "(?P<n>", "(?i:", "(?s-i:", "(?m:", "(?U:"])
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        st.builds("{}{})".format, opening, inner),
        st.builds("({}){}".format, inner, st.sampled_from(REPEATS)),
        st.builds("{}{}".format, inner, st.sampled_from(REPEATS)),
    )


PATTERNS = st.recursive(st.sampled_from(ITEMS), wrap, max_leaves=8)
BROKEN = st.text(st.sampled_from("ab(((())))[[]]^$*+?{}12,\\\\\\|.-:PQEdwpLxi<>=!n7z0Ds\u00e9"), max_size=14)
TEXTS = st.text(st.sampled_from("aaabbbccc kKsS_1.\nA\u00e9\u00c9\u00df\u017f\u212a\u03c3\u03c2-"), max_size=12)


def ignore(steps: int) -> None:
    """Let all steps be taken."""


def run(pattern: str, text: str) -> object:
    try:
        regexp = compile_regexp(pattern)
    except PatternFault as fault:
        return str(fault)
    found = list(regexp.find_all(text, ignore))
    return regexp.groups, list(regexp.names.items()), found, regexp.is_found(text, ignore)


@given(st.one_of(PATTERNS, BROKEN), TEXTS)
def test_both_engines_agree(pattern: str, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "re2", None)
        own = run(pattern, text)
    assert own == run(pattern, text)


@pytest.fixture(params=["with google-re2", "without google-re2"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without google-re2":
        monkeypatch.setitem(sys.modules, "re2", None)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("pattern", "text", "starts_and_ends"),
    [
        pytest.param("a", "", [], id="none"),
        pytest.param("[0-9]+", "a1b22", [(1, 2), (3, 5)], id="several"),
        pytest.param("a*", "baa", [(0, 0), (1, 3)], id="an empty one behind another does not count"),
        pytest.param("", "\u00e4\u00f6", [(0, 0), (1, 1), (2, 2)], id="places count characters"),
        pytest.param("\\B", "\u00e9", [(0, 0), (1, 1)], id="no place within a character"),
        pytest.param("b", "\u00e4b\U0001f600b", [(1, 2), (3, 4)], id="characters of several bytes"),
        pytest.param("^.", "ab", [(0, 1)], id="the start is that of the text"),
        pytest.param("\ufffd.", "\udcffa", [(0, 2)], id="a byte that is not UTF-8"),
    ],
)
def test_find_all(pattern: str, text: str, starts_and_ends: list[tuple[int, int]]) -> None:
    assert [spans[0] for spans in compile_regexp(pattern).find_all(text, ignore)] == starts_and_ends


@pytest.mark.usefixtures("engine")
def test_names_are_in_the_order_of_the_groups() -> None:
    assert list(compile_regexp("(?P<z>a)(?P<b>b)").names.items()) == [("z", 1), ("b", 2)]


@pytest.mark.usefixtures("engine")
def test_error_single_byte() -> None:
    with pytest.raises(PatternFault) as caught:
        compile_regexp("a\\Cb")
    assert str(caught.value) == "error parsing regexp: invalid escape sequence: `\\C`"


def test_error_too_large_for_re2() -> None:
    with pytest.raises(PatternFault) as caught:
        compile_regexp("\\pL{1000}")
    assert str(caught.value) == "error parsing regexp: expression too large: `\\pL{1000}`"


def test_scripts_need_re2(monkeypatch: pytest.MonkeyPatch) -> None:
    assert compile_regexp("\\p{Greek}").is_found("\u03c3", ignore)
    monkeypatch.setitem(sys.modules, "re2", None)
    with pytest.raises(UnsupportedPattern):
        compile_regexp("\\p{Greek}")


def test_steps_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    steps: list[int] = []
    assert compile_regexp("a+b").is_found("a" * 100 + "b", steps.append)
    assert steps[0] == Program("a+b").cost
    assert sum(steps) > 100
