"""The page for contributors names files that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PLACES = (ROOT / "compiler" / "preimage", ROOT)
PATHS = sorted({path for path in re.findall(r"`([a-z_]+(?:/[a-z_.]+)*(?:\.py|\.md)?)`", PAGE) if "/" in path})


@pytest.mark.parametrize("path", PATHS)
def test_path_is_there(path: str) -> None:
    assert any((place / path).exists() for place in PLACES)


def test_paths_are_found() -> None:
    assert "model/rules.py" in PATHS
    assert "frontend/instructions" in PATHS
    assert len(PATHS) > 15


def test_every_room_is_in_the_picture() -> None:
    picture = PAGE.split("```text\n")[1].split("```")[0]
    rooms = {path.stem for path in (ROOT / "compiler" / "preimage").iterdir() if path.suffix in ("", ".py")}
    # The folder of JSON schemas holds no code.
    rooms -= {"__init__", "__main__", "__pycache__", "public_api", "schemas"}
    assert {room for room in rooms if not re.search(rf"\b{room}\b", picture)} == set()
