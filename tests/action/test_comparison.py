"""The text of a comment: its size, and what names and faults can do in it."""

from __future__ import annotations

import pytest

from comparison import Comparison, fence, quote, render_comparison

MARKER = "<!-- preimage-action:default -->"
HEAD = f"{MARKER}\n### What this changes in image configs\n\n"


def make_comparison(*sections: str, assumed: tuple[str, ...] = ()) -> Comparison:
    return Comparison(list(sections), len(sections), 0, list(assumed))


def test_all_sections_that_fit() -> None:
    assert render_comparison(make_comparison("a\n", "b\n"), MARKER, 1000) == f"{HEAD}a\n\nb\n"


def test_sections_that_do_not_fit_are_counted() -> None:
    text = render_comparison(make_comparison("a\n", "b" * 800 + "\n", "c\n"), MARKER, 900)
    assert text == f"{HEAD}a\n\n2 of 3 files are left out here: the comment would be too long.\n"


@pytest.mark.parametrize("size", [1, 700, 40_000, 64_000, 70_000])
def test_limit_holds(size: int) -> None:
    names = tuple(f"docker.io/library/{number:0300}" for number in range(50))
    text = render_comparison(make_comparison(*["x" * size] * 200, assumed=names), MARKER, 65_000)
    assert len(text) <= 65_000
    assert text.startswith(HEAD)


def test_bases_taken_as_empty_are_named() -> None:
    names = tuple(f"a{number}" for number in range(22))
    text = render_comparison(make_comparison("a\n", assumed=names), MARKER, 65_000)
    assert text.endswith("`a18`, `a19` and 2 more\n")
    assert "\nBase images that no lock file has were taken as empty: `a0`, `a1`, " in text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("web/Dockerfile", "`web/Dockerfile`"),
        ("a`b", "`` a`b ``"),
        ("``", "``` `` ```"),
        ("a\nb", r"`a\nb`"),
        ("\x1b[31m", r"`\x1b[31m`"),
        ("\u202e", "`\\u202e`"),
        ("\udcff", r"`\xff`"),
    ],
)
def test_names_are_code_whatever_is_in_them(text: str, code: str) -> None:
    assert quote(text) == code


def test_blocks_end_where_they_should() -> None:
    assert fence("a\n```\n````") == "`````text\na\n```\n````\n`````\n"
