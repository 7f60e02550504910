from __future__ import annotations

import pytest

import preimage

BASES = preimage.StaticBases({"*": {}})


def run(text: str, **options: object) -> preimage.Compilation:
    return preimage.compile(text, bases=BASES, build_platform="linux/amd64", **options)


def found(text: str, **options: object) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(each.rule, each.message, each.lines) for each in run(text, **options).warnings]


@pytest.mark.parametrize(
    ("text", "rule", "message", "lines"),
    [
        pytest.param(
            "FROM scratch AS context",
            "ReservedStageName",
            'Stage name should not use the same name as reserved stage "context"',
            (1,),
            id="reserved name",
        ),
        pytest.param(
            "FROM scratch AS a\nFROM scratch AS a",
            "DuplicateStageName",
            'Duplicate stage name "a", stage names should be unique',
            (2,),
            id="repeated name",
        ),
        pytest.param(
            "FROM scratch\nuser x",
            "ConsistentInstructionCasing",
            "Command 'user' should match the case of the command majority (uppercase)",
            (2,),
            id="lower case against as many in upper case",
        ),
        pytest.param(
            "from scratch\nuser x\nUser y",
            "ConsistentInstructionCasing",
            "Command 'User' should match the case of the command majority (lowercase)",
            (3,),
            id="mixed case",
        ),
        pytest.param(
            "ARG A=\nFROM scratch AS b\nFROM $A",
            "InvalidDefaultArgInFrom",
            "Default value for ARG $A results in empty or invalid base image name",
            (3,),
            id="default that is no base",
        ),
        pytest.param(
            "ARG A\nFROM scratch AS scratch-linux\nFROM $B$A$A1${C-scratch}",
            "UndefinedArgInFrom",
            "FROM argument 'B' is not declared (did you mean A?)",
            (3,),
            id="undeclared arg",
        ),
        pytest.param(
            "FROM --platform=$TARGETPLATFORM scratch",
            "RedundantTargetPlatform",
            "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
            (1,),
            id="target platform",
        ),
        pytest.param(
            "FROM --platform=Linux/x86_64 scratch",
            "FromPlatformFlagConstDisallowed",
            'FROM --platform flag should not use constant value "Linux/x86_64"',
            (1,),
            id="constant platform",
        ),
    ],
)
def test_warnings(text: str, rule: str, message: str, lines: tuple[int, ...]) -> None:
    options = {"build_args": {"A": "scratch"}} if "$A" in text and rule == "InvalidDefaultArgInFrom" else {}
    warnings = found(text, **options)
    assert (rule, message, lines) in warnings
    assert [each[0] for each in warnings].count(rule) == (3 if rule == "UndefinedArgInFrom" else 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM scratch AS a\nFROM scratch AS b\nFROM scratch", id="different names"),
        pytest.param("from scratch\nuser x", id="all in lower case"),
        pytest.param("ARG A=alpine\nFROM $A", id="default that is a base"),
        pytest.param("ARG A=${B?no}\nFROM alpine AS $", id="default that cannot be expanded ends the search"),
        pytest.param("FROM ${TARGETOS}$BUILDARCH", id="automatic args"),
        pytest.param("FROM --platform=linux/amd64 scratch AS a-linux", id="name with the os"),
        pytest.param("FROM --platform=amd64 scratch AS amd64", id="name with the architecture"),
        pytest.param("FROM --platform=$BUILDPLATFORM scratch", id="build platform"),
    ],
)
def test_left_alone(text: str) -> None:
    if text.endswith("AS $"):
        with pytest.raises(preimage.DockerfileError) as raised:
            found(text)
        assert raised.value.warnings == []
        return
    assert found(text) == []


def test_comment_switches_off_a_warning_of_from() -> None:
    text = "# check=skip=FromPlatformFlagConstDisallowed\n\n# check=skip=FromPlatformFlagConstDisallowed\n"
    assert found(f"{text}FROM --platform=linux/arm64 scratch") == []


def test_comment_does_not_switch_off_what_concerns_all_stages() -> None:
    warnings = found("FROM scratch AS a\n# check=skip=all\nFROM scratch AS a")
    assert [rule for rule, _, _ in warnings] == ["DuplicateStageName"]


def test_parent_is_looked_up_with_case_among_the_stages_above() -> None:
    text = "FROM scratch AS a\nUSER 1\nFROM a AS a\nUSER 2\nFROM a"
    assert len(run(text).image.history) == 2
    later = run("FROM b AS a\nFROM scratch AS b\nFROM a")
    assert [base.reference for base in later.bases] == ["docker.io/library/b:latest"]
    with pytest.raises(preimage.DockerfileError) as raised:
        run("FROM scratch AS b\nFROM B")
    assert raised.value.lines == (2,)


@pytest.mark.parametrize(
    ("text", "message", "locations"),
    [
        pytest.param("ARG A\nFROM ${A:-}", "base name (${A:-}) should not be blank", ((2,),), id="blank base"),
        pytest.param(
            "FROM ${A?why}", 'failed to process "${A?why}": A: why', ((1,),), id="base that cannot be expanded"
        ),
        pytest.param("ARG A=${B?why}\nFROM x", 'failed to process "${B?why}": B: why', ((1,),), id="default of an arg"),
        pytest.param(
            "FROM --platform=${A?why} x",
            'failed to process arguments for platform : failed to process "${A?why}": A: why',
            ((1,),),
            id="platform that cannot be expanded",
        ),
        pytest.param(
            "FROM --platform=$TARGETPLATFORMS x",
            "empty platform value from expression $TARGETPLATFORMS (did you mean TARGETPLATFORM?)",
            ((1,),),
            id="empty platform",
        ),
        pytest.param(
            "FROM --platform=foo x",
            'failed to parse platform foo: "foo": unknown operating system or architecture: invalid argument',
            ((1,), (1,)),
            id="unknown platform, with the lines twice",
        ),
    ],
)
def test_error_from(text: str, message: str, locations: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run(text)
    assert str(raised.value) == message
    assert raised.value.locations == locations


def test_error_in_the_platform_counts_as_empty_for_the_warnings() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run("FROM --platform=${TARGETPLATFORM:?x} scratch", build_args={"TARGETPLATFORM": ""})
    assert [warning.rule for warning in raised.value.warnings] == ["RedundantTargetPlatform"]


def test_error_comes_after_the_warnings_of_its_line() -> None:
    with pytest.raises(preimage.DockerfileError) as raised:
        run("FROM scratch\nFROM --platform=$X! scratch")
    assert [warning.rule for warning in raised.value.warnings] == ["UndefinedArgInFrom"]
    assert raised.value.lines == (2,)
