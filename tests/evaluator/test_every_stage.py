from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

import preimage
from preimage.bases.static import StaticBases
from preimage.evaluator.every_stage import evaluate_every_stage
from preimage.frontend.parser import parse_dockerfile
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lint import Lint
from preimage.model.options import BuildOptions
from preimage.model.platforms import parse_platform
from preimage.model.stage_results import StageResults

CASES = Path(__file__).parent.parent / "conformance"
PLATFORM = parse_platform("linux/amd64")


def evaluate(data: bytes, bases: dict[str, object], build_args: dict[str, str] | None = None) -> StageResults | None:
    options = BuildOptions(platform=PLATFORM, build_platform=PLATFORM, build_args=build_args or {})
    budget = Budget(DEFAULT_LIMITS, len(data))
    lint = Lint(None, budget)
    return evaluate_every_stage(parse_dockerfile(data, lint, budget), options, StaticBases(bases), lint, budget)


def show(text: str, **bases: object) -> list[tuple[str, tuple[int | str, ...], str]]:
    found = evaluate(text.encode(), bases or {"*": {"config": {}}})
    assert found is not None
    return [(stage.name, stage.links, stage.error) for stage in found.stages]


def test_stages_with_what_they_take_from() -> None:
    text = "FROM a AS X\nFROM x AS y\nCOPY --from=img /a /b\nRUN --mount=from=X,target=/m true\nFROM scratch\nCOPY --from=1 /a /b\n"
    assert show(text) == [("x", ("a",), ""), ("y", (0, "img", 0), ""), ("", ("scratch", 1), "")]


def test_error_of_a_stage_stops_none_but_those_based_on_it() -> None:
    error = "invalid containerPort: x"
    text = "FROM a AS one\nEXPOSE x\nFROM one\nFROM b AS two\nCOPY --from=one /a /b\n"
    assert show(text) == [("one", ("a",), error), ("", (0,), error), ("two", ("b", 0), "")]


def test_error_of_a_base_is_raised() -> None:
    with pytest.raises(preimage.DockerfileError, match="a: docker.io/library/a:latest: not found"):
        evaluate(b"FROM a\nFROM scratch\n", {})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM a\nARG TARGETSTAGE\nFROM b\n", id="in a stage"),
        pytest.param("FROM a:$TARGETSTAGE\nFROM b\n", id="in FROM"),
        pytest.param("ARG X=$TARGETSTAGE\nFROM a:$X\n", id="in a global default"),
    ],
)
def test_file_that_uses_the_name_of_the_target_is_not_evaluated_at_once(text: str) -> None:
    assert evaluate(text.encode(), {"*": {"config": {}}}) is None


def test_trigger_that_uses_the_name_of_the_target() -> None:
    assert evaluate(b"FROM a\n", {"*": {"config": {"OnBuild": ["ARG TARGETSTAGE"]}}}) is None


def list_cases() -> list[tuple[bytes, dict[str, object], dict[str, str]]]:
    found = []
    for line in (CASES / "stages.jsonl").read_text("utf-8").rstrip("\n").split("\n"):
        case = json.loads(line)
        text = case.get("dockerfile_b64")
        data = base64.b64decode(text) if text else case["dockerfile"].encode("utf-8", "surrogateescape")
        found.append((data, case.get("bases") or {}, case.get("build_args") or {}))
    return found


def test_each_stage_is_what_a_build_of_it_gives() -> None:
    compared = failed = 0
    for data, bases, build_args in list_cases():
        try:
            found = evaluate(data, bases, build_args)
        except preimage.PreimageError:
            continue
        stages = {stage.name: stage for stage in found.stages} if found is not None else {}
        if found is not None and found.stages[-1].name:
            stages.pop("", None)
        for name, stage in stages.items():
            try:
                image = preimage.compile(
                    data, target=name or None, bases=bases, build_args=build_args, build_platform="linux/amd64",
                    check="skip=all",
                ).image  # fmt: skip
            except preimage.DockerfileError as error:
                failed += 1
                assert found is not None
                assert str(error) in {each.error for each in found.stages}
            else:
                compared += 1
                assert stage.image is not None
                assert stage.image.to_json() == image.to_json()
    assert (compared > 200, failed > 5) == (True, True)
