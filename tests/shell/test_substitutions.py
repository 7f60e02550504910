from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.model.errors import LimitError
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits
from preimage.shell.substitutions import choose, parse_template, replace, trim


def budget() -> Budget:
    return Budget(DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("operator", "unset", "empty", "value"),
    [
        pytest.param("-", "w", "", "v", id="default if unset"),
        pytest.param(":-", "w", "w", "v", id="default if unset or empty"),
        pytest.param("+", "", "w", "w", id="alternative if set"),
        pytest.param(":+", "", "", "w", id="alternative if set and not empty"),
    ],
)
def test_choose(operator: str, unset: str, empty: str, value: str) -> None:
    assert [choose("n", operator, given_value, "w") for given_value in (None, "", "v")] == [unset, empty, value]


def test_choose_keeps_what_a_question_mark_accepts() -> None:
    assert choose("n", "?", "v", "w") == choose("n", ":?", "v", "w") == "v"
    assert choose("n", "?", "", "w") == ""


@pytest.mark.parametrize(
    ("operator", "value", "word", "message"),
    [
        pytest.param("?", None, "w", "n: w", id="unset, own text"),
        pytest.param("?", None, "", "n: is not allowed to be unset", id="unset"),
        pytest.param(":?", None, "", "n: is not allowed to be unset", id="unset with colon"),
        pytest.param(":?", "", "", "n: is not allowed to be empty", id="empty"),
        pytest.param(":?", "", "w", "n: w", id="empty, own text"),
        pytest.param(":=", "v", "w", "unsupported modifier (:=) in substitution", id="assignment"),
        pytest.param(":}", "v", "w", "unsupported modifier (:}) in substitution", id="brace"),
    ],
)
def test_error_choose(operator: str, value: str | None, word: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        choose("n", operator, value, word)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("operator", "pattern", "expected"),
    [
        pytest.param("#", "*/", "sub/x.tar.gz", id="shortest prefix"),
        pytest.param("#", "#*/", "x.tar.gz", id="longest prefix"),
        pytest.param("%", ".*", "dir/sub/x.tar", id="shortest suffix"),
        pytest.param("%", "%.*", "dir/sub/x", id="longest suffix"),
        pytest.param("#", "", "dir/sub/x.tar.gz", id="left alone without pattern"),
        pytest.param("#", "x", "dir/sub/x.tar.gz", id="left alone without match"),
        pytest.param("#", "%*/", "dir/sub/x.tar.gz", id="left alone by the other operator's sign"),
    ],
)
def test_trim(operator: str, pattern: str, expected: str) -> None:
    assert trim("dir/sub/x.tar.gz", operator, pattern, budget()) == expected


@pytest.mark.parametrize(
    ("operator", "pattern", "message"),
    [
        pytest.param("#", "a\\n", "invalid pattern (a\\n) in substitution: invalid escape '\\n'", id="prefix"),
        pytest.param(
            "%", "b\\x", "invalid pattern (\\xb) in substitution: invalid escape '\\x'", id="suffix, reversed"
        ),
    ],
)
def test_error_trim(operator: str, pattern: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        trim("", operator, pattern, budget())
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("value", "pattern", "replacement", "first", "each"),
    [
        pytest.param("abc", "", "-", "-abc", "-a-b-c-", id="empty pattern"),
        pytest.param("abc", "*", "-", "-", "-", id="whole value"),
        pytest.param("", "*", "-", "-", "-", id="empty value"),
        pytest.param("a\nb", "*", "-", "-\nb", "-\n-", id="lines"),
        pytest.param("abcb", "b", "", "acb", "ac", id="removed"),
        pytest.param("abc", "x", "-", "abc", "abc", id="left alone"),
        pytest.param("dir", "?r", "<$0>", "d<$0>", "d<ir>", id="template for each only"),
        pytest.param("ab", "", "$0.", "$0.ab", ".a.b.", id="empty match in a template"),
        pytest.param("ab", "?", "$1$$x", "$1$$xb", "$x$x", id="other names and dollars"),
    ],
)
def test_replace(value: str, pattern: str, replacement: str, first: str, each: str) -> None:
    assert replace(value, pattern, replacement, False, budget()) == first
    assert replace(value, pattern, replacement, True, budget()) == each


def test_error_replace() -> None:
    with pytest.raises(ValueError) as caught:
        replace("", "\\", "", True, budget())
    assert str(caught.value) == "invalid pattern (\\) in substitution: invalid escape '\\\ufffd'"


def test_error_replace_with_more_text_than_allowed() -> None:
    assert len(replace("ab", "?", "$0" * 5, True, Budget(Limits(expanded_characters=10)))) == 10
    with pytest.raises(LimitError) as caught:
        # Each of the two insertions would have a million million characters.
        replace("a" * 1_000_000, "*", "$0" * 1_000_000, True, budget())
    assert (
        str(caught.value)
        == "variables expand to more than 4194304 characters in this build (limit expanded_characters)"
    )


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a\\b{0}", ["a\\b{0}"], id="left alone"),
        pytest.param("a$0.b${0}", ["a", None, ".b", None], id="match"),
        pytest.param("$$0", ["$0"], id="dollar"),
        pytest.param("a$1b$00-$0x.${name}c", ["a-.c"], id="names of nothing"),
        pytest.param("$ $- $", ["$ $- $"], id="dollar before nothing"),
        pytest.param("${} ${0 ${a-b}", ["${} ${0 ${a-b}"], id="braces that are none"),
        pytest.param("$\u00e9\u0663.", ["."], id="letters and digits of any script"),
        pytest.param("$\u00b2 $\u2167 $\u0301", ["$\u00b2 $\u2167 $\u0301"], id="numerals and marks are no names"),
        pytest.param("$0\u00b2", [None, "\u00b2"], id="numeral ends a name"),
    ],
)
def test_parse_template(template: str, expected: list[str | None]) -> None:
    assert parse_template(template) == expected


@given(st.text("$0a{}", max_size=12))
def test_template_without_names_keeps_every_character(template: str) -> None:
    if "$" not in template:
        assert parse_template(template) == ([template] if template else [])
    doubled = template.replace("$", "$$")
    assert "".join(piece or "" for piece in parse_template(doubled)) == template
