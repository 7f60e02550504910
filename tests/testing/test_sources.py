from __future__ import annotations

import json
from pathlib import Path

import pytest

import preimage
from preimage.model.bases import BaseSource
from preimage.model.errors import BaseUnreadable
from preimage.model.references import parse_reference
from preimage.testing import CompiledImage
from preimage.testing.sources import read_given

PLATFORM = preimage.Platform(architecture="amd64", os="linux")
PARENT = CompiledImage(preimage.compile("FROM scratch\nUSER app\n", platform="linux/amd64"), "Dockerfile")


def user_of(source: BaseSource, written: str = "alpine") -> str:
    return source.resolve(parse_reference(written), PLATFORM).image.config.user


def config_of(user: str) -> dict[str, object]:
    return {"architecture": "amd64", "os": "linux", "config": {"User": user}}


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(config_of("app"), id="mapping"),
        pytest.param(json.dumps(config_of("app")), id="text"),
        pytest.param(json.dumps(config_of("app")).encode(), id="bytes"),
        pytest.param(Path("base.json"), id="path"),
        pytest.param(PARENT, id="compiled image"),
    ],
)
def test_given_config(config: object, tmp_path: Path) -> None:
    (tmp_path / "base.json").write_text(json.dumps(config_of("app")))
    key, source = read_given({"alpine": config}, lambda path: str(tmp_path / path))  # type: ignore[dict-item]
    assert source is not None
    assert user_of(source) == "app"
    assert isinstance(hash(key), int)


def test_given_source_is_taken_as_it_is() -> None:
    one, other = preimage.StaticBases({}), preimage.StaticBases({})
    key, source = read_given(one, str)
    assert source is one
    assert key == read_given(one, str)[0]
    assert key != read_given(other, str)[0]


def test_keys_tell_configs_apart() -> None:
    key = read_given({"alpine": config_of("app")}, str)[0]
    assert key == read_given({"docker.io/library/alpine:latest": config_of("app")}, str)[0]
    assert key != read_given({"alpine": config_of("web")}, str)[0]
    assert read_given(None, str) == (None, None)


def test_given_config_for_a_platform(tmp_path: Path) -> None:
    source = read_given({"alpine": config_of("app"), "alpine|amd64": config_of("own")}, str)[1]
    assert source is not None
    assert user_of(source) == "own"


def test_error_no_reference() -> None:
    with pytest.raises(preimage.OptionError) as caught:
        read_given({"UPPER": config_of("app")}, str)
    assert str(caught.value).startswith("base UPPER: ")


def test_error_given_file_without_config(tmp_path: Path) -> None:
    (tmp_path / "alpine.json").write_text("[]")
    source = read_given({"alpine": Path("alpine.json")}, lambda path: str(tmp_path / path))[1]
    assert source is not None
    with pytest.raises(BaseUnreadable) as caught:
        user_of(source)
    assert str(caught.value).startswith("alpine.json: failed to parse image config: json: cannot unmarshal array ")


def test_error_given_file_too_large(tmp_path: Path) -> None:
    with open(tmp_path / "alpine.json", "wb") as file:
        file.truncate((16 << 20) + 1)
    with pytest.raises(preimage.LimitError) as caught:
        read_given({"alpine": tmp_path / "alpine.json"}, str)
    assert str(caught.value) == f"{tmp_path / 'alpine.json'} is larger than 16777216 bytes"
