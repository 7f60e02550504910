from __future__ import annotations

import fcntl
import os
import subprocess
import threading
import time

import pytest

from preimage.bases.safe_files import lock_directory, remove_leftovers, require_own, write_atomically


@pytest.mark.parametrize("durable", [True, False])
def test_write(tmp_path, durable: bool) -> None:
    path = tmp_path / "a"
    write_atomically(str(path), b"one", durable)
    assert path.read_bytes() == b"one"
    path.chmod(0o604)
    write_atomically(str(path), b"two", durable)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o604)
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can give files away")
def test_owner_is_kept_by_who_may(tmp_path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    os.chown(path, 4321, 1234)
    path.chmod(0o4750)
    write_atomically(str(path), b"two")
    status = path.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (4321, 1234, 0o4750)


def test_write_in_the_working_directory(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_atomically("a", b"one")
    assert (tmp_path / "a").read_bytes() == b"one"


def test_error_write_over_a_directory_leaves_nothing(tmp_path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="a"):
        write_atomically(str(tmp_path / "a"), b"one")
    assert os.listdir(tmp_path) == ["a"]


def end_process() -> int:
    """Give the id of a process that is no more."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_leftovers_of_killed_writers_are_removed(tmp_path) -> None:
    gone = end_process()
    left = f".preimage-{gone}-0123456789ab.new"
    kept = [
        "a",
        ".preimage-1-x.new",
        f".preimage-{os.getppid()}-0123456789ab.new",
        f"x.preimage-{gone}-0123456789ab.new",
    ]
    for name in (left, *kept):
        (tmp_path / name).touch()
    (tmp_path / f".preimage-{gone}-ba9876543210.new").mkdir()
    write_atomically(str(tmp_path / "b"), b"")
    assert set(os.listdir(tmp_path)) == {*kept, "b", f".preimage-{gone}-ba9876543210.new"}
    (tmp_path / left).touch()
    remove_leftovers(str(tmp_path))
    assert left not in os.listdir(tmp_path)


def test_what_another_process_has_locked_is_kept(tmp_path) -> None:
    left = tmp_path / f".preimage-{end_process()}-0123456789ab.new"
    with open(left, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        remove_leftovers(str(tmp_path))
        assert left.exists()
    remove_leftovers(str(tmp_path))
    assert not left.exists()


def test_a_long_name(tmp_path) -> None:
    write_atomically(str(tmp_path / ("n" * 255)), b"one")
    assert os.listdir(tmp_path) == ["n" * 255]


@pytest.mark.parametrize(
    ("make", "text"),
    [
        pytest.param(lambda path: path.symlink_to("x"), "is a symbolic link, which is not written through", id="link"),
        pytest.param(lambda path: path.mkdir(), "is a folder, which is in the way", id="folder"),
        pytest.param(os.mkfifo, "is no regular file", id="pipe"),
    ],
)
def test_error_what_a_project_puts_in_the_way(tmp_path, make, text: str) -> None:
    make(tmp_path / "a")
    with pytest.raises(ValueError) as caught:
        require_own(str(tmp_path / "a"))
    assert str(caught.value) == text


def test_own_output_is_absent_or_a_file(tmp_path) -> None:
    require_own(str(tmp_path / "a"))
    (tmp_path / "a").touch()
    require_own(str(tmp_path / "a"))


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
