from __future__ import annotations

import pytest

import preimage
from preimage.model.image import DockerOCIImage, HealthcheckConfig
from preimage.model.trace import Trace
from preimage.results.differences import Difference
from preimage.results.origins import find_cause, find_origins

BARE = DockerOCIImage(architecture="amd64", os="linux")
CHECK = HealthcheckConfig(test=["CMD-SHELL", "curl -f http://localhost"])
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
    parent = Trace()
    parent.record("base", None, BARE, "base", "docker.io/library/alpine:latest", range(1, 2))
    parent.record("config.Labels", "stage", "1", "instruction", "LABEL", range(2, 3))
    trace = Trace(parent)
    trace.record("config.Labels", "trigger", "2", "trigger", "LABEL trigger=2", range(3, 4))
    trace.record("config.Labels", "taken over", "3", "trigger", "LABEL x=3", range(3, 4))
    trace.record("config.Labels", "taken over", "4", "instruction", "LABEL", range(4, 5))
    trace.record("config.Labels", "option", "5", "option", "--label", range(0))
    origins = find_origins(trace, ["base", "stage", "trigger", "taken over", "option"])
    assert origins.labels == {"base", "trigger"}
    assert origins.healthcheck


def test_origin_of_a_healthcheck_set_by_an_instruction() -> None:
    trace = Trace()
    trace.record("config.Healthcheck", None, CHECK, "instruction", "HEALTHCHECK", range(2, 3))
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
