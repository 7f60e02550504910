from __future__ import annotations

import pytest

from preimage.golang.tabwriter import render_columns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("a\n", "a\n", id="no columns"),
        pytest.param("a\tb\nlong\tc\n", "a     b\nlong  c\n", id="two columns"),
        pytest.param("a\t\nlong\tc\n", "a     \nlong  c\n", id="before an empty last cell"),
        pytest.param("a\t\tb\nlong\tc\td\n", "a        b\nlong  c  d\n", id="empty cell within"),
        pytest.param("é\tb\nab\tc\n", "é   b\nab  c\n", id="characters count, not bytes"),
        pytest.param("a\tb\tc\nlong\td\n", "a     b  c\nlong  d\n", id="the last cell counts for no column"),
        pytest.param("a\tb\nlonger\nlong\tc\n", "a  b\nlonger\nlong  c\n", id="a line without the column ends it"),
        pytest.param("a\vb\nlong\tc", "a     b\nlong  c", id="vertical tab"),
        pytest.param("a\tb\flong\tc\n", "a  b\nlong  c\n", id="form feed ends all columns"),
    ],
)
def test_render_columns(text: str, expected: str) -> None:
    assert render_columns(text, 2) == expected


def test_padding() -> None:
    assert render_columns("a\tb\n", 1) == "a b\n"
