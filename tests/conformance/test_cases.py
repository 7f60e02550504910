"""BuildKit's answers, case by case: the JSON lines beside this file."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

import preimage

Case = dict[str, Any]

FILES = ("config", "source", "stages", "words", "checks", "faults")


def read_cases() -> list[Case]:
    folder = Path(__file__).parent
    return [
        json.loads(line)
        for name in FILES
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
        if line
    ]


CASES = [pytest.param(case, id=case["id"]) for case in read_cases()]


def compile_case(case: Case) -> tuple[preimage.Compilation | None, preimage.DockerfileError | None]:
    """Give what came of a case: the compilation or BuildKit's error."""
    if case.get("dockerfile_b64"):
        dockerfile = base64.b64decode(case["dockerfile_b64"])
    else:
        dockerfile = case["dockerfile"].encode("utf-8")
    target = case.get("target") or None
    try:
        compilation = preimage.compile(
            dockerfile,
            target=target,
            build_args=case.get("build_args") or {},
            platform=case.get("platform") or None,
            build_platform=case.get("build_platform") or "linux/amd64",
            labels=case.get("labels") or {},
            bases=preimage.StaticBases(case.get("bases") or {}),
            all_stages=bool(case.get("check")) and target is None,
        )
    except preimage.DockerfileError as error:
        return None, error
    return compilation, None


@pytest.mark.parametrize("case", CASES)
def test_case(case: Case) -> None:
    expect = case["expect"]
    compilation, error = compile_case(case)
    if "error" in expect:
        assert error is not None, "BuildKit refuses this Dockerfile"
        assert str(error) == expect["error"]
        assert list(error.lines) == sorted({number for lines in expect["error_lines"] for number in lines})
    else:
        assert error is None
        assert compilation is not None
        assert compilation.image.to_json() == expect["image"]
    outcome = compilation or error
    assert outcome is not None
    found = [(list(warning.lines), warning.rule, warning.message) for warning in outcome.warnings]
    assert sorted(found) == [(warning["lines"], warning["rule"], warning["message"]) for warning in expect["warnings"]]


def test_every_file_has_cases() -> None:
    assert {str(param.id).partition("/")[0] for param in CASES if param.id} == set(FILES)
