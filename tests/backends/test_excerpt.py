from __future__ import annotations

import pytest

from preimage.backends.excerpt import Excerpts, render_excerpt

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


def test_name_of_a_file_is_one_line() -> None:
    assert render_excerpt("a\n::b\u2028", "x", (1,)).startswith("a\\n::b\\u2028:1\n---")


def test_long_excerpt_is_cut_and_says_so() -> None:
    shown = render_excerpt("D", "x\n" * 3000, range(2, 2500)).split("\n")
    assert shown[:4] == ["D:2", RULE.strip(), "   1 |     x", "   2 | >>> x"]
    assert shown[-4:] == [" 1000 | >>> x", " ... | 1500 more lines are not shown", RULE.strip(), ""]


def test_excerpt_of_a_thousand_lines_is_whole() -> None:
    assert "not shown" not in render_excerpt("D", "x\n" * 3000, range(2, 1000))


def test_long_line_is_cut_and_says_so() -> None:
    shown = render_excerpt("D", f"a\n{'x' * 70_000}\nb", (2,))
    assert shown.count("x") == (1 << 16) - 1
    assert "x ... 4465 more characters are not shown\n ... | 1 more lines are not shown\n" in shown


def test_excerpts_of_a_report_are_bounded() -> None:
    excerpts = Excerpts("D", "x" * 60_000)
    shown = [excerpts.render((1,)) for _ in range(40)]
    assert {len(text) for text in shown[:35]} == {60_058}
    assert shown[35:] == ["D:1\n(no excerpt: those of this report are over 2097152 characters)\n"] * 5
