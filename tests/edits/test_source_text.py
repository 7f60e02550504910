from __future__ import annotations

import pytest

import preimage
from preimage.edits import source_text
from preimage.edits.source_text import LineMap, SourceText
from preimage.model.edits import Edit, apply_edits
from preimage.model.errors import LimitError


@pytest.mark.parametrize(
    ("data", "first", "last", "after"),
    [
        pytest.param(b"a\nb\nc\n", 2, 2, b"a\nc\n", id="in the middle"),
        pytest.param(b"a\nb\nc\n", 1, 2, b"c\n", id="at the start"),
        pytest.param(b"a\r\nb", 2, 2, b"a", id="the last line, without an end"),
        pytest.param(b"a\nb\n", 2, 2, b"a\n", id="the last line, with an end"),
        pytest.param(b"a", 1, 1, b"", id="the only line"),
    ],
)
def test_lines_are_removed_whole(data: bytes, first: int, last: int, after: bytes) -> None:
    assert apply_edits(data, [SourceText(data).remove_lines("R", first, last)]) == after


def test_instruction_is_found_by_each_of_its_lines() -> None:
    data = b"FROM a\n# c\nRUN x \\\n\n  y\n"
    text = SourceText(data, preimage.locate_words(data))
    found = [text.instruction_at(line) for line in range(7)]
    assert [each.keyword.text if each is not None else "" for each in found] == [
        "", "FROM", "", "RUN", "RUN", "RUN", "",
    ]  # fmt: skip


def test_lines_move_with_edits() -> None:
    removed, inserted = Edit("R", (2, 1), (3, 1), "b\n", ""), Edit("R", (5, 1), (5, 1), "", "x\ny\n")
    lines = LineMap([removed, inserted, Edit("R", (1, 1), (1, 2), "a", "b")])
    assert [lines.after(line) for line in (1, 2, 3, 4, 5, 6)] == [1, -2, 2, 3, 6, 7]


TEXT = b"arg v\nFROM a AS b\nuser u\nLABEL k=v l=w\nCOPY --from=X a b\nfrom b\n"


def test_stages_words_and_labels() -> None:
    text = SourceText(TEXT, preimage.locate_words(TEXT))
    assert [[each.keyword.text for each in stage] for stage in text.stages] == [
        ["FROM", "user", "LABEL", "COPY"],
        ["from"],
    ]
    assert text.words == {"v", "a", "as", "b", "u", "k", "l", "w", "--from=x"}
    assert text.labels == "k\nv\nl\nw"
    assert text.number_of(text.instructions[3]) == 3


@pytest.mark.parametrize(
    ("data", "is_lower"),
    [
        pytest.param(TEXT, False, id="upper"),
        pytest.param(b"from a\nuser u\nRUN x\n", True, id="lower"),
        pytest.param(b"from a\nUSER u\n", False, id="as many"),
        pytest.param(b"arg a\narg b\nFROM a\n", False, id="global arguments have no say"),
    ],
)
def test_majority(data: bytes, is_lower: bool) -> None:
    assert SourceText(data, preimage.locate_words(data)).is_mostly_lower == is_lower


def test_error_of_looking_at_all_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_text, "_MOST_STEPS", 10)
    text = SourceText(TEXT, preimage.locate_words(TEXT))
    assert len(text.list_all()) == 6
    with pytest.raises(LimitError, match="^there are too many instructions and too much to fix$"):
        text.list_all()
