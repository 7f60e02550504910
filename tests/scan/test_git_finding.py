from __future__ import annotations

import pytest

from preimage.model.errors import OptionError
from preimage.scan.git_finding import find_in_git
from tests.scan.test_scanning import read

FILES = {
    "r/Dockerfile": "FROM scratch\nUSER root1\n",
    "r/a/x.Dockerfile": "FROM scratch\nUSER a\n",
    "r/a/Dockerfile.j2": "{{ a }}",
    "r/node_modules/m/Dockerfile": "FROM scratch\n",
    "r/a/docker-compose.yml": "services: {x: {build: {context: ., dockerfile: x.Dockerfile}}}\n",
    "r/a/compose.yaml": "services: {web: {build: {context: ., dockerfile: x.Dockerfile}}}\n",
}


def test_units_of_a_commit(write_files, commit) -> None:
    write_files(FILES)
    name = commit("r")
    units = [(unit.kind, unit.repository, unit.path, unit.commit) for unit in find_in_git("r")]
    assert sorted(units) == [
        ("compose", "r", "a/compose.yaml", name),
        ("dockerfile", "r", "Dockerfile", name),
        ("dockerfile", "r", "a/x.Dockerfile", name),
    ]
    assert [unit.path for unit in find_in_git("r@HEAD")] == [unit.path for unit in find_in_git("r")]


def test_a_commit_gives_the_rows_of_its_work_tree(write_files, commit, scan) -> None:
    write_files(FILES)
    commit("r")
    from_git = scan(git=["r"])
    assert (from_git.compiled, from_git.errors, scan(git=["r"]).compiled) == (3, 0, 0)
    rows = [row[1:] for row in read("fleet.sqlite")]
    scan("r", store="disk.sqlite")
    assert [row[1:] for row in read("disk.sqlite")] == rows
    # Another commit: what is the same in it is not compiled, but belongs to it.
    write_files({"r/Dockerfile": "FROM scratch\nUSER another\n"})
    commit("r")
    assert scan(git=["r"]).rows == 3
    assert [row[2] for row in read("fleet.sqlite")] == ["another", "a", "a"]
    both = scan(git=["r@HEAD~1", "r@HEAD"])
    assert both.rows == 6


def test_error_names(write_files) -> None:
    write_files({"file": ""})
    for text in ("absent", "absent@v1", "file", "file@v1", "r@"):
        with pytest.raises(OptionError, match="want REPO or REPO@REV, and REPO is a folder"):
            list(find_in_git(text))
