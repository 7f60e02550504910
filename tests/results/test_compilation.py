from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable

import pytest

import preimage


def test_compilation_survives_pickle() -> None:
    result = preimage.compile("FROM scratch\nUSER $A", build_args={"SOURCE_DATE_EPOCH": "1"})
    again = pickle.loads(pickle.dumps(result))
    assert again.image == result.image
    assert again.warnings == result.warnings
    assert list(again.trace) == list(result.trace)
    assert again.epoch == 1


@pytest.mark.parametrize(
    "make_copy",
    [
        pytest.param(lambda result: pickle.loads(pickle.dumps(result)), id="pickle"),
        pytest.param(copy.copy, id="copy"),
        pytest.param(copy.deepcopy, id="deepcopy"),
    ],
)
def test_copy_explains_for_itself(make_copy: Callable[[preimage.Compilation], preimage.Compilation]) -> None:
    result = preimage.compile("FROM scratch\nENV A=1\nENV B=$A\nUSER $B")
    size = len(pickle.dumps(result))
    explained = result.line(2).to_dict()
    assert len(pickle.dumps(result)) == size
    again = make_copy(result)
    assert again.line(2).to_dict() == explained
    assert again.explainer is not result.explainer


def test_text_tells_what_it_was_compiled_for_and_from() -> None:
    bases = preimage.StaticBases({"*": {}})
    result = preimage.compile("FROM x\nUSER $A", bases=bases, platform="linux/arm64")
    assert repr(result) == "<compilation for linux/arm64, warnings: 1, bases: ['docker.io/library/x:latest']>"


def test_base_is_the_image_that_the_target_goes_back_to() -> None:
    bases = preimage.StaticBases({"*": {"author": "a"}})
    result = preimage.compile("FROM x AS a\nFROM a\nFROM a AS b\nFROM b", bases=bases)
    assert result.base is not None
    assert result.base.image.author == "a"
    assert preimage.compile("FROM scratch").base is None


@pytest.mark.parametrize(
    ("epoch", "created"),
    [
        pytest.param(None, "1970-01-01T00:00:01Z", id="of the build"),
        pytest.param(0, "1970-01-01T00:00:00Z", id="given"),
    ],
)
def test_built_image_has_the_time_of_the_build_unless_told(epoch: int | None, created: str) -> None:
    result = preimage.compile("FROM scratch\nUSER x", build_args={"SOURCE_DATE_EPOCH": "1"})
    text = result.built(epoch).text
    assert text is not None
    assert json.loads(text)["created"] == created
