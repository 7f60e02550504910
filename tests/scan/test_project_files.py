from __future__ import annotations

import os

import pytest

from preimage.scan.git_tree import GitTree
from preimage.scan.project_files import TreeFiles
from preimage.scan.trees import ABSENT, DISK
from preimage.scan.units import Unit


@pytest.fixture(params=["disk", "commit"])
def files(request, write_files, commit):
    write_files({"r/p/compose.yaml": "x", "r/env": "y", "outside": "z", "rest/file": "z"})
    os.symlink("../../outside", "r/p/link")
    name = commit("r")
    folder = os.path.abspath("r")
    if request.param == "disk":
        yield TreeFiles(DISK, Unit("compose", f"{folder}/p/compose.yaml", "r", "p/compose.yaml", folder=folder))
        return
    tree = GitTree("r", name)
    yield TreeFiles(
        tree, Unit("compose", "p/compose.yaml", "r", "p/compose.yaml", folder=folder, commit=name, source="r")
    )
    tree.close()


def test_what_is_in_the_repository_is_there(files) -> None:
    assert files.read("compose.yaml") == b"x"
    assert files.read("../env", 1) == b"y"
    assert files.read(f"{files.folder}/../env", 1) == b"y"
    assert (files.is_file("../env"), files.is_folder(".."), files.is_folder("../env")) == (True, True, False)
    assert files.show("../env") == "env"
    assert files.resolve_links(".") == files.folder
    assert [path.rpartition("/")[2] for path in files.stamps][:2] == ["compose.yaml", "env"]


def test_what_is_not_in_the_repository_is_not_there(files) -> None:
    for path in ("../../outside", "/etc/passwd", "link", "../../rest/file", "a\0b"):
        assert (files.is_file(path), files.is_folder(path)) == (False, False)
        with pytest.raises(FileNotFoundError):
            files.read(path)
    assert files.stamp("../../outside") == ABSENT
    assert files.stamp("absent") == ABSENT
