from __future__ import annotations

import os
from pathlib import Path

import pytest

from preimage.model.errors import LimitError, OptionError
from preimage.scan.git_tree import GitTree, find_commit, list_files
from preimage.scan.trees import ABSENT


@pytest.fixture
def repository(write_files, commit) -> str:
    write_files({"r/a/Dockerfile": "FROM x\n", "r/é\n": "odd", "r/big": "x" * 100_000})
    os.symlink("a/Dockerfile", "r/link")
    os.symlink("/etc/passwd", "r/out")
    os.symlink("nowhere", "r/dangling")
    os.symlink("loop", "r/loop")
    os.symlink("a/Dockerfile/x", "r/notdir")
    return str(commit("r"))


def test_files_of_a_commit(repository) -> None:
    Path("r/a/Dockerfile").write_text("changed since")
    tree = GitTree("r", repository)
    assert tree.read("a/Dockerfile", 10) == tree.read("/a/./Dockerfile", 10) == tree.read("link", 10) == b"FROM x\n"
    assert tree.read("big", 100_000) == b"x" * 100_000
    assert (tree.is_file("a/Dockerfile"), tree.is_file("a"), tree.is_file("absent")) == (True, False, False)
    assert (tree.is_folder("a"), tree.is_folder("/"), tree.is_folder("big")) == (True, True, False)
    assert tree.stamp("link") == tree.stamp("a/Dockerfile") != ABSENT
    for name in ("out", "dangling", "loop", "notdir", "absent", "../r/big", "é\n\n", "é\0", "a\r", "a b c"):
        assert tree.stamp(name) == ABSENT
    # After all of these it still answers in step.
    assert tree.read("a/Dockerfile", 10) == b"FROM x\n"
    assert tree.resolve_links("link") == "link"
    tree.close()


def test_paths_with_line_breaks(write_files, commit) -> None:
    write_files({"r/a\nb/Dockerfile": "FROM x\n", "r/a": "a", "r/c\r": "c"})
    os.symlink("a\nb/Dockerfile", "r/link\n")
    os.symlink("/etc\n/x", "r/out\n")
    tree = GitTree("r", commit("r"))
    for name in ("absent\n\n", "out\n", "a\nb/c"):
        assert tree.stamp(name) == ABSENT
        # It answers in step.
        assert tree.read("a\nb/Dockerfile", 10) == tree.read("link\n", 10) == b"FROM x\n"
    assert tree.is_folder("a\nb")
    assert (tree.read("c\r", 10), tree.is_file("c")) == (b"c", False)
    tree.close()


def test_error_line_break_for_a_git_that_cannot_take_it(repository, monkeypatch, tmp_path) -> None:
    tree = GitTree("r", repository)
    # A program that ends at once, as older ones do with an option that they do not know.
    Path("bin").mkdir()
    Path("bin/git").write_text("#!/bin/sh\nexit 129\n")
    Path("bin/git").chmod(0o755)
    path = os.environ["PATH"]
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{path}")
    with pytest.raises(OptionError, match="--git: a path with a line break needs git 2.38 or newer"):
        tree.read("a\n", 10)
    assert tree.read("a/Dockerfile", 10) == b"FROM x\n"
    tree.close()


def test_error_read(repository) -> None:
    tree = GitTree("r", repository)
    with pytest.raises(FileNotFoundError):
        tree.read("out", 10)
    with pytest.raises(IsADirectoryError):
        tree.read("a", 10)
    with pytest.raises(LimitError, match="big is larger than 10 bytes"):
        tree.read("big", 10)
    tree.close()
    with pytest.raises((OptionError, ValueError)):
        tree.read("big", 10)


def test_regular_files_are_listed(repository) -> None:
    assert sorted(list_files("r", repository)) == ["a/Dockerfile", "big", "é\n"]
    assert find_commit("r", "HEAD") == repository


def test_error_revisions(repository, tmp_path) -> None:
    with pytest.raises(OptionError, match="--git r@v9: no such revision"):
        find_commit("r", "v9")
    with pytest.raises(OptionError, match="--git r@--help: no such revision"):
        find_commit("r", "--help")
    with pytest.raises(OptionError, match="git finds no repository there"):
        find_commit(str(tmp_path), "HEAD")
    with pytest.raises(OptionError, match="git cannot read"):
        list(list_files("r", "0" * 40))


def test_error_no_git(repository, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(OptionError, match="there is no git program"):
        find_commit("r", "HEAD")
