"""The table of faults names a test for each row, and these tests are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = [
    line
    for line in (ROOT / "docs/reference/faults.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| Thrown"))
]


@pytest.mark.parametrize("row", [pytest.param(row, id=row.split("|")[1].strip()) for row in ROWS])
def test_row(row: str) -> None:
    named = re.search(r"\| `([a-z_/]+\.py)::(test_[a-z0-9_]+)` \|$", row)
    assert named is not None
    name = named[1] if "/" in named[1] else f"tests/bases/{named[1]}"
    assert f"\ndef {named[2]}(" in (ROOT / name).read_text(encoding="utf-8")


def test_there_are_rows() -> None:
    assert len(ROWS) > 50
