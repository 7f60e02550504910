from __future__ import annotations

from pathlib import Path

import pytest

from preimage.inputs.base_sources import (
    ON_UNRESOLVED,
    BaseOptions,
    BaseSources,
    OnDemand,
    is_context,
)
from preimage.inputs.dockerfiles import LOCK_NAME
from preimage.model.bases import Base, BaseSource
from preimage.model.errors import BaseNotFound, OptionError
from preimage.model.image import Platform
from preimage.model.references import parse_reference
from tests.inputs.conftest import AMD64, user_of, write_config

PAGE = (Path(__file__).parents[2] / "docs/reference/cli.md").read_text(encoding="utf-8")


def say_nothing(note: str) -> None:
    raise AssertionError(note)


def open_sources(**options) -> BaseSources:
    return BaseSources(BaseOptions(is_offline=True, **options), say_nothing)


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
    sources = open_sources(bases=(f"alpine={one}", f"*={other}"))
    assert user_of(sources.for_folder(""), "alpine") == "one"
    assert user_of(sources.for_folder(""), "debian") == "other"


def test_bases_taken_as_empty_are_told() -> None:
    told: list[str] = []
    sources = BaseSources(BaseOptions(unresolved="empty"), told.append)
    assert user_of(sources.for_folder("")) == ""
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
        open_sources(is_locked=True).for_folder("")
    assert str(caught.value) == "a Dockerfile from standard input has no lock file; name one with --lock"


def test_options_with_a_project_keep_all_others() -> None:
    def link(name: str, platform: Platform, registry: BaseSource | None) -> Base:
        raise AssertionError(name)

    options = BaseOptions(
        bases=["a=file"],
        bases_from=["oci-layout://all"],
        build_contexts=["own=folder"],
        lock="a.lock",
        is_locked=True,
        is_offline=True,
        insecure_registries=["localhost:5000"],
        unresolved="empty",
    )
    before = options.key()
    *rest, contexts, build_link = options.with_project({"b": "target:b"}, link).key()
    assert [*rest, (), None] == list(before) == list(options.key())
    assert (contexts, build_link) == ((("b", "target:b"),), link)
