from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preimage.inputs.path_patterns import PathPatterns, find_work_tree, open_layers


def note_nothing(note: str) -> None:
    raise AssertionError(note)


@pytest.mark.parametrize(
    ("lines", "path", "expected"),
    [
        pytest.param(["build/"], "build/", True, id="folder"),
        pytest.param(["build/"], "build", None, id="not a file of that name"),
        pytest.param(["build"], "a/build", True, id="at any depth"),
        pytest.param(["/build"], "a/build", None, id="only at the top"),
        pytest.param(["*", "!keep"], "keep", False, id="taken back"),
        pytest.param(["build/**"], "build/", None, id="what is in a folder is not the folder"),
        pytest.param(["build/**"], "build/a", True, id="what is in a folder"),
        pytest.param(["# build", "", "  "], "build", None, id="comments and blank lines"),
        pytest.param(["\\", "build\r"], "build", True, id="a pattern that is none"),
        pytest.param(["\udc80"], "\udc80", True, id="no UTF-8"),
    ],
)
def test_patterns(lines, path, expected) -> None:
    assert PathPatterns("/top", lines, "x", note_nothing).excludes(f"/top/{path}") is expected


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")
@settings(deadline=None)
@given(
    st.lists(st.text("ab.*?[]!/\\ #\t", max_size=6), min_size=1, max_size=3), st.text("ab./ \t", min_size=1, max_size=6)
)
def test_patterns_are_parsed_for_every_path_that_one_may_fit(lines: list[str], path: str) -> None:
    lazy = PathPatterns("/top", lines, "x", [].append)
    parsed = PathPatterns("/top", lines, "x", [].append)
    parsed._needed = [""]
    assert lazy.excludes(f"/top/{path}") is parsed.excludes(f"/top/{path}")


def test_paths_elsewhere_are_left_alone() -> None:
    assert PathPatterns("/top", ["*"], "x", note_nothing).excludes("/topmost/a") is None
    assert PathPatterns("/", ["*"], "x", note_nothing).excludes("/a") is True


@pytest.mark.parametrize("pattern", ["a*" * 50 + "b", "/".join(["**/a"] * 50)])
def test_error_a_pattern_that_would_take_long_is_left_out(pattern) -> None:
    notes: list[str] = []
    patterns = PathPatterns("/top", ["b", pattern], ".gitignore", notes.append)
    assert patterns.excludes("/top/" + "a" * 200) is None
    assert patterns.excludes("/top/b") is True
    assert notes == [".gitignore:2: pattern left out: it has too many wildcards"]


def test_error_a_large_file_is_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with open(tmp_path / ".gitignore", "wb") as file:
        file.truncate(1 << 30)
    notes: list[str] = []
    layers = open_layers(str(tmp_path), notes.append).enter(
        str(tmp_path), [".git", ".gitignore"], str(tmp_path), is_inside=True
    )
    assert not layers.excludes(str(tmp_path / "a"))
    assert notes == [f"{tmp_path}/.gitignore is larger than 1048576 bytes; its patterns are left out"]


def test_work_tree(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    assert find_work_tree(str(tmp_path / "a/b")) == ""
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    assert find_work_tree(str(tmp_path / "a/b")) == str(tmp_path)
