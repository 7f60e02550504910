from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from preimage.backends.targets import render_json, render_text
from preimage.model.outline import Target, Targets

CALLS = Path(__file__).parents[1] / "conformance" / "calls.jsonl"
CASES = {
    case["id"]: case
    for case in map(json.loads, CALLS.read_text("utf-8").splitlines())
    if case["call"] == "targets" and "error" not in case
}


def targets_of(document: dict[str, Any]) -> Targets:
    """Build the targets that BuildKit's object was made from."""
    return Targets(
        targets=tuple(
            Target(
                name=entry.get("name", ""),
                is_default=entry.get("default", False),
                description=entry.get("description", ""),
                base=entry.get("base", ""),
                platform=entry.get("platform", ""),
                lines=tuple(place["start"]["line"] for place in entry["location"]["ranges"]),
            )
            for entry in document["targets"] or []
        ),
        source=b64decode(document["sources"][0]),
    )


@pytest.mark.parametrize("name", ["calls/targets-02", "calls/targets-05"])
def test_json_is_that_of_buildkit(name: str) -> None:
    output = CASES[name]["output"]
    assert render_json(targets_of(json.loads(output))) == output


@pytest.mark.parametrize(
    ("name", "of"),
    [("calls/targets-01", "calls/targets-02"), ("calls/targets-04", "calls/targets-05")],
)
def test_text_is_that_of_buildkit(name: str, of: str) -> None:
    assert CASES[name]["dockerfile"] == CASES[of]["dockerfile"]
    assert render_text(targets_of(json.loads(CASES[of]["output"]))) == CASES[name]["output"]


@pytest.mark.parametrize(
    ("name", "targets"),
    [
        pytest.param("calls/targets-03", (Target(name="a"), Target(is_default=True)), id="without a name"),
        pytest.param("calls/targets-07", (Target(name="a", is_default=True),), id="only one"),
    ],
)
def test_text_of_the_default_target(name: str, targets: tuple[Target, ...]) -> None:
    assert render_text(Targets(targets=targets)) == CASES[name]["output"]


def test_what_is_empty_is_left_out() -> None:
    targets = Targets(targets=(Target(is_default=True, base="scratch", lines=(4,)),))
    [target] = json.loads(render_json(targets))["targets"]
    assert target == {
        "default": True,
        "base": "scratch",
        "location": {"ranges": [{"start": {"line": 4}, "end": {"line": 4}}]},
    }
