from __future__ import annotations

from pathlib import Path

import pytest

import preimage


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
