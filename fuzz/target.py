"""What a target is, and the inputs that it begins with."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

CASES = Path(__file__).parent.parent / "tests" / "conformance"
DOCKERFILES = ("source", "words", "config", "stages", "checks", "faults")
SEPARATOR = b"\0\n"
"""Stands between the parts of an input that has several."""


class Target(NamedTuple):
    """One kind of input and what reads it.

    ``run`` takes any bytes; whatever exception leaves it is a finding. ``seeds`` gives inputs that reach far;
    ``words`` are pieces that such input is made of.
    """

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]
    words: tuple[str, ...] = ()


def split_parts(data: bytes, count: int) -> list[bytes]:
    """Cut an input at its separators into so many parts; those that are missing are empty."""
    parts = data.split(SEPARATOR, count - 1)
    return parts + [b""] * (count - len(parts))


def join_parts(*parts: bytes) -> bytes:
    """Make an input of several parts."""
    return SEPARATOR.join(parts)


def read_text(data: bytes) -> str:
    """Decode as the front end does: a byte that is no UTF-8 is a lone surrogate."""
    return data.decode("utf-8", "surrogateescape")


def read_cases(*names: str) -> Iterator[dict[str, Any]]:
    """Give the cases of files in tests/conformance."""
    for name in names:
        with (CASES / f"{name}.jsonl").open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def read_dockerfiles() -> Iterator[bytes]:
    """Give the Dockerfiles of all cases."""
    for case in read_cases(*DOCKERFILES):
        if case.get("dockerfile_b64"):
            yield base64.b64decode(case["dockerfile_b64"])
        elif "dockerfile" in case:
            yield str(case["dockerfile"]).encode()
