from __future__ import annotations

from pathlib import Path

import pytest

from preimage.inputs.settings import Located, Values
from preimage.inputs.settings_finder import SettingsFinder


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def show(values: Values) -> dict[str, object]:
    def one(value: Located) -> object:
        return (value.value, f"{value.file}:{value.line}")

    return {
        name: one(value) if isinstance(value, Located) else {key: one(each) for key, each in value.items()}
        for name, value in values.items()
    }


def find(folder: str, name: str = "Dockerfile") -> dict[str, object]:
    settings = SettingsFinder().find(folder)
    return show(settings.for_file(f"{folder}/{name}")) if settings else {}


def test_tables_of_files(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text(
        "[build-args]\nA = '1'\nB = '1'\n"
        "[files.'svc/*/Dockerfile']\ntarget = 'x'\nbuild-args = {B = '2'}\n"
        "[files.'**/api/Dockerfile']\ntarget = 'y'\n"
        "[files.Dockerfile]\ntarget = 'root'\n"
    )
    general = {"A": ("1", "preimage.toml:2"), "B": ("1", "preimage.toml:3")}
    changed = {"A": ("1", "preimage.toml:2"), "B": ("2", "preimage.toml:6")}
    assert find(".") == {"build-args": general, "target": ("root", "preimage.toml:10")}
    assert find("other") == {"build-args": general}
    assert find("svc/a") == {"build-args": changed, "target": ("x", "preimage.toml:5")}
    assert find("svc/api") == {"build-args": changed, "target": ("y", "preimage.toml:8")}
    assert find("svc/a/b") == {"build-args": general}
