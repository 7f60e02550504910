from __future__ import annotations

import os

import pytest

from preimage.bases.regular_files import open_regular, read_regular


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
