from __future__ import annotations

import json
from pathlib import Path

import pytest

import preimage
from preimage.bases.lock import make_lock_entry, write_lock
from preimage.model.bases import Base, BaseSource
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.references import parse_reference
from preimage.testing import CompiledImage
from preimage.testing.sources import full_reference, make_chain, open_sources, read_given

PLATFORM = preimage.Platform(architecture="amd64", os="linux")
PARENT = CompiledImage(preimage.compile("FROM scratch\nUSER app\n", platform="linux/amd64"), "Dockerfile")


def user_of(source: BaseSource, written: str = "alpine") -> str:
    return source.resolve(parse_reference(written), PLATFORM).image.config.user


def config_of(user: str) -> dict[str, object]:
    return {"architecture": "amd64", "os": "linux", "config": {"User": user}}


def lock(path: Path, user: str) -> None:
    reference = parse_reference("alpine")
    write_lock(str(path), [make_lock_entry(reference, PLATFORM, Base(json.dumps(config_of(user)).encode(), "test"))])


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


@pytest.mark.parametrize(
    ("written", "full"),
    [
        pytest.param("alpine", "docker.io/library/alpine:latest", id="short"),
        pytest.param("ghcr.io/a/b:1", "ghcr.io/a/b:1", id="full"),
        pytest.param("alpine|linux/arm64", "docker.io/library/alpine:latest|linux/arm64", id="with a platform"),
        pytest.param("*", "*", id="any"),
    ],
)
def test_full_reference(written: str, full: str) -> None:
    assert full_reference(written) == full


def test_error_no_reference() -> None:
    with pytest.raises(preimage.OptionError) as caught:
        full_reference("UPPER")
    assert str(caught.value).startswith("base UPPER: ")


def test_settings_name_files_and_locks(tmp_path: Path) -> None:
    (tmp_path / "base.json").write_text(json.dumps(config_of("file")))
    lock(tmp_path / "some.lock", "lock")
    (given, locked) = open_sources(["debian = base.json", "some.lock"], str(tmp_path))
    assert user_of(given, "debian") == "file"
    assert user_of(locked) == "lock"


@pytest.mark.parametrize("form", ["oci-layout://layout", "alpine=oci-layout://layout"])
def test_settings_name_layouts(form: str, tmp_path: Path) -> None:
    (source,) = open_sources([form], str(tmp_path))
    with pytest.raises(preimage.BaseUnreadable) as caught:
        user_of(source)
    assert str(caught.value).startswith(str(tmp_path / "layout"))


@pytest.mark.parametrize("form", ["docker-archive:saved.tar", "alpine=docker-archive:saved.tar"])
def test_settings_name_archives(form: str, tmp_path: Path) -> None:
    (source,) = open_sources([form], str(tmp_path))
    with pytest.raises(preimage.BaseUnreadable) as caught:
        user_of(source)
    assert str(caught.value).startswith(str(tmp_path / "saved.tar"))


def test_error_setting_without_source() -> None:
    with pytest.raises(preimage.OptionError) as caught:
        open_sources(["alpine="], ".")
    assert str(caught.value) == "base alpine=: want REF=SOURCE"


def test_error_setting_names_no_lock_file(tmp_path: Path) -> None:
    with pytest.raises(preimage.LockError):
        open_sources(["missing.lock"], str(tmp_path))


def test_chain_asks_in_order(tmp_path: Path) -> None:
    lock(tmp_path / "preimage.lock", "lock")
    given, setting = (
        preimage.StaticBases({f"docker.io/library/{name}:latest": config_of(name) for name in names})
        for names in (("one",), ("one", "two"))
    )
    chain = make_chain(given, [setting], str(tmp_path), "empty")
    found = [chain.resolve(parse_reference(name), PLATFORM) for name in ("one", "two", "alpine", "other")]
    assert [base.image.config.user for base in found] == ["one", "two", "lock", ""]
    assert found[-1].origin == "unresolved"


def test_chain_without_anything_knows_nothing(tmp_path: Path) -> None:
    with pytest.raises(BaseNotFound):
        user_of(make_chain(None, [], str(tmp_path), "error"))


def test_error_unresolved_is_a_word_of_its_own() -> None:
    with pytest.raises(preimage.OptionError) as caught:
        make_chain(None, [], ".", "warn")
    assert str(caught.value) == "unresolved must be error or empty, not warn"


def test_error_setting_names_a_file_without_config(tmp_path: Path) -> None:
    (tmp_path / "alpine.json").write_text("[]")
    (source,) = open_sources(["alpine=alpine.json"], str(tmp_path))
    with pytest.raises(BaseUnreadable) as caught:
        source.resolve(parse_reference("alpine"), PLATFORM)
    assert str(caught.value).startswith("alpine.json: failed to parse image config: json: cannot unmarshal array ")
