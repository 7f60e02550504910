from __future__ import annotations

import os
from pathlib import Path

import pytest

from preimage.inputs.search import DockerfileSearch
from preimage.inputs.search_options import Excludes, SearchOptions


def note_nothing(note: str) -> None:
    raise AssertionError(note)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def write_dockerfiles(folder: Path, *names: str) -> None:
    write(folder, dict.fromkeys(names, "FROM scratch\n"))


def make_search(**options: object) -> DockerfileSearch:
    return DockerfileSearch(SearchOptions(os.getcwd(), **options), note_nothing)


def find(*paths: str, **options: object) -> list[str]:
    search = make_search(**options)
    return [name for path in paths or (".",) for name in search.find(path).names]


def test_search_is_in_a_fixed_order_and_follows_no_links(tmp_path: Path) -> None:
    write_dockerfiles(tmp_path, "b/Dockerfile", "a/Dockerfile", "z.Dockerfile", "Dockerfile")
    (tmp_path / "c").symlink_to("a")
    (tmp_path / "a/round").symlink_to(tmp_path)
    (tmp_path / "Dockerfile.link").symlink_to("Dockerfile")
    (tmp_path / "Dockerfile.d").mkdir()
    expected = ["Dockerfile", "Dockerfile.link", "z.Dockerfile", "a/Dockerfile", "b/Dockerfile"]
    assert find(".") == expected
    assert find(str(tmp_path)) == [str(tmp_path / name) for name in expected]


def test_search_finds_broken_links_so_that_they_are_reported(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").symlink_to("nowhere")
    assert find(".") == ["Dockerfile"]


def test_links_that_leave_the_folder_are_skipped_and_told(tmp_path: Path) -> None:
    write_dockerfiles(tmp_path, "outside/Dockerfile", "in/a/Dockerfile", "in/other")
    Path("in/Dockerfile").symlink_to("other")
    Path("in/b.Dockerfile").symlink_to("../outside/Dockerfile")
    Path("in/c.Dockerfile").symlink_to("/proc/self/environ")
    Path("in/a/Dockerfile.d").symlink_to("../other")
    notes: list[str] = []
    assert DockerfileSearch(SearchOptions(os.getcwd()), notes.append).find("in").names == [
        "in/Dockerfile",
        "in/a/Dockerfile",
        "in/a/Dockerfile.d",
    ]
    assert notes == [
        "in/b.Dockerfile: skipped, a link that leaves the folder",
        "in/c.Dockerfile: skipped, a link that leaves the folder",
    ]


def test_search_leaves_pipes_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Dockerfile")
    found = make_search().find(".")
    assert (found.names, found.is_empty) == ([], True)


def test_a_file_is_found_whatever_its_name() -> None:
    assert find("-", "missing.dockerignore", "Dockerfile.j2") == ["-", "missing.dockerignore", "Dockerfile.j2"]


def test_what_is_named_twice_is_found_once(tmp_path: Path) -> None:
    write_dockerfiles(tmp_path, "a/Dockerfile", "b/Dockerfile")
    search = make_search()
    paths = ["a/Dockerfile", "./a//Dockerfile", ".", "a", str(tmp_path)]
    found = [search.find(path) for path in paths]
    assert [each.names for each in found] == [["a/Dockerfile"], [], ["b/Dockerfile"], [], []]
    assert not any(each.is_empty for each in found)


def test_templates_and_leftovers_are_counted(tmp_path: Path) -> None:
    write_dockerfiles(tmp_path, "a/Dockerfile.j2", "b/Dockerfile.in", "c/Dockerfile.bak", "Dockerfile.config.json")
    search = make_search()
    assert search.find(".").is_empty
    assert search.note() == "2 templates and 1 leftover skipped"
    assert make_search().note() == ""


def test_folders_of_tools_are_left_out(tmp_path: Path) -> None:
    write_dockerfiles(tmp_path, "node_modules/a/Dockerfile", ".venv/Dockerfile", "env/lib/Dockerfile", "a/Dockerfile")
    write(tmp_path, {"env/pyvenv.cfg": ""})
    assert find() == ["a/Dockerfile"]
    assert find(exclude=["/a"]) == [".venv/Dockerfile", "node_modules/a/Dockerfile"]
    assert find(extend_exclude=["a"]) == []


TREE = {
    ".git/info/exclude": "private/\n",
    ".gitignore": "build/\n*.generated\n!keep.generated\n",
    "a/.gitignore": "!build/\n",
    "b/.ignore": "x.dockerfile\n",
}
FILES = (
    *("build/Dockerfile", "a/build/Dockerfile", "b/x.dockerfile", "a/x.dockerfile", "private/Dockerfile"),
    *("Dockerfile.generated", "c/sub/Dockerfile"),
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(".", ["a/x.dockerfile", "a/build/Dockerfile", "c/sub/Dockerfile"], id="the tree"),
        pytest.param("a", ["a/x.dockerfile", "a/build/Dockerfile"], id="what a deeper file takes back"),
        pytest.param("c/sub", ["c/sub/Dockerfile"], id="a folder below"),
        pytest.param("b", [], id="the file .ignore"),
        pytest.param("build", ["build/Dockerfile"], id="a folder that is excluded, but named"),
        pytest.param("b/x.dockerfile", ["b/x.dockerfile"], id="a file that is excluded, but named"),
    ],
)
def test_ignore_files(tmp_path: Path, path: str, expected: list[str]) -> None:
    write(tmp_path, TREE)
    write_dockerfiles(tmp_path, *FILES)
    assert find(path) == expected


def test_ignore_files_do_not_count_when_told_so_or_outside_of_a_work_tree(tmp_path: Path) -> None:
    write(tmp_path, {"x/.gitignore": "*\n"})
    write_dockerfiles(tmp_path, "x/Dockerfile")
    assert find() == ["x/Dockerfile"]
    (tmp_path / ".git").mkdir()
    assert find() == []
    assert find(has_ignore_files=False) == ["x/Dockerfile"]


def test_a_work_tree_within_has_rules_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", ".gitignore": "Dockerfile\n", "sub/.git": "gitdir: x\n"})
    write_dockerfiles(tmp_path, "Dockerfile", "sub/Dockerfile")
    assert find() == ["sub/Dockerfile"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({"extend_exclude": ["a/"]}, ["a/Dockerfile"], id="patterns are for folders"),
        pytest.param({"extend_exclude": ["a/"], "is_forced": True}, [], id="forced, a folder above"),
        pytest.param({"extend_exclude": ["a/Dockerfile"], "is_forced": True}, [], id="forced, the file"),
        pytest.param({"extend_exclude": ["b/"], "is_forced": True}, ["a/Dockerfile"], id="another"),
    ],
)
def test_excluded_files_that_are_named(tmp_path: Path, options, expected) -> None:
    write_dockerfiles(tmp_path, "a/Dockerfile")
    assert find("a/Dockerfile", **options) == expected


def test_forced_patterns_hold_for_folders_of_tools_too() -> None:
    assert find("node_modules/a/Dockerfile", "/elsewhere/Dockerfile", "-", is_forced=True) == [
        "/elsewhere/Dockerfile",
        "-",
    ]


def test_error_an_ignore_file_that_is_a_link(tmp_path: Path) -> None:
    write_dockerfiles(tmp_path, "Dockerfile")
    os.mkdir(".git")
    os.symlink("/proc/self/environ", ".gitignore")
    notes: list[str] = []
    assert DockerfileSearch(SearchOptions(os.getcwd()), notes.append).find(".").names == ["Dockerfile"]
    assert notes == [
        "./.gitignore is a symbolic link; only regular files are read here; its patterns are left out",
    ]


def test_projects_are_found_when_they_are_to_be(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("Dockerfile", "compose.yaml", "docker-compose.yml", "docker-bake.json", "docker-bake.hcl"):
        (tmp_path / name).touch()
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "compose.yaml").touch()
    options = SearchOptions(str(tmp_path), finds_projects=True)
    found = DockerfileSearch(options, print).find(".")
    assert [(each.path, each.name, each.kind, each.is_found) for each in found.projects] == [
        ("compose.yaml", "", "compose", True),
        ("docker-bake.hcl", "*", "bake", True),
    ]
    assert found.names == ["Dockerfile"]
    assert DockerfileSearch(SearchOptions(str(tmp_path)), print).find(".").projects == []
    of_settings = DockerfileSearch(SearchOptions(str(tmp_path)), print, lambda folder: Excludes(finds_projects=True))
    assert len(of_settings.find(".").projects) == 2
    assert of_settings.find(".").projects == []
    excluded = SearchOptions(str(tmp_path), finds_projects=True, extend_exclude=["compose.yaml"], is_forced=True)
    search = DockerfileSearch(excluded, print)
    assert [each.path for each in search.find(".").projects] == ["docker-bake.hcl"]
    assert search.leaves_out("compose.yaml")
    assert not search.leaves_out("docker-bake.hcl")
