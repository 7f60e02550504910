from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.account import Account
from preimage.projects.compose.env_files import check_label_files, read_env_files, read_label_file
from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.sources import Sources
from preimage.projects.files import MemoryFiles

FILES = MemoryFiles(
    "/p",
    {
        "a.env": b"A=1\nB=${A}${X}\n",
        "b.env": b"C=${B}${A}\nA=2\nD=$A\n",
        "bad": b"A B=1\n",
        "l": b"l=$X\nm=${l}n\n",
        "d/x": b"",
    },
)


@pytest.fixture
def sources() -> Sources:
    return Sources(FILES, None, Account())


def test_a_later_file_wins(sources: Sources) -> None:
    found = read_env_files(sources, ["/p/a.env", "/dev/null", "/p/b.env"], {"X": "x"}, Account())
    assert found == {"A": "2", "B": "1x", "C": "1x1", "D": "2"}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/p/nope", "couldn't find env file: /p/nope"),
        ("/p/d", "/p/d is a directory"),
        ("/p/bad", "failed to read /p/bad: line 1: key cannot contain a space"),
    ],
)
def test_error_env_files(sources: Sources, path: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        read_env_files(sources, [path], {}, Account())
    assert str(caught.value) == message


def test_label_files_know_labels_only(sources: Sources) -> None:
    found = read_label_file(Node("/p/l"), sources, {"X": "x"})
    assert {name: value.text for name, value in found.items()} == {"l": "x", "m": "xn"}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/p/nope", "label file /p/nope not found: stat /p/nope: no such file or directory"),
        ("/p/d", "failed to read /p/d: read /p/d: is a directory"),
        ("/p/bad", "failed to read /p/bad: line 1: key cannot contain a space"),
    ],
)
def test_error_label_files(sources: Sources, node: Callable[[str], Node], path: str, message: str) -> None:
    check_label_files([node("{label_file: [/p/l]}"), node("{}")], sources)
    with pytest.raises(Fault) as caught:
        check_label_files([node(f"{{label_file: [{path}]}}")], sources)
    assert str(caught.value) == message
