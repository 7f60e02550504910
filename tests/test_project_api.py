from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import preimage
from preimage.projects.compose.options import COMPOSE_VERSION
from preimage.projects.files import MemoryFiles

COMPOSE = "services: {app: {build: {context: ., args: {V: $V}}}}\n"


def test_a_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "docker-bake.hcl").write_text('variable "V" {}\ntarget "default" { args = { A = V } }\n')
    project = preimage.bake(tmp_path, environ={"V": "1"})
    assert project.builds["default"].args["A"] == "1"
    assert preimage.bake(str(tmp_path), variables={"V": "2"}).builds["default"].args["A"] == "2"


def test_files_may_come_from_elsewhere() -> None:
    files = preimage.MemoryFiles("/p", {"a.hcl": b'target "x" {}'})
    project = preimage.bake(files, files=["a.hcl"], targets=["x"], overrides=["x.target=y"])
    assert project.builds["x"].target == "y"


def test_error_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "docker-bake.hcl").write_text('target "default" {\n  context = nope\n}\n')
    with pytest.raises(preimage.ProjectError) as caught:
        preimage.bake(tmp_path)
    assert (caught.value.file, caught.value.line) == ("docker-bake.hcl", 2)


def test_a_compose_project_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    for folder in (tmp_path, str(tmp_path)):
        project = preimage.compose(folder, environ={"V": "1"})
        assert (project.builds["app"].context, dict(project.builds["app"].args)) == (str(tmp_path), {"V": "1"})


def test_a_compose_project_of_other_files() -> None:
    project = preimage.compose(MemoryFiles("/p", {"a.yaml": COMPOSE.encode()}), files=["a.yaml"], version=None)
    assert (list(project.builds), dict(project.builds["app"].labels)) == (["app"], {})


def test_the_usual_version_of_compose_is_that_of_the_command() -> None:
    assert inspect.signature(preimage.compose).parameters["version"].default == COMPOSE_VERSION


def test_error_a_compose_project_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(preimage.ProjectError) as caught:
        preimage.compose(MemoryFiles("/p", {}))
    assert str(caught.value) == "no configuration file provided: not found"
