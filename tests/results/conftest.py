"""What the tests of explanations and differences share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import preimage
from preimage.results.study import Study

EMPTY = preimage.StaticBases({"*": {"config": {}}})


def _compile(text: str, **options: Any) -> preimage.Compilation:
    if "base" in options:
        options["bases"] = preimage.StaticBases({"*": {"config": options.pop("base")}})
    if "unresolved" not in options:
        options.setdefault("bases", EMPTY)
    return preimage.compile(text, build_platform="linux/amd64", **options)


@pytest.fixture
def compile_text() -> Callable[..., preimage.Compilation]:
    """Give a function that compiles on a fixed machine; ``base`` is the config of all base images, else empty."""
    return _compile


@pytest.fixture
def study() -> Callable[..., Study]:
    """Give a function that compiles as ``compile_text`` does, and gives what explanations work with."""
    return lambda text, **options: _compile(text, **options).explainer.study
