from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from preimage.model.positions import JoinedLine, PlacedWord


def test_places_are_not_changed() -> None:
    word = PlacedWord("word", "a", (1, 1), (1, 2))
    with pytest.raises(FrozenInstanceError):
        word.text = "b"  # type: ignore[misc]


def test_joined_line_knows_where_its_characters_stand() -> None:
    line = JoinedLine("abcd", "\\", [(0, 1, 5), (2, 3, 1)])
    assert [line.start(offset) for offset in range(5)] == [(1, 5), (1, 6), (3, 1), (3, 2), (3, 3)]
    assert line.end(2) == (1, 7)
    assert line.split(1, 4) == [(1, 2), (2, 4)]
    assert line.split(1, 1) == []
