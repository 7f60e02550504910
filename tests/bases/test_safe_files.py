from __future__ import annotations

import os
import threading
import time

import pytest

from preimage.bases.safe_files import lock_directory, open_regular, read_regular, remove_leftovers, write_atomically


def test_read(tmp_path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("a")
    assert read_regular(str(tmp_path / "a"), 5) == b"12345"
    assert read_regular(str(tmp_path / "link"), 5, follow=True) == b"12345"
    with open_regular(str(tmp_path / "a")) as file:
        assert file.read() == b"12345"


@pytest.mark.parametrize(
    ("make", "text"),
    [
        pytest.param(lambda path: path.symlink_to("/dev/zero"), "is a symbolic link", id="link"),
        pytest.param(lambda path: path.symlink_to("nothing"), "is a symbolic link", id="link to nothing"),
        pytest.param(os.mkfifo, "is no regular file", id="pipe"),
        pytest.param(lambda path: path.mkdir(), "is no regular file", id="directory"),
        pytest.param(lambda path: path.write_bytes(b"123456"), "is larger than 5 bytes", id="large"),
    ],
)
def test_error_no_small_regular_file(tmp_path, make, text: str) -> None:
    make(tmp_path / "a")
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(ValueError, match=f"^{text}$"):
        read_regular(str(tmp_path / "a"), 5)
    assert len(os.listdir("/proc/self/fd")) == before


def test_error_device_that_a_link_leads_to(tmp_path) -> None:
    (tmp_path / "a").symlink_to("/dev/zero")
    with pytest.raises(ValueError, match="^is no regular file$"):
        read_regular(str(tmp_path / "a"), 5, follow=True)


@pytest.mark.parametrize("durable", [True, False])
def test_write(tmp_path, durable: bool) -> None:
    path = tmp_path / "a"
    write_atomically(str(path), b"one", durable)
    assert path.read_bytes() == b"one"
    path.chmod(0o604)
    write_atomically(str(path), b"two", durable)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o604)
    assert os.listdir(tmp_path) == ["a"]


def test_write_in_the_working_directory(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_atomically("a", b"one")
    assert (tmp_path / "a").read_bytes() == b"one"


def test_error_write_over_a_directory_leaves_nothing(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="a"):
        write_atomically(str(tmp_path / "a"), b"one")
    assert os.listdir(tmp_path) == ["a"]


def test_leftovers_of_killed_writers_are_removed(tmp_path) -> None:
    for name in ("a", ".a.new-1-0f", ".a.new-2-0f", ".ab.new-1-0f", "a.new-1"):
        (tmp_path / name).touch()
    remove_leftovers(str(tmp_path / "a"))
    assert sorted(os.listdir(tmp_path)) == [".ab.new-1-0f", "a", "a.new-1"]


def test_lock_keeps_others_out_until_it_ends(tmp_path) -> None:
    order: list[str] = []

    def enter_second() -> None:
        with lock_directory(str(tmp_path)):
            order.append("second")

    with lock_directory(str(tmp_path)):
        second = threading.Thread(target=enter_second)
        second.start()
        time.sleep(0.1)
        order.append("first")
    second.join()
    assert order == ["first", "second"]
    assert os.listdir(tmp_path) == []


def test_error_lock_is_held_too_long(tmp_path) -> None:
    with (
        lock_directory(str(tmp_path)),
        pytest.raises(TimeoutError, match=r"^another process has held it for 0.05 s$"),
        lock_directory(str(tmp_path), wait_seconds=0.05),
    ):
        pass
