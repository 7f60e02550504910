from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.projects.files import MemoryFiles, ProjectFiles, check_size

FILES: ProjectFiles = MemoryFiles("/home/shop/", {"compose.yaml": b"a", "web/Dockerfile": b"b", "/etc/x.env": b"c"})


def test_the_folder_is_clean() -> None:
    assert FILES.folder == "/home/shop"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("compose.yaml", b"a", id="relative"),
        pytest.param("./web/../web/Dockerfile", b"b", id="not clean"),
        pytest.param("/home/shop/compose.yaml", b"a", id="absolute"),
        pytest.param("../../etc/x.env", b"c", id="outside of the folder"),
    ],
)
def test_files_are_found_by_their_path(path: str, content: bytes) -> None:
    assert FILES.read(path) == content
    assert FILES.is_file(path)
    assert not FILES.is_folder(path)


@pytest.mark.parametrize("path", [".", "web", "/home", "/", "..", "/etc"])
def test_folders_are_those_of_files(path: str) -> None:
    assert FILES.is_folder(path)
    assert not FILES.is_file(path)
    with pytest.raises(IsADirectoryError):
        FILES.read(path)


def test_links_are_resolved_to_absolute_paths() -> None:
    assert FILES.resolve_links("web/../nope") == "/home/shop/nope"


def test_error_no_such_file() -> None:
    assert not FILES.is_file("nope")
    assert not FILES.is_folder("nope")
    with pytest.raises(FileNotFoundError):
        FILES.read("nope")


def test_error_a_file_that_is_too_large() -> None:
    check_size("a", 3, 3)
    with pytest.raises(LimitError) as caught:
        MemoryFiles("/", {"a": b"1234"}).read("a", 3)
    assert str(caught.value) == "a is larger than 3 bytes"
