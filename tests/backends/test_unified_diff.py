from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from preimage.backends.unified_diff import quote_name, render_unified
from preimage.model.visible import show


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


FORGED = "inj/a\n+++ victim\n@@ -1 +1 @@\n-foo\n+bar"


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        pytest.param("a/Dockerfile", "a/Dockerfile", id="plain"),
        pytest.param("my app/Dockerfile", "my app/Dockerfile\t", id="a blank ends with a tab"),
        pytest.param("a\nb", r'"a\nb"', id="newline"),
        pytest.param('a"\\\x1b', r'"a\"\\\033"', id="quote, backslash, escape"),
        pytest.param("ä\u202e", r'"\303\244\342\200\256"', id="beyond ASCII"),
        pytest.param("\udcff", r'"\377"', id="no UTF-8"),
        pytest.param("##[error]", r'"#\043[error]"', id="what a build server obeys"),
    ],
)
def test_name(name: str, quoted: str) -> None:
    assert quote_name(name) == quoted


@pytest.mark.parametrize("tool", [["git", "apply", "-p0"], ["patch", "-p0"]], ids=["git", "patch"])
@pytest.mark.parametrize("folder", [FORGED, "my app", 'q"\\\t', "ä\u202e", "###[error]"], ids=ascii)
def test_tools_change_the_file_of_that_name_only(tmp_path: Path, folder: str, tool: list[str]) -> None:
    if shutil.which(tool[0]) is None:
        pytest.skip(f"needs {tool[0]}")
    victim, path = tmp_path / "victim", tmp_path / folder / "Dockerfile"
    path.parent.mkdir(parents=True)
    victim.write_text("foo\n")
    path.write_text("a\n")
    text = show("".join(render_unified(f"{folder}/Dockerfile", b"a\n", b"b\n")))
    subprocess.run(tool, input=text.encode(), cwd=tmp_path, check=False, timeout=60, capture_output=True)
    assert victim.read_text() == "foo\n"
    assert path.read_text() == "b\n"
