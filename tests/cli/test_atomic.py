from __future__ import annotations

import os
import threading

import pytest

from preimage.cli.atomic import require_other_file, write_atomically
from preimage.model.errors import OptionError


def test_new_file_has_the_usual_mode(tmp_path) -> None:
    mask = os.umask(0o027)
    try:
        write_atomically("new", b"data")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(mask)
    path = tmp_path / "new"
    assert path.read_bytes() == b"data"
    assert path.stat().st_mode & 0o7777 == 0o640
    assert os.listdir(tmp_path) == ["new"]


def test_old_file_keeps_its_mode(tmp_path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"before")
    path.chmod(0o604)
    write_atomically(str(path), b"after")
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o7777 == 0o604


def test_an_open_reader_sees_the_old_content(tmp_path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"before")
    with open(path, "rb") as reader:
        write_atomically(str(path), b"after")
        assert reader.read() == b"before"


def test_a_link_stays_a_link(tmp_path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/real").write_bytes(b"before")
    (tmp_path / "link").symlink_to("folder/real")
    write_atomically("link", b"after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "folder/real").read_bytes() == b"after"


def test_a_pipe_is_written_to(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reading, True)
    # Until something is written, the reader must not find the end.
    writing = os.open(tmp_path / "pipe", os.O_WRONLY)
    read: list[bytes] = []
    with open(reading, "rb") as pipe:
        reader = threading.Thread(target=lambda: read.append(pipe.read()))
        reader.start()
        # More than a pipe holds: the reader is waited for.
        write_atomically("pipe", b"data" * 100_000)
        os.close(writing)
        reader.join(timeout=30)
    assert read == [b"data" * 100_000]


def test_error_pipe_that_nobody_reads(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OptionError, match="^pipe is a pipe that nobody reads; start its reader first, or name a file$"):
        write_atomically("pipe", b"data")
    assert (tmp_path / "pipe").is_fifo()


def test_error_device_without_room() -> None:
    with pytest.raises(OSError, match="No space left on device"):
        write_atomically("/dev/full", b"data")


def test_error_folder(tmp_path) -> None:
    with pytest.raises(IsADirectoryError):
        write_atomically(".", b"data")


def test_error_leaves_nothing_behind(tmp_path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"before")
    with pytest.raises(TypeError):
        write_atomically(str(path), "text")
    assert os.listdir(tmp_path) == ["old"]
    assert path.read_bytes() == b"before"


def test_error_names_the_file_and_not_the_temporary_one(tmp_path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        write_atomically("missing/new", b"data")
    assert caught.value.filename == "missing/new"


@pytest.mark.parametrize("output", ["Dockerfile", "./link"])
def test_error_output_is_the_input(tmp_path, output: str) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"FROM scratch\n")
    (tmp_path / "link").symlink_to("Dockerfile")
    with pytest.raises(OptionError) as caught:
        require_other_file(output, "Dockerfile")
    assert str(caught.value) == f"{output} is what this command reads; name another file for what it writes"
    require_other_file("new", "Dockerfile")
    require_other_file(None, "Dockerfile")
