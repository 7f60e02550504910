from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from preimage.inputs.settings_finder import read_settings
from preimage.inputs.settings_schema import SCHEMA_FILE, make_schema
from preimage.model.errors import OptionError

GOOD = [
    "",
    'lock = "a"\noffline = true\nlocked = false\nunresolved = "empty"\nportable = true\ncontext = "."\n',
    'exclude = ["a"]\nextend-exclude = []\nno-ignore = true\nplatforms = ["linux/arm64"]\nbases-from = ["engine"]\n',
    '[bases]\n"alpine" = "a.json"\n[build-args]\nA = "1"\n[labels]\n"a.b" = ""\n[contexts]\nc = "docker-image://x"\n',
    '[rules]\nFromAsCasing = "off"\n"preimage/InheritedStopsignal" = "error"\n',
    '[files."a/*"]\ntarget = "t"\nbuild-args = {A = "1"}\nplatforms = ["x"]\n',
]
BAD = [
    "x = 1\n",
    'target = "t"\n',
    "lock = 1\n",
    'offline = "yes"\n',
    'platforms = "linux/arm64"\n',
    "platforms = [1]\n",
    'unresolved = "none"\n',
    "[build-args]\nA = 1\n",
    'labels = "a=b"\n',
    '[rules]\nX = "off"\n',
    "[rules]\nFromAsCasing = true\n",
    'files = "x"\n',
    'files.x = "y"\n',
    "files.x.exclude = []\n",
    "files.x.y = 1\n",
    'files."/".target = "x"\n',
    '[bases]\n"" = "x"\n',
    '[bases]\n"a=b" = "x"\n',
]


def test_the_schema_that_ships_is_made_from_the_table() -> None:
    shipped = files("preimage").joinpath("schemas", SCHEMA_FILE).read_text("utf-8")
    assert json.loads(shipped) == make_schema()
    jsonschema.Draft7Validator.check_schema(make_schema())


def accepts(text: str) -> bool:
    return jsonschema.Draft7Validator(make_schema()).is_valid(tomllib.loads(text))


@pytest.mark.parametrize("text", GOOD)
def test_reader_and_schema_take_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "preimage.toml"
    path.write_text(text)
    assert read_settings(str(path)) is not None
    assert accepts(text)


@pytest.mark.parametrize("text", BAD)
def test_error_reader_and_schema_refuse_the_same(tmp_path: Path, text: str) -> None:
    path = tmp_path / "preimage.toml"
    path.write_text(text)
    with pytest.raises(OptionError):
        read_settings(str(path))
    assert not accepts(text)
