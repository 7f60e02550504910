from __future__ import annotations

import pytest

from preimage.evaluator.state import StageState, copy_image
from preimage.model.image import DockerOCIImage, DockerOCIImageConfig, Platform
from preimage.model.limits import Budget, Limits
from preimage.model.trace import StageTrace


def state_of(*env: str) -> StageState:
    image = DockerOCIImage(config=DockerOCIImageConfig(env=list(env), on_build=["USER x"], labels={"a": "1"}))
    return StageState(image, Platform("amd64", "linux"), StageTrace(0, None))


@pytest.mark.parametrize(
    ("env", "name", "expected"),
    [
        pytest.param([], "A", ["A=v"], id="new"),
        pytest.param(["A=1", "B=1"], "A", ["A=v", "B=1"], id="in place"),
        pytest.param(["A=1", "A=2"], "A", ["A=v", "A=2"], id="the first of several"),
        pytest.param(["A"], "A", ["A=v"], id="an entry without value"),
        pytest.param(["a=1"], "A", ["a=1", "A=v"], id="case counts"),
        pytest.param(["A=B=1"], "A=B", ["A=B=1", "A=B=v"], id="a name with an equals sign is never found"),
        pytest.param([], "", ["=v"], id="no name"),
    ],
)
def test_env_is_set(env: list[str], name: str, expected: list[str]) -> None:
    state = state_of(*env)
    state.set_env(name, "v")
    assert state.config.env == expected


def test_name_with_an_equals_sign_is_found_under_its_first_part() -> None:
    state = state_of()
    state.set_env("A=B", "1")
    state.set_env("A", "2")
    assert state.config.env == ["A=2"]


def test_variable_becomes_the_newest() -> None:
    state = state_of()
    for name in ("A", "B", "A"):
        state.set_variable(name, name)
    assert list(state.variables) == ["B", "A"]


def test_fork_does_not_flow_back() -> None:
    parent = state_of("A=1")
    parent.args["X"] = "1"
    child = parent.fork(Budget(Limits()), StageTrace(1, None, 0))
    child.set_env("A", "2")
    child.set_variable("V", "1")
    child.config.labels["a"] = "2"
    child.args["Y"] = None
    assert child.config.on_build == []
    assert parent.config.on_build == ["USER x"]
    assert (parent.config.env, parent.config.labels, parent.variables) == (["A=1"], {"a": "1"}, {})
    assert list(parent.args) == ["X"]


def test_platform_decides_about_paths() -> None:
    assert StageState(DockerOCIImage(os="linux"), Platform(os="windows"), StageTrace(0, None)).is_windows
    assert not StageState(DockerOCIImage(os="windows"), Platform(os="linux"), StageTrace(0, None)).is_windows


def test_copy_equals_its_image() -> None:
    image = DockerOCIImage(author="a", variant="v", os_features=["f"], config=DockerOCIImageConfig(cmd=["c"]))
    assert copy_image(image, Budget(Limits())) == image
