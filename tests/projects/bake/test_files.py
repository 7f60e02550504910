from __future__ import annotations

import pytest

from preimage.model.errors import ProjectError
from preimage.projects.bake.files import find_files, is_compose
from preimage.projects.files import MemoryFiles

FILES = MemoryFiles(
    "/p",
    {
        "docker-bake.hcl": b"1",
        "docker-bake.json": b"2",
        "docker-bake.override.hcl": b"3",
        "compose.yaml": b"4",
        "a.hcl": b"5",
        "empty": b"",
        "docker-bake.yaml": b"6",
        "folder/x": b"7",
    },
)


def test_without_names_the_tools_own_are_read_in_its_order() -> None:
    names = [file.name for file in find_files(FILES, None, {})]
    assert names == ["compose.yaml", "docker-bake.json", "docker-bake.hcl", "docker-bake.override.hcl"]


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        pytest.param({"BUILDX_BAKE_FILE": " a.hcl : :folder/x"}, ["a.hcl", "folder/x"], id="colon"),
        pytest.param({"BUILDX_BAKE_FILE": "a.hcl,folder/x", "BUILDX_BAKE_PATH_SEPARATOR": ","}, ["a.hcl", "folder/x"], id="another sign"),
    ],
)  # fmt: skip
def test_the_environment_may_name_files(environment: dict[str, str], names: list[str]) -> None:
    assert [file.name for file in find_files(FILES, None, environment)] == names
    assert [file.name for file in find_files(FILES, ["cwd://a.hcl"], environment)] == ["a.hcl"]


@pytest.mark.parametrize(
    ("names", "environment", "message"),
    [
        pytest.param(["nope"], {}, "ERROR: open nope: no such file or directory", id="named"),
        pytest.param(None, {"BUILDX_BAKE_FILE": "nope"}, "ERROR: stat nope: no such file or directory", id="named by the environment"),
        pytest.param(["empty"], {}, "ERROR: couldn't find a bake definition", id="empty"),
        pytest.param(["folder"], {}, "ERROR: read folder: is a directory", id="folder"),
    ],
)  # fmt: skip
def test_error_of_a_file(names: list[str] | None, environment: dict[str, str], message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        find_files(FILES, names, environment)
    assert str(caught.value) == message


def test_error_no_files() -> None:
    with pytest.raises(ProjectError) as caught:
        find_files(MemoryFiles("/p", {}), None, {})
    assert str(caught.value) == "ERROR: couldn't find a bake definition"


def test_compose_files_are_told_by_their_ending() -> None:
    kinds = {
        file.name: is_compose(file.name)
        for file in find_files(FILES, ["a.hcl", "compose.yaml", "docker-bake.yaml"], {})
    }
    assert kinds == {"a.hcl": False, "compose.yaml": True, "docker-bake.yaml": True}
