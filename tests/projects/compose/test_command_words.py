from __future__ import annotations

import pytest

from preimage.projects.compose.command_words import split_command
from preimage.projects.compose.nodes import Fault


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []), ("  a\tb\nc ", ["a", "b", "c"]), ("'a b' \"c d\"", ["a b", "c d"]), ("a'b'\"c\"", ["abc"]), ("'' \"\"", ["", ""]),
        ("a\\ b \\'", ["a b", "'"]), ("'a\\b' \"a\\b\"", ["a\\b", "ab"]), ("\"a'b\" 'a\"b'", ["a'b", 'a"b']), ("a#b #c", ["a#b", "#c"]),
        ("`a b` c", ["`a b`", "c"]), ("$(a b) c", ["$(a b)", "c"]), ("$A", ["$A"]), ("'(' ')'", ["(", ")"]), ("a )b c) d", ["a", ")b c)", "d"]),
    ],
)  # fmt: skip
def test_words(text: str, words: list[str]) -> None:
    found = split_command(text)
    assert (found, found.cut_at) == (words, None)


@pytest.mark.parametrize(
    ("text", "words", "cut_at"),
    [
        ("a; b", ["a"], 1), ("a && b", ["a"], 2), ("a|b", ["a"], 1), ("a >x", ["a"], 2), ("a 2>x", ["a"], 3), ("ab2>x", ["ab2"], 3),
        ("a <x", ["a"], 2), (";", [], 0), ("'a;b' ;c", ["a;b"], 6),
    ],
)  # fmt: skip
def test_a_command_ends_where_a_shell_would_begin_another(text: str, words: list[str], cut_at: int) -> None:
    found = split_command(text)
    assert (found, found.cut_at) == (words, cut_at)


@pytest.mark.parametrize("text", ["'a", '"a', "a\\", "(a)", "a)", "`a", "$(a"])
def test_error_something_is_not_closed(text: str) -> None:
    with pytest.raises(Fault) as caught:
        split_command(text)
    assert str(caught.value) == "invalid command line string"
