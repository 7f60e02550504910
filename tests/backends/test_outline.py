from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from preimage.backends.outline import render_json, render_text
from preimage.model.outline import Outline, OutlineArg, OutlineMount

CALLS = Path(__file__).parents[1] / "conformance" / "calls.jsonl"
CASES = [
    case
    for case in map(json.loads, CALLS.read_text("utf-8").splitlines())
    if case["call"] == "outline" and "error" not in case
]


def key_of(case: dict[str, Any]) -> str:
    return json.dumps([case["dockerfile"], case["options"]])


def lines_of(entry: dict[str, Any]) -> tuple[int, ...]:
    return tuple(place["start"]["line"] for place in entry["location"]["ranges"])


def outline_of(document: dict[str, Any]) -> Outline:
    """Build the outline that BuildKit's object was made from."""
    mounts = {
        kind: tuple(
            OutlineMount(name=entry["name"], is_required=entry.get("required", False), lines=lines_of(entry))
            for entry in document.get(kind, [])
        )
        for kind in ("secrets", "ssh")
    }
    return Outline(
        name=document.get("name", ""),
        description=document.get("description", ""),
        args=tuple(
            OutlineArg(
                name=entry["name"],
                description=entry.get("description", ""),
                value=entry.get("value", ""),
                lines=lines_of(entry),
            )
            for entry in document.get("args", [])
        ),
        source=b64decode(document["sources"][0]),
        **mounts,
    )


OUTLINES = {key_of(case): outline_of(json.loads(case["output"])) for case in CASES if case["format"] == "json"}
TEXTS = [pytest.param(case, id=case["id"]) for case in CASES if case["format"] == "text" and key_of(case) in OUTLINES]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES if case["format"] == "json"])
def test_json_is_that_of_buildkit(case: dict[str, Any]) -> None:
    assert render_json(OUTLINES[key_of(case)]) == case["output"]


@pytest.mark.parametrize("case", TEXTS)
def test_text_is_that_of_buildkit(case: dict[str, Any]) -> None:
    assert render_text(OUTLINES[key_of(case)]) == case["output"]


def test_there_are_cases() -> None:
    assert len(OUTLINES) >= 3
    assert len(TEXTS) >= 3


def test_text_without_a_description() -> None:
    outline = Outline(name="other", secrets=(OutlineMount(name="netrc", is_required=True),))
    assert render_text(outline) == "TARGET: other\n\nSECRET   REQUIRED\nnetrc    true\n\n"


def test_a_tab_in_a_value_starts_a_cell() -> None:
    outline = Outline(args=(OutlineArg(name="A", value="x\ty", description="words"), OutlineArg(name="LONG")))
    assert render_text(outline).splitlines() == [
        "BUILD ARG   VALUE   DESCRIPTION",
        "A           x       y   words",
        "LONG                ",
        "",
    ]


def test_values_are_escaped_as_in_go() -> None:
    arg = OutlineArg(name="A", value="<\udcff", lines=(1,))
    assert '"value": "\\u003c\\ufffd"' in render_json(Outline(args=(arg,)))
