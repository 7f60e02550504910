from __future__ import annotations

import pytest

from preimage.shell.syntax import BACKSLASH, Syntax, syntax_of


def test_syntax_is_made_once_for_each_escape() -> None:
    assert syntax_of("`") is syntax_of("`")
    assert syntax_of("\\") is BACKSLASH
    assert syntax_of("`").escape == "`"


@pytest.mark.parametrize(
    ("syntax", "text", "is_special"),
    [
        pytest.param(BACKSLASH, "a b", False, id="plain text"),
        pytest.param(BACKSLASH, "a`b", False, id="the other escape"),
        pytest.param(BACKSLASH, "a\\b", True, id="the escape"),
        pytest.param(syntax_of("`"), "a`b", True, id="a backtick as escape"),
        pytest.param(syntax_of("`"), "a\\b", False, id="a backslash beside it"),
        pytest.param(BACKSLASH, "a$b", True, id="a reference"),
        pytest.param(BACKSLASH, "'", True, id="a quote"),
    ],
)
def test_special(syntax: Syntax, text: str, is_special: bool) -> None:
    assert (syntax.special.search(text) is not None) is is_special


@pytest.mark.parametrize(
    ("text", "is_simple"),
    [
        pytest.param("$a/b", True, id="a name and text"),
        pytest.param('"x ${a} y"', True, id="quoted as a whole"),
        pytest.param("${a:-b}", False, id="an operator"),
        pytest.param('"a" b', False, id="quoted in part"),
        pytest.param("$1", False, id="a digit"),
        pytest.param("'a'", False, id="single quotes"),
    ],
)
def test_simple(text: str, is_simple: bool) -> None:
    assert (BACKSLASH.simple.fullmatch(text) is not None) is is_simple
