from __future__ import annotations

import os
from pathlib import Path

import pytest

from preimage.inputs.folder_entries import FolderEntries, Way
from preimage.inputs.path_patterns import IgnoreLayers
from preimage.inputs.search_options import NO_EXCLUDES


def test_only_what_may_count_is_kept(tmp_path: Path) -> None:
    for name in ("Dockerfile", "x.go", "Dockerfile.md", "compose.yaml", ".gitignore", "app.dockerfile"):
        (tmp_path / name).write_text("")
    (tmp_path / "src").mkdir()
    (tmp_path / ".git").mkdir()
    entries = FolderEntries(str(tmp_path))
    assert sorted(entries.files) == ["Dockerfile", "Dockerfile.md", "app.dockerfile", "compose.yaml"]
    assert sorted(entries.folders) == [".git", "src"]
    assert sorted(entries.marks) == [".git", ".gitignore"]
    assert (entries.has_links, entries.has_settings, entries.is_environment) == (False, False, False)


@pytest.mark.parametrize(
    ("name", "field"),
    [("pyvenv.cfg", "is_environment"), ("preimage.toml", "has_settings"), ("pyproject.toml", "has_settings")],
)
def test_names_that_tell_of_a_folder(tmp_path: Path, name: str, field: str) -> None:
    (tmp_path / name).write_text("")
    entries = FolderEntries(str(tmp_path))
    fields = ("is_environment", "has_settings")
    assert [
        each
        for each in fields
        if {"is_environment": entries.is_environment, "has_settings": entries.has_settings}[each]
    ] == [field]


def test_links(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to("nowhere")
    assert FolderEntries(str(tmp_path)).has_links


def test_ways_lead_on() -> None:
    layers = IgnoreLayers((), print)
    way = Way(os.curdir, "/r", layers, NO_EXCLUDES)
    way.is_inside = True
    below = way.enter("a").enter("b")
    assert (below.shown, below.full, below.prefix, below.is_inside) == ("a/b", "/r/a/b", "/r/a/b/", True)
    assert (way.enter("").shown, way.enter("").full) == (".", "/r")
    root = Way("/", "/", layers, NO_EXCLUDES).enter("a")
    assert (root.shown, root.full) == ("/a", "/a")
