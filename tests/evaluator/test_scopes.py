from __future__ import annotations

import pytest

import preimage
from preimage.evaluator.scopes import GlobalScope

NAMES = (
    "BUILDPLATFORM BUILDOS BUILDOSVERSION BUILDARCH BUILDVARIANT "
    "TARGETPLATFORM TARGETOS TARGETOSVERSION TARGETARCH TARGETVARIANT TARGETSTAGE"
)


def show(name: str, text: str = "FROM scratch", **options: object) -> str:
    options = {"build_platform": "linux/amd64", **options}
    result = preimage.compile(f"{text}\nARG {name}", **options)
    return result.image.history[-1].created_by


def test_automatic_args() -> None:
    shown = show(NAMES, platform="windows(10+f)/arm", build_platform="linux(5)/arm64/v8")
    assert shown == (
        "ARG BUILDPLATFORM=linux/arm64 BUILDOS=linux BUILDOSVERSION=5 BUILDARCH=arm64 BUILDVARIANT= "
        "TARGETPLATFORM=windows(10+f)/arm/v7 TARGETOS=windows TARGETOSVERSION=10 TARGETARCH=arm TARGETVARIANT=v7 "
        "TARGETSTAGE=default"
    )


@pytest.mark.parametrize(
    ("text", "target", "stage"),
    [
        pytest.param("FROM scratch AS a\nFROM scratch", None, "default", id="last stage without a name"),
        pytest.param("FROM scratch AS B", None, "b", id="name of the last stage"),
        pytest.param("FROM scratch AS a", "A", "A", id="the target as given"),
    ],
)
def test_target_stage(text: str, target: str | None, stage: str) -> None:
    assert show("TARGETSTAGE", text, target=target) == f"ARG TARGETSTAGE={stage}"


@pytest.mark.parametrize(
    ("text", "build_args", "shown"),
    [
        pytest.param(
            "FROM scratch", {"TARGETOS": "", "TARGETARCH": "x"}, "ARG TARGETOS= TARGETARCH=x", id="build args"
        ),
        pytest.param("ARG TARGETOS=x\nFROM scratch", {}, "ARG TARGETOS=x TARGETARCH=amd64", id="global arg"),
        pytest.param(
            "ARG TARGETOS=x\nFROM scratch", {"TARGETOS": "y"}, "ARG TARGETOS=y TARGETARCH=amd64", id="build arg wins"
        ),
        pytest.param("ARG TARGETOS\nFROM scratch", {}, "ARG TARGETOS=linux TARGETARCH=amd64", id="without default"),
    ],
)
def test_automatic_args_are_replaced_one_by_one(text: str, build_args: dict[str, str], shown: str) -> None:
    assert show("TARGETOS TARGETARCH", text, build_args=build_args) == shown


@pytest.mark.parametrize(
    ("declared", "build_args", "shown"),
    [
        pytest.param("ARG A=1 B=$A C", {}, "ARG A=1 B=1 C", id="defaults see what stands before"),
        pytest.param("ARG A=1\nARG A=${A}2 B=$A C", {}, "ARG A=12 B=12 C", id="declared again"),
        pytest.param("ARG A=1 B=${X?no} C", {"B": "$A", "C": ""}, "ARG A=1 B=$A C=", id="build args as they are"),
        pytest.param("ARG A=1 B=1\nARG A", {}, "ARG A=1 B=1 C", id="no default leaves the value"),
    ],
)
def test_global_args(declared: str, build_args: dict[str, str], shown: str) -> None:
    assert show("A B C", f"{declared}\nFROM scratch", build_args=build_args) == shown


def test_error_default_has_the_lines_of_its_arg() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        preimage.compile("ARG A=1\nARG B=1 \\\n C=${D?no}\nFROM scratch")
    assert str(raised.value) == 'failed to process "${D?no}": D: no'
    assert raised.value.locations == ((2, 3),)


def test_scope_knows_names_with_and_without_value() -> None:
    scope = GlobalScope({"A": "1"})
    scope.declared.update({"B": None, "A": None})
    assert (scope.declares("A"), scope.declares("B"), scope.declares("C")) == (True, True, False)
    assert list(scope.names()) == ["A", "B"]
