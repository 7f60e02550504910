from __future__ import annotations

import pytest

from preimage.edits.quoting import cut_parts, protect, quote_part


@pytest.mark.parametrize(
    ("text", "escape", "parts"),
    [
        pytest.param("a b", "\\", ["plain a", "blank  ", "plain b"], id="plain"),
        pytest.param("a\\ b", "\\", ["plain a", "escaped \\ ", "plain b"], id="escaped blank"),
        pytest.param("a\\ b", "`", ["plain a\\", "blank  ", "plain b"], id="another escape"),
        pytest.param("'a b'c", "\\", ["single 'a b'", "plain c"], id="single quotes"),
        pytest.param('"a\\" b" c', "\\", ['double "a\\" b"', "blank  ", "plain c"], id="double quotes"),
        pytest.param("'a b", "\\", ["single 'a b"], id="open single quote"),
        pytest.param('"a b', "\\", ['double "a b'], id="open double quote"),
        pytest.param("a\\", "\\", ["plain a", "escaped \\"], id="escape at the end"),
        pytest.param("a\u2003b", "\\", ["plain a", "blank \u2003", "plain b"], id="a blank of Unicode"),
    ],
)
def test_parts(text: str, escape: str, parts: list[str]) -> None:
    assert [f"{part.kind} {text[part.start : part.end]}" for part in cut_parts(text, escape)] == parts


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("\\x", "x", id="escape that means nothing in quotes"),
        pytest.param("\\$", "\\$", id="escaped dollar"),
        pytest.param("\\\\", "\\\\", id="escaped escape"),
        pytest.param("'a\"$\\'", 'a\\"\\$\\\\', id="single quotes protect all"),
        pytest.param('"a\\"b"', 'a\\"b', id="double quotes"),
        pytest.param("a", "a", id="plain"),
    ],
)
def test_parts_inside_double_quotes(text: str, quoted: str) -> None:
    (part,) = cut_parts(text, "\\")
    assert quote_part(text, part, "\\") == quoted


def test_protection_uses_the_escape_of_the_file() -> None:
    assert protect('"\\`$', "`") == '`"\\```$'
