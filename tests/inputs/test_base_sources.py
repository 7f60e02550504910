from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from preimage.inputs.base_sources import LOCK_NAME, ON_UNRESOLVED, BaseSources, OnDemand, is_context
from preimage.model.bases import Base, BaseSource
from preimage.model.decoding import decode_image
from preimage.model.errors import BaseNotFound, OptionError
from preimage.model.image import Platform
from preimage.model.references import parse_reference

AMD64 = Platform("amd64", "linux")
PAGE = (Path(__file__).parents[2] / "docs/reference/cli.md").read_text(encoding="utf-8")


def open_sources(say=print, **options: object) -> BaseSources:
    usual = {"base": [], "bases_from": [], "build_context": [], "lock": None, "locked": False, "offline": True}
    return BaseSources(argparse.Namespace(**usual | {"insecure_registry": [], "unresolved": "error"} | options), say)


def user_of(source: BaseSource, reference: str) -> str:
    return decode_image(source.resolve(parse_reference(reference), AMD64).text).config.user


def write_config(path: Path, user: str) -> str:
    path.write_text(json.dumps({"architecture": "amd64", "os": "linux", "config": {"User": user}}))
    return str(path)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(LOCK_NAME, id="lock file"),
        pytest.param("--unresolved " + r"\|".join(ON_UNRESOLVED), id="unresolved"),
    ],
)
def test_what_users_write_is_described(written: str) -> None:
    assert written in PAGE


def test_a_named_base_answers_before_any_other(tmp_path: Path) -> None:
    one, other = (write_config(tmp_path / name, name) for name in ("one", "other"))
    sources = open_sources(base=[f"alpine={one}", f"*={other}"])
    assert user_of(sources.for_folder(""), "alpine") == "one"
    assert user_of(sources.for_folder(""), "debian") == "other"


def test_bases_taken_as_empty_are_told() -> None:
    told: list[str] = []
    assert user_of(open_sources(told.append, unresolved="empty").for_folder(""), "alpine") == ""
    assert told == ["WARNING: docker.io/library/alpine:latest: base not known, taken as empty"]


def test_chain_is_made_once_for_a_lock_file(tmp_path: Path) -> None:
    sources = open_sources()
    assert sources.for_folder("a") is sources.for_folder("a")
    assert sources.lock_path("a") == str(Path("a") / LOCK_NAME)
    assert sources.lock_path("") == ""


@pytest.mark.parametrize(
    ("reference", "is_one"),
    [
        pytest.param("build-context.invalid/0", True, id="context"),
        pytest.param("example.com/0", False, id="another host"),
    ],
)
def test_is_context(reference: str, is_one: bool) -> None:
    assert is_context(parse_reference(reference)) is is_one


def test_on_demand_opens_once() -> None:
    class Nothing:
        def resolve(self, reference: object, platform: object) -> Base:
            raise BaseNotFound(f"{reference}: not found")

    opened = []

    def open_nothing() -> BaseSource:
        opened.append(1)
        return Nothing()

    source = OnDemand(open_nothing)
    assert opened == []
    for _ in range(2):
        with pytest.raises(BaseNotFound):
            source.resolve(parse_reference("alpine"), AMD64)
    assert opened == [1]


def test_error_no_place_for_a_lock_file() -> None:
    with pytest.raises(OptionError) as caught:
        open_sources(locked=True).for_folder("")
    assert str(caught.value) == "a Dockerfile from standard input has no lock file; name one with --lock"
