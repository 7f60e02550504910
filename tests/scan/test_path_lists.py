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


def test_paths_may_be_ended_by_nuls() -> None:
    assert list(read_paths("-", io.BytesIO(b"a\nb\0c\r\0\0last"))) == ["a\nb", "c\r", "last"]


@pytest.mark.parametrize("end", [b"\n", b"\0", b"\r\n"], ids=["lines", "NUL", "CRLF"])
def test_long_lists_come_whole(end: bytes) -> None:
    paths = [f"folder/{number}/Dockerfile" for number in range(20_000)]
    assert list(read_paths("-", io.BytesIO(end.join(map(os.fsencode, paths)) + end))) == paths


def test_error() -> None:
    os.mkfifo("pipe")
    with pytest.raises(OptionError, match="--files-from pipe is no regular file"):
        list(read_paths("pipe", NOTHING))
    with pytest.raises(FileNotFoundError):
        list(read_paths("absent", NOTHING))
    with pytest.raises(LimitError, match=f"--files-from -: a line is longer than {PATH_BYTES} bytes"):
        list(read_paths("-", io.BytesIO(b"x" * (PATH_BYTES + 2))))
    with pytest.raises(OptionError, match="^--files-from -: a line holds a NUL; end all paths by one, or none$"):
        list(read_paths("-", io.BytesIO(b"x\n" * PATH_BYTES + b"y\0")))
