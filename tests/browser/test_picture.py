"""The picture of the report in the tutorial.

PREIMAGE_PICTURES=1 pytest tests/browser/test_picture.py   writes it anew.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent.parent / "docs"
PICTURE = DOCS / "report.png"
TUTORIAL = DOCS / "tutorial.md"
FILE = re.compile(r'^```[a-z]+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
WIDTH, HEIGHT = 880, 500
MOST_BYTES = 60_000


def compress(picture: bytes) -> bytes:
    """Give the same PNG as small as zlib makes it; the browser packs in a hurry."""
    chunks, start = [], 8
    while start < len(picture):
        length = struct.unpack(">I", picture[start : start + 4])[0]
        chunks.append((picture[start + 4 : start + 8], picture[start + 8 : start + 8 + length]))
        start += length + 12
    rows = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    kept = [(kind, content) for kind, content in chunks if kind in (b"IHDR", b"IEND")]
    kept.insert(1, (b"IDAT", zlib.compress(rows, 9)))
    parts = [
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in kept
    ]
    return picture[:8] + b"".join(parts)


@pytest.fixture
def tutorial_folder(tmp_path, monkeypatch):
    """A folder with the files of the tutorial, as its reader has them at the end."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILE.findall(TUTORIAL.read_text("utf-8")):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_picture_is_what_the_tutorial_makes(open_report, tutorial_folder) -> None:
    report = open_report("--base", "alpine:3.22=alpine.json", "--platform", "linux/amd64")
    report.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    report.page.locator("#L3").hover()
    data = report.page.screenshot(type="png")
    if os.environ.get("PREIMAGE_PICTURES"):
        PICTURE.write_bytes(compress(data))
    # Fonts differ from machine to machine, so that pixels cannot be compared.
    for picture in (data, PICTURE.read_bytes()):
        assert picture[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", picture[16:24]) == (WIDTH, HEIGHT)
    assert len(PICTURE.read_bytes()) <= MOST_BYTES
    assert len(report.lit()) > 1


def test_tutorial_shows_the_picture() -> None:
    assert "](report.png)" in TUTORIAL.read_text("utf-8")
