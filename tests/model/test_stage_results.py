from __future__ import annotations

from preimage.model.image import DockerOCIImage
from preimage.model.instructions import Dockerfile
from preimage.model.options import BuildOptions
from preimage.model.platforms import parse_platform
from preimage.model.stage_results import StageResult, StageResults
from preimage.model.trace import STAGE_START, StageTrace


def test_trace_is_that_of_the_stage() -> None:
    platform = parse_platform("linux/amd64")
    options = BuildOptions(platform=platform, build_platform=platform)
    traces: list[StageTrace | None] = [StageTrace(0, None), StageTrace(1, None), None]
    for trace in traces[:2]:
        assert trace is not None
        trace.record(STAGE_START, "config.User", None, f"of {trace.index}")
    stages = [StageResult("x", ["a"], DockerOCIImage(), ""), StageResult("", [0, "b"], None, "why")]
    results = StageResults(stages, [], Dockerfile([], [], "\\", 1), options, traces)
    assert [[change.value for change in results.trace(place)] for place in range(3)] == [["of 0"], ["of 1"], []]
    assert results.stages[1].links == (0, "b")
