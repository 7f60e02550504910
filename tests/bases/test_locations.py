from __future__ import annotations

from pathlib import Path

import pytest

from preimage.bases.locations import ARCHIVE_SCHEME, LAYOUT_SCHEME, LOCK_NAME, ON_UNRESOLVED

PAGE = (Path(__file__).parents[2] / "docs/reference/cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(f"{LAYOUT_SCHEME}DIR", id="layout"),
        pytest.param(f"{ARCHIVE_SCHEME}FILE", id="archive"),
        pytest.param(LOCK_NAME, id="lock file"),
        pytest.param("--unresolved " + r"\|".join(ON_UNRESOLVED), id="unresolved"),
    ],
)
def test_locations_are_described(written: str) -> None:
    assert written in PAGE
