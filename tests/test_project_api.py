from __future__ import annotations

from pathlib import Path

import pytest

import preimage
from preimage.projects.files import MemoryFiles

COMPOSE = "services: {app: {build: {context: ., args: {V: $V}}}}\n"


def test_a_compose_project_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    for folder in (tmp_path, str(tmp_path)):
        project = preimage.compose(folder, environ={"V": "1"})
        assert (project.builds["app"].context, dict(project.builds["app"].args)) == (str(tmp_path), {"V": "1"})


def test_a_compose_project_of_other_files() -> None:
    project = preimage.compose(MemoryFiles("/p", {"a.yaml": COMPOSE.encode()}), files=["a.yaml"], version=None)
    assert (list(project.builds), dict(project.builds["app"].labels)) == (["app"], {})


def test_error_a_compose_project_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(preimage.ProjectError) as caught:
        preimage.compose(MemoryFiles("/p", {}))
    assert str(caught.value) == "no configuration file provided: not found"
