from __future__ import annotations

from pathlib import Path

import pytest

from preimage.inputs.settings_finder import SettingsFinder, read_settings
from preimage.model.errors import OptionError
from tests.inputs.conftest import show_values


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_locations_start_at_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/preimage.toml").write_text(
        "context = '..'\nbases-from = ['oci-layout://l', 'engine', 'engine:///x.sock', 'docker-archive:a.tar']\n"
        "[bases]\nx = 'x.json'\ny = '/y.json'\n[contexts]\nd = 'docker-image://z'\ne = 'here'\n"
    )
    settings = SettingsFinder().find("a")
    assert settings is not None
    values = show_values(settings.for_file(""))
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
