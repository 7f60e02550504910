from __future__ import annotations

from pathlib import Path

import pytest

from preimage.bases.static import StaticBases
from preimage.inputs.dockerfiles import LOCK_NAME
from preimage.inputs.offline_bases import make_offline_chain, open_settings
from preimage.model.errors import BaseNotFound, BaseUnreadable, LockError, OptionError
from preimage.model.references import parse_reference
from tests.inputs.conftest import AMD64, config_of, lock, user_of, write_config


def test_settings_name_files_and_locks(tmp_path: Path) -> None:
    write_config(tmp_path / "base.json", "file")
    lock(tmp_path / "some.lock", "lock")
    (given, locked) = open_settings(["debian = base.json", "some.lock"], str(tmp_path))
    assert user_of(given, "debian") == "file"
    assert user_of(locked) == "lock"


@pytest.mark.parametrize(
    ("line", "start"),
    [
        pytest.param("oci-layout://layout", "{folder}/layout: ", id="layout"),
        pytest.param("alpine=oci-layout://layout", "{folder}/layout: ", id="layout for one base"),
        pytest.param("docker-archive:a=b.tar", "{folder}/a=b.tar: ", id="archive with an equals sign"),
        pytest.param("alpine = docker-archive:a.tar", "{folder}/a.tar: ", id="archive for one base"),
    ],
)
def test_settings_name_places(line: str, start: str, tmp_path: Path) -> None:
    (source,) = open_settings([line], str(tmp_path))
    with pytest.raises(BaseUnreadable) as caught:
        user_of(source)
    assert str(caught.value).startswith(start.format(folder=tmp_path))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("alpine=", "base alpine=: want REF=SOURCE", id="no source"),
        pytest.param(
            "oci-layout://layout:1",
            "base oci-layout://layout:1: it names one image, where those of a place are known by their names: want "
            "oci-layout://DIR, docker-archive:FILE or engine[://SOCKET], or REF=oci-layout://layout:1 for one base",
            id="one image of a layout",
        ),
        *(
            pytest.param(
                line,
                f"base {line}: tests ask no engine; keep its image with 'docker save' and name it as "
                "docker-archive:FILE, or the file as ./engine",
                id=line,
            )
            for line in ("engine", "engine:app", "alpine=engine:app")
        ),
    ],
)
def test_error_settings(line: str, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        open_settings([line], ".")
    assert str(caught.value) == message


def test_error_setting_names_no_lock_file(tmp_path: Path) -> None:
    with pytest.raises(LockError):
        open_settings(["missing.lock"], str(tmp_path))


def test_offline_chain_asks_in_order(tmp_path: Path) -> None:
    lock(tmp_path / LOCK_NAME, "lock")
    given, setting = (
        StaticBases({f"docker.io/library/{name}:latest": config_of(name) for name in names})
        for names in (("one",), ("one", "two"))
    )
    chain = make_offline_chain(given, [setting], str(tmp_path), "empty")
    found = [chain.resolve(parse_reference(name), AMD64) for name in ("one", "two", "alpine", "other")]
    assert [base.image.config.user for base in found] == ["one", "two", "lock", ""]
    assert found[-1].origin == "unresolved"


def test_offline_chain_without_anything_knows_nothing(tmp_path: Path) -> None:
    with pytest.raises(BaseNotFound):
        user_of(make_offline_chain(None, [], str(tmp_path), "error"))


def test_error_unresolved_is_a_word_of_its_own() -> None:
    with pytest.raises(OptionError) as caught:
        make_offline_chain(None, [], ".", "warn")
    assert str(caught.value) == "unresolved must be error or empty, not warn"
