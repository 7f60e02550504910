from __future__ import annotations

import pytest

from preimage.backends.excerpt import escape_controls, escape_controls_of_line, render_excerpt

TEXT = "one\ntwo\nthree\nfour\nfive\nsix\n"
RULE = "--------------------\n"


@pytest.mark.parametrize(
    ("text", "lines", "expected"),
    [
        pytest.param(
            TEXT,
            (3,),
            ["   1 |     one", "   2 |     two", "   3 | >>> three", "   4 |     four", "   5 |     five"],
            id="two around one line",
        ),
        pytest.param(
            TEXT,
            (3, 4),
            ["   2 |     two", "   3 | >>> three", "   4 | >>> four", "   5 |     five"],
            id="one around several",
        ),
        pytest.param(TEXT, (1,), ["   1 | >>> one", "   2 |     two", "   3 |     three"], id="start of the file"),
        pytest.param(TEXT, (7,), ["   5 |     five", "   6 |     six", "   7 | >>> "], id="the line after the last"),
        pytest.param(
            TEXT,
            (1, 3),
            ["   1 | >>> one", "   2 |     two", "   3 | >>> three", "   4 |     four"],
            id="a line between is not marked",
        ),
        pytest.param(
            "one\ntwo\nthree",
            (3, 4, 5),
            ["   1 |     one", "   2 |     two", "   3 | >>> three"],
            id="past the end is cut, and counts as one line then",
        ),
        pytest.param("a\r\nb\x1b", (1,), ["   1 | >>> a\r", "   2 |     b\x1b"], id="nothing is trimmed or escaped"),
    ],
)
def test_render_excerpt(text: str, lines: tuple[int, ...], expected: list[str]) -> None:
    head = f"Dockerfile:{lines[0]}\n"
    assert render_excerpt("Dockerfile", text, lines) == head + RULE + "".join(f"{line}\n" for line in expected) + RULE


def test_numbers_beyond_three_digits_push_the_text() -> None:
    assert " 1000 | >>> \n" in render_excerpt("D", "\n" * 1200, (1000,))


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((), id="no lines"),
        pytest.param((0,), id="line 0"),
        pytest.param((8,), id="past the end"),
    ],
)
def test_no_excerpt(lines: tuple[int, ...]) -> None:
    assert render_excerpt("Dockerfile", TEXT, lines) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a\tb\nc é \u2028", "a\tb\nc é \u2028", id="left alone"),
        pytest.param("\x1b[31m", r"\x1b[31m", id="escape sequence"),
        pytest.param("\r\x07\b\v\f", r"\r\a\b\v\f", id="controls with a letter"),
        pytest.param("\0\x7f", r"\x00\x7f", id="null and delete"),
        pytest.param("\x9b31m\x85", r"\u009b31m\u0085", id="controls beyond ASCII"),
        pytest.param("\udc9b\udcff", r"\x9b\xff", id="bytes that are not UTF-8"),
        pytest.param("\ud800", r"\ud800", id="surrogate that stands for no byte"),
    ],
)
def test_escape_controls(text: str, expected: str) -> None:
    assert escape_controls(text) == expected


def test_a_line_stays_one() -> None:
    assert escape_controls_of_line("a\nb\tc\x1b") == r"a\nb\tc\x1b"
