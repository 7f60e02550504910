from __future__ import annotations

import os
from pathlib import Path

import pytest

from preimage.model.errors import LimitError
from preimage.scan.trees import ABSENT, DISK


def test_stamp_changes_with_the_file(write_files) -> None:
    write_files({"a": "1"})
    first = DISK.stamp("a")
    assert first == DISK.stamp("a")
    write_files({"a": "12"})
    second = DISK.stamp("a")
    os.utime("a", (1_000_000_001, 1_000_000_001))
    assert len({first, second, DISK.stamp("a"), ABSENT}) == 4


def test_what_was_just_written_has_no_stamp() -> None:
    Path("a").write_text("1")
    assert DISK.stamp("a") == ""
    assert DISK.stamp("absent") == ABSENT
    assert DISK.stamp(".") == "d"


def test_error_read() -> None:
    Path("a").write_text("123")
    assert DISK.read("a", 3) == b"123"
    with pytest.raises(LimitError, match="^a is larger than 2 bytes$"):
        DISK.read("a", 2)
