from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from preimage.model.errors import LimitError, OptionError
from preimage.scan.path_lists import PATH_BYTES, read_paths

NOTHING = io.BytesIO()


def test_paths_are_lines() -> None:
    Path("list").write_bytes(b"a b\r\n\nc\xff\nlast")
    assert list(read_paths("list", NOTHING)) == ["a b", "c\udcff", "last"]
    assert list(read_paths("-", io.BytesIO(b"x\ny\n"))) == ["x", "y"]


def test_error() -> None:
    os.mkfifo("pipe")
    with pytest.raises(OptionError, match="--files-from pipe is no regular file"):
        list(read_paths("pipe", NOTHING))
    with pytest.raises(FileNotFoundError):
        list(read_paths("absent", NOTHING))
    with pytest.raises(LimitError, match=f"--files-from -: a line is longer than {PATH_BYTES} bytes"):
        list(read_paths("-", io.BytesIO(b"x" * (PATH_BYTES + 2))))
