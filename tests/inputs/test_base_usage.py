from __future__ import annotations

import pytest

from preimage.bases.static import StaticBases
from preimage.inputs.base_usage import AskedBases
from preimage.model.errors import BaseNotFound
from preimage.model.image import Platform
from preimage.model.references import parse_reference

AMD64 = Platform("amd64", "linux")
ALPINE = "docker.io/library/alpine:latest"


def ask(*names: str) -> AskedBases:
    asked = AskedBases()
    source = asked.watch(StaticBases({"*": {"config": {"OnBuild": ["ARG A"]}}}))
    for name in names:
        source.resolve(parse_reference(name), AMD64)
    return asked


@pytest.mark.parametrize(
    ("key", "is_used"),
    [
        (ALPINE, True),
        (f"{ALPINE}|linux/amd64", True),
        (f"{ALPINE}|linux/arm64", False),
        ("docker.io/library/debian:latest", False),
    ],
)
def test_use_of_a_reference(key, is_used) -> None:
    assert ask("alpine").has_use_for(key, []) is is_used


def test_use_of_any_reference() -> None:
    assert ask("alpine").has_use_for("*", ["*"])
    assert ask("alpine", "debian").has_use_for("*", ["*", ALPINE])
    assert not ask("alpine").has_use_for("*", ["*", ALPINE])
    assert not ask("alpine").has_use_for("*", ["*", f"{ALPINE}|linux/amd64"])
    assert not ask().has_use_for("*", ["*"])


def test_triggers_are_those_of_each_image_once() -> None:
    assert list(ask("alpine", "alpine", "debian").triggers()) == ["ARG A", "ARG A"]


def test_image_that_cannot_be_read_has_no_triggers() -> None:
    asked = AskedBases()
    asked.watch(StaticBases({"*": "[]"})).resolve(parse_reference("alpine"), AMD64)
    assert list(asked.triggers()) == []


def test_error_of_the_source_is_its_own_and_counts_as_asked() -> None:
    asked = AskedBases()
    with pytest.raises(BaseNotFound):
        asked.watch(StaticBases({})).resolve(parse_reference("alpine"), AMD64)
    assert asked.has_use_for(ALPINE, [])
    assert asked.found == []
