from __future__ import annotations

import pytest

from preimage.projects.hcl.source import Source
from preimage.projects.hcl.tokens import find_faults, scan


def kinds(text: str) -> list[str]:
    return [token.kind for token in scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a-b - 1.5e3", ["ident", "-", "number", "eof"], id="dashes belong to names"),
        pytest.param("größe_1 ñ", ["ident", "ident", "eof"], id="letters of any script"),
        pytest.param("a # b\nc // d", ["ident", "newline", "ident", "eof"], id="comments end with their line"),
        pytest.param("a /* b\nc */ d", ["ident", "ident", "eof"], id="comment over lines"),
        pytest.param("/* a", ["/", "*", "ident", "eof"], id="comment without end"),
        pytest.param('"a${b}c"', ["quote", "text", "interpolation", "ident", "end-sequence", "text", "end-quote", "eof"], id="template"),
        pytest.param('"$${a} %%{b} $c"', ["quote", "text", "end-quote", "eof"], id="escaped sequences"),
        pytest.param("<<X\na ${b}\n X \n", ["heredoc", "line", "interpolation", "ident", "end-sequence", "line", "end-heredoc", "newline", "eof"], id="heredoc"),
        pytest.param("<<X a", ["<", "<", "ident", "ident", "eof"], id="no heredoc"),
        pytest.param('"${ {a = 1}.a ~}"', ["quote", "interpolation", "{", "ident", "=", "number", "}", ".", "ident", "end-sequence", "end-quote", "eof"], id="braces within"),
        pytest.param("~}", ["~", "}", "eof"], id="end of no sequence"),
        pytest.param("a...", ["ident", "...", "eof"], id="dots"),
        pytest.param("1...", ["number", "...", "eof"], id="dots behind a number"),
        pytest.param("a\r\nb\rc", ["ident", "newline", "ident", "invalid", "ident", "eof"], id="line ends"),
    ],
)  # fmt: skip
def test_text_becomes_tokens(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_an_end_mark_counts_at_the_start_of_a_line_only() -> None:
    assert kinds("<<X\n${a}X\nX\n").count("end-heredoc") == 1
    assert [token.kind for token in scan("a\n${b}", is_template=True)] == [
        "line",
        "interpolation",
        "ident",
        "end-sequence",
        "eof",
    ]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("'a'", ["Invalid character; Single quotes are not valid. Use double quotes (\") to enclose strings."], id="single quotes"),
        pytest.param("a & b | c", ['Unsupported operator; Bitwise operators are not supported. Did you mean boolean AND ("&&")?'], id="operators of bits, once"),
        pytest.param("a; b;", ['Invalid character; The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.'], id="semicolon"),
        pytest.param("`", ['Invalid character; The "`" character is not valid. To create a multi-line string, use the "heredoc" syntax, like "<<EOT".'], id="backtick"),
        pytest.param("@ @", ["Invalid character; This character is not used within the language."] * 2, id="others"),
        pytest.param("\udcff", ["Invalid character encoding; All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your editor."], id="byte that is no UTF-8"),
        pytest.param('"\udcff"', ["Invalid character encoding; All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your editor."], id="such a byte in text"),
        pytest.param("<<X\n\udcff\nX\n", ["Invalid character encoding; All input files must be UTF-8 encoded. Ensure that UTF-8 encoding is selected in your editor."], id="such a byte in a heredoc"),
    ],
)  # fmt: skip
def test_error_what_is_no_part_of_the_language(text: str, faults: list[str]) -> None:
    found = find_faults(Source("x", text), scan(text))
    assert [f"{each.summary}; {each.detail}" for each in found] == faults


def test_error_quotes_of_a_word_processor() -> None:
    assert "Curly quotes" in find_faults(Source("x", "“a”"), scan("“a”"))[0].detail


def test_many_comments_without_end_take_no_time_without_end() -> None:
    assert len(scan("/* " * 100_000)) == 200_001
