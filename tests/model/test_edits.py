from __future__ import annotations

import pytest

from preimage.model.edits import Edit, Suggestion, TextLines, apply_edits


@pytest.mark.parametrize(
    ("data", "edit", "after"),
    [
        pytest.param(b"abc\n", ((1, 2), (1, 3), "b", "xy"), b"axyc\n", id="inside a line"),
        pytest.param(b"abc", ((1, 4), (1, 4), "", "d"), b"abcd", id="behind the last character"),
        pytest.param(b"a\r\nb\r\n", ((1, 1), (2, 1), "a\r\n", ""), b"b\r\n", id="a line with its carriage return"),
        pytest.param(b"a\r\nb", ((2, 1), (2, 2), "b", "c"), b"a\r\nc", id="carriage returns elsewhere stay"),
        pytest.param(b"\xef\xbb\xbfab\n", ((1, 1), (1, 2), "a", "A"), b"\xef\xbb\xbfAb\n", id="byte order mark"),
        pytest.param("éaü".encode(), ((1, 2), (1, 3), "a", "b"), "ébü".encode(), id="characters"),
        pytest.param(b"\xffa\xfe", ((1, 2), (1, 3), "a", "b"), b"\xffb\xfe", id="bytes that are not UTF-8"),
        pytest.param(b"a\n", ((2, 1), (2, 1), "", "b\n"), b"a\nb\n", id="behind the last newline"),
    ],
)
def test_edit_changes_nothing_else(data: bytes, edit: tuple, after: bytes) -> None:
    assert apply_edits(data, [Edit("Rule", *edit)]) == after


def test_edits_are_made_in_the_order_of_their_places() -> None:
    last, first = Edit("R", (1, 3), (1, 4), "c", "C"), Edit("R", (1, 1), (1, 2), "a", "A")
    opening, second = Edit("R", (1, 2), (1, 2), "", "("), Edit("R", (1, 2), (1, 2), "", "[")
    assert apply_edits(b"abc", [last, opening, second, first]) == b"A([bC"


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        pytest.param([((1, 1), (1, 2), "x", "")], "line 1 is not what the edit is for", id="another text"),
        pytest.param([((3, 1), (3, 1), "", "")], "there is no line 3, column 1", id="no such line"),
        pytest.param([((1, 9), (1, 9), "", "")], "line 1 has no column 9", id="no such column"),
        pytest.param(
            [((1, 1), (1, 3), "ab", ""), ((1, 2), (1, 3), "b", "")], "edits overlap at line 1", id="overlapping"
        ),
    ],
)
def test_error_of_edits_that_do_not_fit(edits: list[tuple], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        apply_edits(b"abc\n", [Edit("R", *edit) for edit in edits])


def test_error_of_a_column_behind_a_line_of_characters() -> None:
    with pytest.raises(ValueError, match="^line 1 has no column 4$"):
        apply_edits("éa".encode(), [Edit("R", (1, 4), (1, 4), "", "x")])


def test_lines_and_their_ends() -> None:
    text = TextLines(b"\xef\xbb\xbfa\r\nb\nc")
    assert [text.line(number) for number in (1, 2, 3)] == ["a", "b", "c"]
    assert [text.line_end(number) for number in (1, 2, 3)] == ["\r\n", "\n", ""]
    assert [text.newline(number) for number in (1, 2, 3)] == ["\r\n", "\n", "\n"]
    assert text.line_count == 3


def test_columns_in_utf16() -> None:
    text = TextLines("\ufeffa\U0001f600b\n\u00e9c\r\n".encode())
    assert [text.utf16_column((1, column)) for column in (1, 2, 3, 4)] == [1, 2, 4, 5]
    assert [text.utf16_column(place) for place in ((2, 2), (2, 3), (3, 1))] == [2, 3, 1]


def test_suggestion_is_text_unless_it_has_other_bytes() -> None:
    assert Suggestion("", [Edit("R", (1, 1), (1, 1), "\udcff", "b")], is_safe=True).is_text
    assert not Suggestion("", [Edit("R", (1, 1), (1, 1), "", "\udcff")], is_safe=True).is_text
