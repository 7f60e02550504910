from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from preimage.backends.unified_diff import render_unified


def test_difference() -> None:
    assert "".join(render_unified("Dockerfile", b"a\nb\nc\n", b"a\nB\nc\n")) == (
        "--- Dockerfile\n+++ Dockerfile\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    )


def test_no_difference() -> None:
    assert list(render_unified("Dockerfile", b"a", b"a")) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"a\nb", b"a\nc", id="no newline at the end"),
        pytest.param(b"a\r\nb\r\n", b"a\r\nB\r\n", id="carriage returns"),
        pytest.param(b"a\x0cb\n", b"A\x0cb\n", id="a form feed ends no line"),
        pytest.param(b"a\n\n", b"a\n", id="a blank line goes"),
    ],
)
def test_patch_understands_it(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = tmp_path / "Dockerfile"
    path.write_bytes(before)
    text = "".join(render_unified("Dockerfile", before, after))
    subprocess.run(["git", "apply", "-p0"], input=text.encode(), cwd=tmp_path, check=True, timeout=60)
    assert path.read_bytes() == after
