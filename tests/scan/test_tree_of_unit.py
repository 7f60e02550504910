from __future__ import annotations

import os

from preimage.scan.tree_of_unit import close_trees, tree_of
from preimage.scan.trees import DISK
from preimage.scan.units import DOCKERFILE, Unit


def test_the_tree_of_a_commit_stays_open(write_files, commit) -> None:
    write_files({"r/Dockerfile": "FROM x\n", "s/Dockerfile": "FROM y\n"})
    first, second = [
        Unit(
            DOCKERFILE, "Dockerfile", name, "Dockerfile", folder=os.path.abspath(name), commit=commit(name), source=name
        )
        for name in ("r", "s")
    ]
    tree = tree_of(first)
    assert tree_of(first) is tree
    assert tree_of(second).read("Dockerfile", 9) == b"FROM y\n"
    assert tree_of(first) is not tree
    assert tree_of(Unit(DOCKERFILE, "/x", "r", "x", folder="/")) is DISK
    close_trees()
    close_trees()
    assert tree_of(first).read("Dockerfile", 9) == b"FROM x\n"
    close_trees()
