from __future__ import annotations

from pathlib import Path

import pytest

from preimage.bases.schemes import ARCHIVE_SCHEME, LAYOUT_SCHEME

PAGE = (Path(__file__).parents[2] / "docs/reference/cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(f"{LAYOUT_SCHEME}DIR", id="layout"),
        pytest.param(f"{ARCHIVE_SCHEME}FILE", id="archive"),
    ],
)
def test_locations_are_described(written: str) -> None:
    assert written in PAGE
