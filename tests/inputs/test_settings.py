from __future__ import annotations

from pathlib import Path

import pytest

from tests.inputs.conftest import find_settings


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_tables_of_files(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text(
        "[build-args]\nA = '1'\nB = '1'\n"
        "[files.'svc/*/Dockerfile']\ntarget = 'x'\nbuild-args = {B = '2'}\n"
        "[files.'**/api/Dockerfile']\ntarget = 'y'\n"
        "[files.Dockerfile]\ntarget = 'root'\n"
    )
    general = {"A": ("1", "preimage.toml:2"), "B": ("1", "preimage.toml:3")}
    changed = {"A": ("1", "preimage.toml:2"), "B": ("2", "preimage.toml:6")}
    assert find_settings(".") == {"build-args": general, "target": ("root", "preimage.toml:10")}
    assert find_settings("other") == {"build-args": general}
    assert find_settings("svc/a") == {"build-args": changed, "target": ("x", "preimage.toml:5")}
    assert find_settings("svc/api") == {"build-args": changed, "target": ("y", "preimage.toml:8")}
    assert find_settings("svc/a/b") == {"build-args": general}
