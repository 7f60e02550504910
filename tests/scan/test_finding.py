from __future__ import annotations

import os
from pathlib import Path

from tests.scan.conftest import make_finder


def find(*paths: str) -> list[tuple[str, str, str]]:
    return [(unit.kind, unit.repository, unit.path) for unit in make_finder().find(paths)]


def test_repositories_are_work_trees_below_a_path(write_files) -> None:
    write_files(
        {
            "all/shop/.git/config": "",
            "all/shop/Dockerfile": "",
            "all/shop/deep/er/Containerfile": "",
            "all/shop/vendor/lib/.git": "gitdir: elsewhere\n",
            "all/shop/vendor/lib/Dockerfile": "",
            "all/loose/Dockerfile.dev": "",
            "all/loose/README.md": "",
        }
    )
    expected = [
        ("dockerfile", "all", "loose/Dockerfile.dev"),
        ("dockerfile", "all/shop", "Dockerfile"),
        ("dockerfile", "all/shop", "deep/er/Containerfile"),
        ("dockerfile", os.path.join("all/shop", "vendor/lib"), "Dockerfile"),
    ]
    assert sorted(find("all")) == expected
    assert sorted(find("./all/")) == expected
    assert find("all/shop/deep") == [("dockerfile", "all/shop/deep", "er/Containerfile")]


def test_ignore_files_of_repositories_below_hold(write_files) -> None:
    write_files(
        {
            "all/a/.git/info/exclude": "/x\n",
            "all/a/x/Dockerfile": "",
            "all/a/b/.gitignore": "y\n",
            "all/a/b/y/Dockerfile": "",
            "all/a/b/c/y/Dockerfile": "",
            "all/a/b/c/Dockerfile": "",
            "all/.gitignore": "Dockerfile\n",
            "all/Dockerfile": "",
        }
    )
    # What is in no work tree has no ignore files.
    assert find("all") == [("dockerfile", "all", "Dockerfile"), ("dockerfile", "all/a", "b/c/Dockerfile")]


def test_files_are_taken_by_any_name(write_files) -> None:
    write_files({"a/.git/config": "", "a/b/odd.name": "FROM scratch\n"})
    assert find("a/b/odd.name", "absent") == [("dockerfile", "a", "b/odd.name"), ("dockerfile", ".", "absent")]


def test_error_folder_that_cannot_be_read(write_files) -> None:
    write_files({"a/Dockerfile": "", "a/b/Dockerfile": ""})
    finder = make_finder()
    units = finder.find(["a"])
    assert next(units).path == "Dockerfile"
    Path("a/b/Dockerfile").unlink()
    Path("a/b").rmdir()
    assert list(units) == []
    assert [error.filename for error in finder.errors] == [os.path.join("a", "b")]
