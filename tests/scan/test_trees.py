from __future__ import annotations

import os
from pathlib import Path

import pytest

from preimage.model.errors import LimitError
from preimage.scan import trees
from preimage.scan.trees import ABSENT, DISK, stamp_folder


def test_stamp_changes_with_the_file(write_files) -> None:
    write_files({"a": "1"})
    first = DISK.stamp("a")
    assert first == DISK.stamp("a")
    write_files({"a": "12"})
    second = DISK.stamp("a")
    os.utime("a", (1_000_000_001, 1_000_000_001))
    assert len({first, second, DISK.stamp("a"), ABSENT}) == 4


def test_a_time_that_was_set_back_does_not_hide_a_change(write_files) -> None:
    write_files({"a": "1"})
    first = DISK.stamp("a"), os.stat("a").st_mtime_ns
    write_files({"a": "2"})
    assert DISK.stamp("a") != first[0]
    assert os.stat("a").st_mtime_ns == first[1]


@pytest.mark.parametrize("time", [None, (1_000_000_000, 1_000_000_000)], ids=["now", "set back"])
def test_what_was_just_written_has_no_stamp(monkeypatch, time) -> None:
    monkeypatch.setattr(trees, "SETTLED_NANOSECONDS", 2_000_000_000)
    Path("a").write_text("1")
    os.utime("a", time)
    assert stamp_folder(".") == ""
    assert DISK.stamp("a") == ""
    assert DISK.stamp("absent") == ABSENT
    assert DISK.stamp(".") == "d"


def test_error_read() -> None:
    Path("a").write_text("123")
    assert DISK.read("a", 3) == b"123"
    with pytest.raises(LimitError, match="^a is larger than 2 bytes$"):
        DISK.read("a", 2)
