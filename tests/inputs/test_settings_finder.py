from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from preimage.inputs.settings_finder import SettingsFinder, read_settings
from preimage.model.errors import LimitError, OptionError
from tests.inputs.conftest import find_settings, show_values


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    assert find_settings("a") == {}
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n\n[tool.preimage]\noffline = true\n")
    (tmp_path / "a/preimage.toml").write_text("lock = 'all.lock'\n")
    (tmp_path / "a/b/pyproject.toml").write_text("[tool.other]\nname = 'preimage'\n")
    assert find_settings(".") == {"offline": (True, "pyproject.toml:5")}
    assert find_settings("a/b/c") == {"lock": ("a/all.lock", "a/preimage.toml:1")}
    (tmp_path / "pyproject.toml").rename(tmp_path / "a/pyproject.toml")
    assert find_settings("a") == {"lock": ("a/all.lock", "a/preimage.toml:1")}


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param("sub", id="below"),
        pytest.param("sub/deep/..", id="up again"),
        pytest.param("./sub/deep", id="dot in front"),
        pytest.param("sub/deep/", id="slash behind"),
        pytest.param("sub//deep", id="two slashes"),
        pytest.param("absent/deep", id="no such folder"),
        pytest.param("../HERE/sub", id="above and back"),
        pytest.param("HERE/../sub/.hidden", id="hidden"),
    ],
)
def test_settings_above_hold_however_a_folder_is_written(tmp_path: Path, folder: str) -> None:
    (tmp_path / "sub/deep").mkdir(parents=True)
    (tmp_path / "preimage.toml").write_text("offline = true\n")
    assert find_settings(folder.replace("HERE", tmp_path.name)) == {"offline": (True, "preimage.toml:1")}


@pytest.mark.parametrize("folder", ["sub/..", "..", "sub/../.."])
def test_settings_below_hold_for_nothing_above(tmp_path: Path, folder: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/preimage.toml").write_text("offline = true\n")
    assert find_settings(folder) == {}


@pytest.mark.parametrize(
    ("text", "has_settings"),
    [
        pytest.param("[tool.preimage]\noffline = true", True, id="table"),
        pytest.param("[ tool . 'preimage' ]\noffline = true", True, id="table with quotes and blanks"),
        pytest.param('[tool]\n\t"preimage".offline = true', True, id="key in a table"),
        pytest.param("tool = {a = 1, preimage = {offline = true}}", True, id="inline table"),
        pytest.param("tool.preimage.offline = true", True, id="dotted key"),
        pytest.param("[tool.preimage.build-args]\nA = '1'", True, id="table below"),
        pytest.param("[project]\nname = 'preimage'\n[tool.preimages]\na = 1", False, id="the word elsewhere"),
        pytest.param("[tool.other]\npreimage = 1", False, id="key of another tool"),
        pytest.param("preimage = 'not even [TOML'\n=", None, id="no TOML"),
        pytest.param("'x/preimage/y' = \n=", False, id="no TOML, and nothing of ours"),
    ],
)
def test_shared_file_is_read_where_it_has_a_key_of_ours(tmp_path: Path, text: str, has_settings: bool | None) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    if has_settings is None:
        with pytest.raises(OptionError, match="no TOML"):
            read_settings("pyproject.toml")
    else:
        assert (read_settings("pyproject.toml") is not None) is has_settings


def test_a_file_that_is_named_or_none(tmp_path: Path) -> None:
    (tmp_path / "preimage.toml").write_text("offline = true\n")
    (tmp_path / "other.toml").write_text("locked = true\n")
    named = SettingsFinder("other.toml").find("a")
    assert named is not None
    assert show_values(named.for_file("")) == {"locked": (True, "other.toml:1")}
    assert SettingsFinder(is_off=True).find(".") is None


@pytest.mark.parametrize("name", ["preimage.toml", "pyproject.toml"])
@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda path: path.symlink_to("nothing"), "{} is a link to a file that is not there", id="link"),
        pytest.param(os.mkfifo, "{} is no regular file; only regular files are read here", id="pipe"),
        pytest.param(Path.mkdir, "Is a directory", id="folder"),
    ],
)
def test_error_file_that_cannot_be_read(tmp_path: Path, name: str, make: Callable[[Path], None], message: str) -> None:
    path = tmp_path / name
    make(path)
    (tmp_path / "below").mkdir()
    with pytest.raises((OptionError, IsADirectoryError)) as caught:
        SettingsFinder(is_absolute=True).find(str(tmp_path / "below"))
    assert message.format(path) in str(caught.value)
    assert str(path) in str(caught.value)


def test_pyproject_that_does_not_speak_of_us_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.other", encoding="utf-8")
    assert SettingsFinder(is_absolute=True).find(str(tmp_path)) is None


def test_error_too_large(tmp_path: Path) -> None:
    with open(tmp_path / "preimage.toml", "wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(LimitError) as caught:
        read_settings("preimage.toml")
    assert str(caught.value) == "preimage.toml is larger than 1048576 bytes"
