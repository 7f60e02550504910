from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from preimage.inputs.reading import read_file, read_stream
from preimage.model.errors import LimitError, OptionError


def test_read_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 200_000)
    (tmp_path / "link").symlink_to(path)
    assert read_file(str(path), 200_000) == b"x" * 200_000
    assert read_file(str(tmp_path / "link"), 200_000) == b"x" * 200_000


def test_file_that_does_not_know_its_size() -> None:
    assert b"Name:" in read_file("/proc/self/status", 1 << 20)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("pipe", "is no regular file; only regular files are read here", id="pipe"),
        pytest.param("zero", "is no regular file; only regular files are read here", id="link to a device"),
    ],
)
def test_error_no_regular_file(tmp_path: Path, name: str, message: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    with pytest.raises(OptionError) as caught:
        read_file(str(tmp_path / name), 10)
    assert str(caught.value) == f"{tmp_path / name} {message}"


def test_error_link_that_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    (tmp_path / "link").symlink_to("a")
    with pytest.raises(OptionError) as caught:
        read_file(str(tmp_path / "link"), 10, follow=False)
    assert str(caught.value) == f"{tmp_path / 'link'} is a symbolic link; only regular files are read here"


def test_error_folder(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        read_file(str(tmp_path), 10)
    assert caught.value.filename == str(tmp_path)


@pytest.mark.parametrize(("name", "shown"), [("", "PATH"), ("the thing", "the thing")])
def test_error_too_large(tmp_path: Path, name: str, shown: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 11)
    with pytest.raises(LimitError) as caught:
        read_file(str(path), 10, name=name)
    assert str(caught.value) == f"{shown.replace('PATH', str(path))} is larger than 10 bytes"


def test_read_stream() -> None:
    assert read_stream(io.BytesIO(b"12345"), 5, "x") == b"12345"
    with pytest.raises(LimitError) as caught:
        read_stream(io.BytesIO(b"123456"), 5, "standard input")
    assert str(caught.value) == "standard input is larger than 5 bytes"
