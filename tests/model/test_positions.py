from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from preimage.model.positions import PlacedWord


def test_places_are_not_changed() -> None:
    word = PlacedWord("word", "a", (1, 1), (1, 2))
    with pytest.raises(FrozenInstanceError):
        word.text = "b"  # type: ignore[misc]
