from __future__ import annotations

import pytest

from preimage.backends.suggested_lines import suggest_lines
from preimage.model.edits import Edit, Suggestion


@pytest.mark.parametrize(
    ("data", "edits", "place", "expected"),
    [
        pytest.param(b"a\nb\nc\n", [((2, 1), (2, 2), "b", "B")], (2, 2), (2, 2, ["B"]), id="one line"),
        pytest.param(b"a\nb\nc\n", [((2, 1), (2, 2), "b", "B")], (1, 3), (1, 3, ["a", "B", "c"]), id="with its place"),
        pytest.param(b"a\nb\nc\n", [((2, 1), (2, 2), "b", "B")], (None, None), (2, 2, ["B"]), id="without a place"),
        pytest.param(b"a\nb\nc\n", [((2, 1), (3, 1), "b\n", "")], (2, 2), (2, 2, []), id="line removed"),
        pytest.param(b"a\nb\nc\n", [((2, 1), (3, 1), "b\n", "")], (3, 3), (2, 3, ["c"]), id="line above removed"),
        pytest.param(b"a\nb\n", [((2, 1), (2, 1), "", "#\n")], (2, 2), (2, 2, ["#", "b"]), id="line inserted"),
        pytest.param(b"a\r\nb\r\n", [((1, 1), (1, 2), "a", "A")], (1, 1), (1, 1, ["A"]), id="carriage return"),
        pytest.param(b"\xef\xbb\xbfa\n", [((1, 1), (1, 2), "a", "A")], (1, 1), (1, 1, ["A"]), id="byte order mark"),
    ],
)
def test_lines(data: bytes, edits: list[tuple], place: tuple[int | None, int | None], expected: tuple) -> None:
    suggested = suggest_lines(data, Suggestion("", [Edit("R", *edit) for edit in edits], is_safe=True), *place)
    assert suggested is not None
    assert (suggested.first, suggested.last, suggested.lines) == expected


def test_bytes_that_are_not_utf8_cannot_be_suggested() -> None:
    edit = Edit("R", (1, 1), (1, 2), "a", "A")
    assert suggest_lines(b"a\xff\n", Suggestion("", [edit], is_safe=True), 1, 1) is None
