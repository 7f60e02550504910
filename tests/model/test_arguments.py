from __future__ import annotations

import pytest

import preimage
from preimage.model.arguments import require_arguments, require_kind, require_text, require_texts
from preimage.model.limits import DEFAULT_LIMITS
from preimage.model.options import BuildRequest

TEXT = "FROM scratch\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            {"build_args": ["A=1"]}, "build_args is a mapping of str to str, not a list", id="build args as a list"
        ),
        pytest.param({"build_args": None}, "build_args is a mapping of str to str, not None", id="build args as None"),
        pytest.param(
            {"build_args": {"PORT": 80}}, "build_args['PORT'] is a str, not an int", id="value of a build arg"
        ),
        pytest.param({"build_args": {"A": None}}, "build_args['A'] is a str, not None", id="build arg without a value"),
        pytest.param(
            {"build_args": {1: "x"}}, "build_args is a mapping of str to str, and 1 is an int", id="name of a build arg"
        ),
        pytest.param({"labels": "a=b"}, "labels is a mapping of str to str, not a str", id="labels as text"),
        pytest.param({"labels": {"a": True}}, "labels['a'] is a str, not a bool", id="value of a label"),
        pytest.param({"contexts": {"a": b"x"}}, "contexts['a'] is a str, not a bytes", id="context as bytes"),
        pytest.param(
            {"platform": preimage.Platform(os="linux", architecture="arm64")},
            "platform is a str, such as 'linux/arm64', or None, not a Platform",
            id="platform as a value",
        ),
        pytest.param(
            {"platform": ["linux/arm64"]},
            "platform is a str, such as 'linux/arm64', or None, not a list",
            id="platform as a list",
        ),
        pytest.param(
            {"build_platform": 1},
            "build_platform is a str, such as 'linux/amd64', or None, not an int",
            id="platform of the builder",
        ),
        pytest.param({"target": 1}, "target is a str, such as 'web', or None, not an int", id="target"),
        pytest.param(
            {"check": True}, "check is a str, such as 'skip=JSONArgsRecommended', or None, not a bool", id="check"
        ),
        pytest.param({"limits": 7}, "limits is a preimage.Limits, not an int", id="limits"),
        pytest.param({"limits": preimage.Limits}, "limits is a preimage.Limits, not the class Limits", id="a class"),
        pytest.param(
            {"ignore_file": b"*.log"},
            "ignore_file is what preimage.model.ignore.parse_ignore_file gives, or None, not a bytes",
            id="ignore file as text",
        ),
        pytest.param(
            {"bases": ["alpine"]},
            "bases is a mapping of image references to configs, or a base source such as preimage.bases gives, "
            "not list",
            id="bases as a list",
        ),
        pytest.param(
            {"bases": {"alpine": DEFAULT_LIMITS}},
            "bases['alpine'] is an image config: a mapping, or its JSON text, not a Limits",
            id="config of a base",
        ),
    ],
)
def test_error_argument_of_compile(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError) as raised:
        preimage.compile(TEXT, **arguments)
    assert str(raised.value) == message


@pytest.mark.parametrize("call", [preimage.compile, preimage.check, preimage.outline, preimage.stage_graph])
def test_error_in_every_call(call) -> None:
    with pytest.raises(TypeError) as raised:
        call(TEXT, build_args={"PORT": 80})
    assert str(raised.value) == "build_args['PORT'] is a str, not an int"


def test_right_arguments_are_left_alone() -> None:
    require_text("target", None)
    require_text("target", "web")
    require_texts("labels", {"a": "b"})
    require_kind("limits", DEFAULT_LIMITS, preimage.Limits, "")
    require_arguments(BuildRequest(target="a", build_args={"A": "1"}, platform="linux"), DEFAULT_LIMITS)


def test_error_without_an_example() -> None:
    with pytest.raises(TypeError) as raised:
        require_text("name", 1)
    assert str(raised.value) == "name is a str or None, not an int"
