from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.model.ignore_patterns import IgnorePattern, UnreadablePattern
from preimage.model.limits import Budget, Limits


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        pytest.param("a/b", "a/b", id="name"),
        pytest.param("a/b", "a/b/c/d", id="leading directory of a name"),
        pytest.param("*", "a", id="star"),
        pytest.param("a*c", "abbc", id="star within a name"),
        pytest.param("a*c", "ac", id="star for nothing"),
        pytest.param("*/b", "a/b/c", id="leading directory of a star"),
        pytest.param("a?c", "abc", id="question mark"),
        pytest.param("a?c", "aéc", id="question mark for two bytes"),
        pytest.param("*.txt", "a.txt", id="dot is a dot"),
        pytest.param("*+(x)$", "a+(x)$", id="marks of expressions are plain"),
        pytest.param("*{a,b}", "x{a,b}", id="braces are plain"),
        pytest.param("**", "a/b", id="two stars alone"),
        pytest.param("**/foo", "foo", id="two stars and slash for nothing"),
        pytest.param("**/foo", "a/b/foo/c", id="two stars and slash for directories"),
        pytest.param("**foo", "a/xfoo", id="two stars before plain text"),
        pytest.param("**foo", "a/xfoo/y", id="two stars before plain text, leading directory"),
        pytest.param("x/**", "x/a/b", id="all below"),
        pytest.param("x**", "xy/z", id="all that start so"),
        pytest.param("a**b", "ab", id="two stars in the middle for nothing"),
        pytest.param("a**b", "ax/b", id="two stars in the middle end in a slash"),
        pytest.param("a/**/b", "a/b", id="two stars between slashes for nothing"),
        pytest.param("a/**/b", "a/x/y/b", id="two stars between slashes"),
        pytest.param("**/*.txt", "a/b.txt", id="two stars and a star"),
        pytest.param("**/a/*/b", "x/a/y/b", id="all kinds of stars"),
        pytest.param("**/a?**", "x/ab/c", id="two stars at both ends and a wildcard"),
        pytest.param("[ab]c", "bc", id="class"),
        pytest.param("[a-c]", "b", id="range"),
        pytest.param("[^a]", "b", id="negated class"),
        pytest.param("[^a]b", "/b", id="negated class takes a slash"),
        pytest.param("[!a]", "!", id="exclamation mark does not negate"),
        pytest.param(r"[\]]", "]", id="escape in a class"),
        pytest.param(r"[\d]", "7", id="digits in a class"),
        pytest.param(r"[^\D]", "7", id="negated class of others than digits"),
        pytest.param(r"[\Da]", "a", id="others than digits in a class"),
        pytest.param("[[:alpha:]]", "x", id="named class"),
        pytest.param("[[:^alpha:]]", "1", id="negated named class"),
        pytest.param("[*]", "[[]", id="star in a class is replaced too"),
        pytest.param("a]*", "a]b", id="bracket without class"),
        pytest.param(r"\*", "*", id="escaped star"),
        pytest.param(r"\d", "7", id="escaped letter that is a class"),
        pytest.param(r"x\D", "xy", id="escaped letter that is all but a class"),
        pytest.param(r"a\t", "a\t", id="escaped letter that is a control"),
        pytest.param(r"*\bb", "a-b", id="boundary of a word"),
        pytest.param(r"a\Bb", "ab", id="within a word"),
        pytest.param(r"\Aa", "a", id="start of the text"),
        pytest.param(r"a*\z", "ab", id="end of the text"),
        pytest.param("^a?", "ab", id="caret is the start"),
        pytest.param("[/]", "/a", id="root, of what stands directly in it"),
    ],
)
def test_excludes(pattern: str, path: str) -> None:
    assert IgnorePattern(pattern).excludes(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        pytest.param("a/b", "a", id="directory above"),
        pytest.param("a/b", "a/bc", id="longer name"),
        pytest.param("/a*", "a", id="slash in front"),
        pytest.param("a*c", "a/c", id="star and a slash"),
        pytest.param("a?c", "a/c", id="question mark and a slash"),
        pytest.param("*.txt", "atxt", id="dot is only a dot"),
        pytest.param("**/foo", "xfoo", id="two stars and slash end at a slash"),
        pytest.param("x/**", "x", id="all below is not the directory"),
        pytest.param("a**b", "axb", id="two stars in the middle need a slash"),
        pytest.param("**a*", "xa", id="two stars before text with a wildcard need a slash"),
        pytest.param("[a-c]", "d", id="range"),
        pytest.param("[^a]", "a", id="negated class"),
        pytest.param("[[:alpha:]]", "1", id="named class"),
        pytest.param(r"\*", "a", id="escaped star"),
        pytest.param(r"\d", "d", id="escaped letter is not the letter"),
        pytest.param(r"build\bin", "build/bin", id="backslash is no separator"),
        pytest.param(r"a\zb", "ab", id="end before the end"),
        pytest.param(r"a\Q*", "aQ", id="quoting takes in the end of the expression"),
        pytest.param(r"a\0*", "a0", id="octal number"),
        pytest.param("a^b*", "a^b", id="caret in the middle never matches"),
        pytest.param("**/a*", "\n/a", id="two stars stop at a newline"),
    ],
)
def test_left_alone(pattern: str, path: str) -> None:
    assert not IgnorePattern(pattern).excludes(path)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("[", id="open class"),
        pytest.param("[]", id="empty class"),
        pytest.param("[]a]", id="class that starts with its end"),
        pytest.param("[^]", id="empty negated class"),
        pytest.param("[a-]", id="range without end"),
        pytest.param("[-a]", id="range without start"),
        pytest.param("[a", id="class without end"),
        pytest.param("[a\\", id="escape at the end of a class"),
        pytest.param("a*[", id="open class after a star"),
        pytest.param("[\udcff]", id="byte that is not UTF-8 in a class"),
        pytest.param("a\\", id="trailing backslash"),
    ],
)
def test_error_syntax(pattern: str) -> None:
    with pytest.raises(ValueError) as caught:
        IgnorePattern(pattern)
    assert str(caught.value) == "syntax error in pattern"


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("[z-a]", id="falling range"),
        pytest.param(r"a\c", id="escape that Go does not know"),
        pytest.param("[[:cat:]]", id="class that Go does not know"),
        pytest.param(r"[\b]", id="boundary in a class"),
        pytest.param("[[:alpha:]", id="named class that is not in a class"),
        pytest.param(r"a\é*", id="escaped letter outside of ASCII"),
        pytest.param("[a-*]", id="range that ends in a replaced star"),
    ],
)
def test_error_unreadable(pattern: str) -> None:
    readable = IgnorePattern(pattern)
    for _ in range(2):
        with pytest.raises(UnreadablePattern) as caught:
            readable.excludes("a")
        assert str(caught.value) == "syntax error in pattern"


def test_a_pattern_can_be_asked_again() -> None:
    pattern = IgnorePattern("a*")
    assert [pattern.excludes(path) for path in ("ab", "b", "a/b")] == [True, False, True]


def test_many_stars_take_no_time() -> None:
    pattern = IgnorePattern("*a" * 20 + "b")
    assert not pattern.excludes("a" * 3000)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        pytest.param("**" * 20_000 + "b", "a/b", id="stars that add nothing"),
        pytest.param("**/" * 10_000 + "a*b", "x/axb", id="folders that add nothing"),
        pytest.param("**/a" * 400 + "*", "a/" * 500 + "b", id="folders one after the other"),
        pytest.param("^" * 10_000 + "a*", "ab", id="conditions one after the other"),
        pytest.param(r"\b*" * 2_000 + "a*", "ab", id="conditions and stars in turn"),
    ],
)
def test_long_patterns_take_no_time(pattern: str, path: str) -> None:
    assert IgnorePattern(pattern).excludes(path, Budget(Limits()))


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        pytest.param("a" * 40_000, "b", id="long name"),
        pytest.param("*a" * 1_000, "b", id="long pattern"),
        pytest.param("*a", "b" * 1_000, id="long path"),
        pytest.param("[ab][cd][ef]*", "b", id="classes"),
    ],
)
def test_error_more_work_than_allowed(pattern: str, path: str) -> None:
    with pytest.raises(LimitError) as caught:
        IgnorePattern(pattern).excludes(path, Budget(Limits(work=500)))
    assert str(caught.value) == (
        "this build takes more than 500 steps of work, the last for patterns of the ignore file (limit work)"
    )
