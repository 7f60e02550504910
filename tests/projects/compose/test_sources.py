from __future__ import annotations

import pytest

from preimage.projects.compose.account import Account
from preimage.projects.compose.documents import Document
from preimage.projects.compose.nodes import Fault
from preimage.projects.compose.sources import Sources, directory_of, relative_to
from preimage.projects.files import MemoryFiles

FILES = MemoryFiles("/p/demo", {"a.yaml": b"a: 1\n---\nb: 2\n---\n[", "sub/b.yaml": b"c: 3\nc: 4\n"})


@pytest.fixture
def sources() -> Sources:
    return Sources(FILES, None, Account())


def test_paths_count_from_a_folder(sources: Sources) -> None:
    assert (sources.absolute("../x/."), sources.absolute("/y")) == ("/p/x", "/y")
    assert (sources.find("/q", "a/../b"), sources.find("/q", "/c")) == ("/q/b", "/c")


@pytest.mark.parametrize(
    ("path", "folder"), [("sub/b.yaml", "sub"), ("sub", "sub"), ("nope/x", "nope"), ("nope", "."), ("../x.yaml", "..")]
)
def test_the_folder_of_what_is_none_is_the_one_around_it(sources: Sources, path: str, folder: str) -> None:
    assert sources.relative_folder("/p/demo", path) == folder


def test_documents_are_read_once_up_to_a_fault(sources: Sources) -> None:
    found = sources.read_documents("/p/demo/a.yaml")
    assert [entry.root.plain() for entry in found if isinstance(entry, Document)] == [{"a": 1}, {"b": 2}]
    assert str(found[-1]) == "failed to parse /p/demo/a.yaml: yaml: line 5: did not find expected node content"
    assert sources.read_documents("/p/demo/a.yaml") is found
    twice = sources.read_documents("/p/demo/sub/b.yaml")
    assert [str(entry) for entry in twice] == [
        'failed to parse /p/demo/sub/b.yaml: line 2: mapping key "c" already defined at line 1'
    ]


class Failing(MemoryFiles):
    """Files that cannot be read, each for a reason of its own."""

    __slots__ = ()

    def read(self, path: str, limit: int = 0) -> bytes:
        raise {"/denied": PermissionError, "/x/y": NotADirectoryError}.get(path, OSError)(5, "Input/output error")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/p/demo/nope.yaml", "open /p/demo/nope.yaml: no such file or directory"),
        ("/p/demo/sub", "read /p/demo/sub: is a directory"),
    ],
)
def test_error_files(sources: Sources, path: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        sources.read(path)
    assert (str(caught.value), caught.value.file) == (message, path)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/denied", "open /denied: permission denied"),
        ("/x/y", "open /x/y: not a directory"),
        ("/other", "open /other: Input/output error"),
    ],
)
def test_error_files_that_cannot_be_read(path: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        Sources(Failing("/", {}), None, Account()).read(path)
    assert str(caught.value) == message


def test_folders() -> None:
    assert [directory_of(path) for path in ("/a/b", "/a", "a/b", "a", "/")] == ["/a", "/", "a", ".", "/"]
    assert [relative_to("/a/b", path) for path in ("/a/b", "/a/b/c", "/a/d", "/")] == [".", "c", "../d", "../.."]
