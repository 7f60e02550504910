"""What is remembered of one text changes nothing about the next one."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from preimage.api import compile_request
from preimage.bases.static import StaticBases
from preimage.editor_api import CompilationMemory, compile_tolerantly
from preimage.model.errors import DockerfileError, PreimageError
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.options import BuildRequest
from random_edits import Typist

CASES = Path(__file__).parent.parent / "conformance"
BASES = StaticBases(
    {"docker.io/library/build:latest": {"config": {"Env": ["A=b"], "OnBuild": ["ENV T=$A"]}}, "*": {"config": {}}}
)
REQUESTS = {
    "check": BuildRequest(all_stages=True, has_notes=True, build_platform="linux/amd64"),
    "build": BuildRequest(platform="linux/arm64/v8", build_platform="linux/amd64", build_args={"VERSION": "2"}),
    "no checks": BuildRequest(
        all_stages=True, build_platform="linux/amd64", build_args={"BUILDKIT_DOCKERFILE_CHECK": "skip=all"}
    ),
}


def list_texts(step: int) -> list[str]:
    """Give the text of each case, a step apart, and longer ones put together from several of them."""
    texts = []
    for name in ("checks", "stages", "source", "config", "words"):
        for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[::step]:
            texts.append(json.loads(line).get("dockerfile", ""))
    return [*texts, *("\n".join(texts[first : first + 6]) for first in range(0, len(texts), 6))]


# A longer run: PREIMAGE_EDITS=200 and so on.
ACTIONS = int(os.environ.get("PREIMAGE_EDITS", "12"))
TEXTS = list_texts(40)


def compile_to_facts(data: bytes, request: BuildRequest, memory: CompilationMemory | None) -> list[object]:
    """Give all that can be told of a compilation, and of the one behind faults."""
    facts: list[object] = []
    budget = Budget(DEFAULT_LIMITS, len(data))
    try:
        result = compile_request(data, request, BASES, None, budget, memory)
    except DockerfileError as error:
        facts += [str(error), error.locations, error.warnings, error.notes]
    except PreimageError as error:
        facts += [type(error), str(error)]
    else:
        facts += [budget.measure(), *list_facts(result)]
    try:
        rest = compile_tolerantly(data, request, BASES, None, memory)
    except PreimageError as error:
        return [*facts, type(error), str(error)]
    facts += [(str(fault), fault.locations) for fault in rest.faults]
    return [*facts, rest.findings, list_facts(rest.compilation) if rest.compilation is not None else None]


def list_facts(result) -> list[object]:
    changes = [list(result.trace)]
    for stage in result.trace.stages:
        changes.append(None if stage is None else [(each[1:3], stage.cause_of(each[0])) for each in stage.records])
    return [result.image.to_json(), result.warnings, result.notes, result.bases, changes, sorted(result.trace.needed)]


@pytest.mark.parametrize("request_name", REQUESTS)
@pytest.mark.parametrize("seed", range(len(TEXTS)))
def test_a_text_after_others_compiles_as_if_it_were_the_first(seed: int, request_name: str) -> None:
    typist = Typist(seed)
    typist.open(TEXTS[seed])
    memory = CompilationMemory()
    request = REQUESTS[request_name]
    for _ in range(ACTIONS):
        data = typist.text.encode("utf-8", "replace")
        found = compile_to_facts(data, request, memory)
        assert found == compile_to_facts(data, request, None), typist.text
        if is_broken(found):
            typist.undo()
        else:
            typist.mark()
            typist.act()


def is_broken(facts: list[object]) -> bool:
    return not isinstance(facts[0], tuple)
