from __future__ import annotations

import pytest

import preimage
from preimage.results.differences import Difference
from preimage.results.origins import find_cause, find_origins

BASE = {
    "docker.io/library/parent:1": {
        "architecture": "amd64",
        "os": "linux",
        "config": {"User": "root", "OnBuild": ["ENV T=1"], "Healthcheck": {"Test": ["NONE"]}},
    }
}
DOCKERFILE = """\
FROM parent:1
ENV A=b \\
    C=d
HEALTHCHECK --interval=90s CMD true
LABEL a=b
"""


def compile_child() -> preimage.Compilation:
    return preimage.compile(DOCKERFILE, platform="linux/amd64", labels={"l": "m"}, bases=preimage.StaticBases(BASE))


def test_origins_from_a_trace() -> None:
    base = {
        "config": {
            "Labels": {"base": "0"},
            "OnBuild": ["LABEL trigger=2 taken=3"],
            "Healthcheck": {"Test": ["CMD", "x"]},
        }
    }
    text = "FROM alpine AS a\nLABEL stage=1\nONBUILD LABEL own=6\nFROM a\nLABEL taken=4"
    trace = preimage.compile(text, labels={"option": "5"}, bases=preimage.StaticBases({"*": base})).trace
    origins = find_origins(trace, ["base", "stage", "trigger", "taken", "option", "own"])
    assert origins.labels == {"base", "trigger"}
    assert origins.healthcheck


def test_origin_of_a_healthcheck_set_by_an_instruction() -> None:
    trace = preimage.compile("FROM scratch\nHEALTHCHECK CMD x").trace
    assert not find_origins(trace, []).healthcheck


@pytest.mark.parametrize(
    ("difference", "cause"),
    [
        pytest.param(Difference("config.Env", "T", "1", None), "Dockerfile:1 ENV T=1 in a trigger", id="a trigger"),
        pytest.param(Difference("config.Labels", "l", "m", None), "option --label", id="a label of the call"),
        pytest.param(Difference("history", "1", None, None), "Dockerfile:2 ENV", id="an entry of the history"),
        pytest.param(Difference("config.User", None, "root", None), "base parent:1", id="the base"),
        pytest.param(Difference("config.StopSignal", None, None, "SIGINT"), "", id="nothing"),
    ],
)
def test_cause(difference: Difference, cause: str) -> None:
    assert find_cause(compile_child().trace, difference, "Dockerfile") == cause


def test_no_trace_no_cause() -> None:
    assert find_cause(None, Difference("os", None, "linux", None), "Dockerfile") == ""
