from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from preimage.inputs.settings import Located, SettingsFinder, Values, read_settings
from preimage.model.errors import LimitError, OptionError


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


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    assert find("a") == {}
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n\n[tool.preimage]\noffline = true\n")
    (tmp_path / "a/preimage.toml").write_text("lock = 'all.lock'\n")
    (tmp_path / "a/b/pyproject.toml").write_text("[tool.other]\nname = 'preimage'\n")
    assert find(".") == {"offline": (True, "pyproject.toml:5")}
    assert find("a/b/c") == {"lock": ("a/all.lock", "a/preimage.toml:1")}
    (tmp_path / "pyproject.toml").rename(tmp_path / "a/pyproject.toml")
    assert find("a") == {"lock": ("a/all.lock", "a/preimage.toml:1")}


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
    assert find(folder.replace("HERE", tmp_path.name)) == {"offline": (True, "preimage.toml:1")}


@pytest.mark.parametrize("folder", ["sub/..", "..", "sub/../.."])
def test_settings_below_hold_for_nothing_above(tmp_path: Path, folder: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/preimage.toml").write_text("offline = true\n")
    assert find(folder) == {}


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
    assert show(named.for_file("")) == {"locked": (True, "other.toml:1")}
    assert SettingsFinder(is_off=True).find(".") is None


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


def test_locations_start_at_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/preimage.toml").write_text(
        "context = '..'\nbases-from = ['oci-layout://l', 'engine', 'engine:///x.sock', 'docker-archive:a.tar']\n"
        "[bases]\nx = 'x.json'\ny = '/y.json'\n[contexts]\nd = 'docker-image://z'\ne = 'here'\n"
    )
    settings = SettingsFinder().find("a")
    assert settings is not None
    values = show(settings.for_file(""))
    assert values["context"] == ("a/..", "a/preimage.toml:1")
    assert values["bases-from"] == (
        ["oci-layout://a/l", "engine", "engine:///x.sock", "docker-archive:a/a.tar"],
        "a/preimage.toml:2",
    )
    assert values["bases"] == {"x": ("a/x.json", "a/preimage.toml:4"), "y": ("/y.json", "a/preimage.toml:5")}
    assert values["contexts"] == {
        "d": ("docker-image://z", "a/preimage.toml:7"),
        "e": ("a/here", "a/preimage.toml:8"),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("\nplatform = []", '2: unknown setting "platform" (did you mean platforms?)', id="unknown"),
        pytest.param("zzz = 1", '1: unknown setting "zzz"', id="unknown, nothing like it"),
        pytest.param("[files.a]\ntaget = 'x'", '2: unknown setting "taget" (did you mean target?)', id="for a file"),
        pytest.param("target = 'x'", "1: target can be set only in a table files.PATTERN", id="only for files"),
        pytest.param("files.a.exclude = []", "1: exclude can be set only for the whole project", id="not for files"),
        pytest.param("offline = 'yes'", '1: offline: want true or false, not "yes"', id="flag"),
        pytest.param("platforms = 'x'", '1: platforms: want a list of texts, not "x"', id="list"),
        pytest.param("labels = []", "1: labels: want a table, not a list", id="table"),
        pytest.param(
            "[build-args]\n\nA = 1", '3: build-args.A: want a text, not 1; write it as "1"', id="number for a text"
        ),
        pytest.param(
            "unresolved = 'emtpy'", '1: unresolved: want error or empty, not "emtpy" (did you mean empty?)', id="choice"
        ),
        pytest.param(
            "[rules]\nFromAsCaseing = 'off'", '2: unknown rule "FromAsCaseing" (did you mean FromAsCasing?)', id="rule"
        ),
        pytest.param(
            "[rules]\nFromAsCasing = 'of'",
            '2: rules.FromAsCasing: want on, off or error, not "of" (did you mean off?)',
            id="level",
        ),
        pytest.param("files = 1", "1: files: want a table for each path or pattern", id="files"),
        pytest.param("files.a = 1", "1: files.a: want a table of settings", id="a file"),
        pytest.param("[files.'a*b*c*d*e']", "1: pattern 'a*b*c*d*e': it has too many wildcards", id="pattern"),
        pytest.param("a = \n", "1: no TOML: Invalid value", id="no TOML"),
        pytest.param("a = 1" + "0" * 5000, "1: a number with too many digits", id="too many digits"),
        pytest.param("a = " + "[" * 100_000, "values are nested too deeply", id="deep"),
        pytest.param("a." * 100_000 + "a = 1", "a key with more than 32 parts", id="long key"),
        pytest.param("offline = true\nx = '\udcff'", "2: a settings file is UTF-8, this line is not", id="bytes"),
    ],
)
def test_error(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "preimage.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(OptionError) as caught:
        read_settings("preimage.toml")
    assert str(caught.value).startswith("preimage.toml:")
    assert message in str(caught.value)
    assert len(str(caught.value)) < 200


def test_error_in_pyproject_has_its_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n[tool.preimage]\noffline = 1\n")
    with pytest.raises(OptionError) as caught:
        read_settings("pyproject.toml")
    assert str(caught.value) == "pyproject.toml:3: offline: want true or false, not 1"


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
