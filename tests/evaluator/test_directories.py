from __future__ import annotations

import pytest

from preimage.evaluator.directories import (
    change_directory,
    check_destination,
    enter_directory,
    is_absolute,
    strip_drive,
)

PREFIX = "normalizing workdir: normalizing working directory: removing drive letter: "


@pytest.mark.parametrize(
    ("current", "path", "directory"),
    [
        pytest.param("/a", "", "/a", id="empty stays"),
        pytest.param("", "", "/", id="empty from nowhere"),
        pytest.param("/a", "/b/../c//", "/b/../c//", id="absolute is taken as it is"),
        pytest.param("/a", "b/../../c/", "/c", id="relative is joined and cleaned"),
        pytest.param("a", "b", "/a/b", id="relative to relative"),
        pytest.param("", "../..", "/", id="stops at the root"),
    ],
)
def test_linux(current: str, path: str, directory: str) -> None:
    assert change_directory(current, path, is_windows=False) == directory


@pytest.mark.parametrize(
    ("current", "path", "directory"),
    [
        pytest.param("\\a", "b", "/a/b", id="relative"),
        pytest.param("\\a", "", "/a", id="empty stays"),
        pytest.param("", "b", "/b", id="from nowhere"),
        pytest.param("\\a", "C:\\x\\..\\y", "/y", id="absolute with drive"),
        pytest.param("\\a", "c:x", "/a/x", id="a drive alone makes nothing absolute"),
        pytest.param("a", "b", "/a/b", id="relative to relative"),
        pytest.param("\\a", "C:\\..", "/", id="stops at the root"),
        pytest.param("\\a", "C:c:/x", "c:/x", id="absolute when stripped once more"),
        pytest.param("c:c:/x", "", "/x", id="empty loses another drive of the current directory"),
        pytest.param("c:c:/x", "y", "c:/x/y", id="a current directory that is absolute when stripped once more"),
        pytest.param("c:x", "c:y", "/x/y", id="relative drives of both"),
    ],
)
def test_windows(current: str, path: str, directory: str) -> None:
    assert change_directory(current, path, is_windows=True) == directory


@pytest.mark.parametrize(
    ("current", "path", "message"),
    [
        pytest.param("\\", "D:\\x", "The specified path is not on the system drive (C:)", id="drive"),
        pytest.param("\\", "/x:y", "The specified path is not on the system drive (C:)", id="a colon further on"),
        pytest.param("\\", "\\\\host\\x", "UNC paths are not supported", id="network"),
        pytest.param("\\", "C:", 'No relative path specified in "C:"', id="drive alone"),
        pytest.param("D:\\x", "C:\\y", "The specified path is not on the system drive (C:)", id="current directory"),
    ],
)
def test_error_windows(current: str, path: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        change_directory(current, path, is_windows=True)
    assert str(raised.value) == PREFIX + message


@pytest.mark.parametrize(
    ("path", "is_windows", "expected"),
    [
        pytest.param("/x", False, True, id="slash"),
        pytest.param("x", False, False, id="name"),
        pytest.param("C:\\x", False, False, id="drive on Linux"),
        pytest.param("C:\\x", True, True, id="drive on Windows"),
        pytest.param("\\x", True, True, id="backslash"),
        pytest.param("C:x", True, False, id="drive without slash"),
        pytest.param("D:\\x", True, False, id="wrong drive"),
        pytest.param("C:/d:/x", True, True, id="another drive behind the first"),
        pytest.param("", True, False, id="empty"),
    ],
)
def test_absolute(path: str, is_windows: bool, expected: bool) -> None:
    assert is_absolute(path, is_windows) is expected


@pytest.mark.parametrize(
    ("path", "stripped"),
    [
        pytest.param("c:/a/../b", "/b", id="drive"),
        pytest.param("a//b", "a/b", id="cleaned"),
        pytest.param("", ".", id="empty"),
    ],
)
def test_strip_drive(path: str, stripped: str) -> None:
    assert strip_drive(path) == stripped


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("C:", 'No relative path specified in "C:"', id="two bytes"),
        pytest.param("ü:", "The specified path is not on the system drive (C:)", id="two characters of three bytes"),
    ],
)
def test_error_strip_drive(path: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        strip_drive(path)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("current", "path", "directory"),
    [
        pytest.param("/", "\\a\\b", "/a/b", id="absolute"),
        pytest.param("/a", "\\b", "/b", id="absolute from below the root"),
        pytest.param("/a", "c:\\b", "/a/c:/b", id="a drive is a name"),
    ],
)
def test_enter_directory(current: str, path: str, directory: str) -> None:
    assert enter_directory(current, path) == directory


@pytest.mark.parametrize(
    ("current", "path", "message"),
    [
        pytest.param("/", "\\:", 'No relative path specified in "\\\\:"', id="quoted as it was written"),
        pytest.param("/", "C:\\:", 'No relative path specified in "/:"', id="quoted as it was looked at again"),
        pytest.param("/", "c:x:", 'No relative path specified in "x:"', id="a second drive alone"),
        pytest.param("/", "C:/d:/x", "The specified path is not on the system drive (C:)", id="a drive as a name"),
        pytest.param("/", "c:d:x", "The specified path is not on the system drive (C:)", id="a second drive"),
        pytest.param("/", "\\/x", "UNC paths are not supported", id="network"),
        pytest.param("/c:/x", "y", "The specified path is not on the system drive (C:)", id="directory"),
        pytest.param("/c:/x", "", "The specified path is not on the system drive (C:)", id="nothing is the directory"),
        pytest.param(
            "/c:/x", "./", "The specified path is not on the system drive (C:)", id="nor does a dot lead away"
        ),
    ],
)
def test_error_check_destination(current: str, path: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        check_destination(current, path)
    assert str(raised.value) == f"removing drive letter: {message}"


@pytest.mark.parametrize("path", ["/", "\\", "c:/y/", "c:c:\\"])
def test_absolute_destination_does_not_look_at_the_directory(path: str) -> None:
    check_destination("/c:/x", path)
