from __future__ import annotations

import pytest

import preimage
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits, share_limits

PARENT = "FROM scratch AS a\nENV A=1 B=2\nFROM a"
BASES = preimage.StaticBases(
    {
        "docker.io/library/loop:latest": {"config": {"OnBuild": ["COPY --from=loop a b"]}},
        "docker.io/library/large:latest": {"config": {"Env": ["A=1", "B=1", "C=1"]}},
    }
)


@pytest.mark.parametrize(
    ("text", "limits", "message"),
    [
        pytest.param(
            "FROM scratch",
            {"dockerfile_bytes": 11},
            "the Dockerfile is larger than 11 bytes (limit dockerfile_bytes)",
            id="dockerfile_bytes",
        ),
        pytest.param(
            "FROM scratch\nUSER a\nUSER b",
            {"instructions": 2},
            "more than 2 instructions (limit instructions)",
            id="instructions",
        ),
        pytest.param(
            "FROM scratch AS a\nONBUILD USER a\nONBUILD USER b\nFROM a",
            {"instructions": 5},
            "more than 5 instructions (limit instructions)",
            id="instructions of triggers",
        ),
        pytest.param(
            "FROM scratch\nENV A=12345 B=$A\nENV C=$A$A",
            {"expanded_characters": 9},
            "variables expand to more than 9 characters in this build (limit expanded_characters)",
            id="expanded_characters",
        ),
        pytest.param(
            "FROM scratch\nARG A=1234567\nRUN a\nRUN b\nRUN c",
            {"history_characters": 50},
            "the history holds more than 50 characters beyond those of the Dockerfile (limit history_characters)",
            id="history_characters",
        ),
        pytest.param(
            "FROM scratch\nFROM scratch", {"stages": 1}, "more than 1 stages (limit stages)", id="stages of the file"
        ),
        pytest.param(
            "FROM scratch\nCOPY --from=x a b",
            {"stages": 1},
            "more than 1 stages (limit stages)",
            id="stages for images",
        ),
        pytest.param(
            "FROM loop",
            {"stages": 100},
            "more than 100 stages (limit stages)",
            id="images that always bring another",
        ),
        pytest.param(
            "FROM scratch\nMAINTAINER a\nMAINTAINER b",
            {"findings": 1},
            "more than 1 findings of build checks (limit findings)",
            id="findings",
        ),
        pytest.param(
            f"FROM scratch\nWORKDIR {'a' * 600}",
            {"findings": 2},
            "more than 2 findings of build checks (limit findings)",
            id="a long finding",
        ),
        pytest.param(
            PARENT,
            {"work": 60},
            "this build takes more than 60 steps of work, the last for what stages take over from their parents "
            "(limit work)",
            id="items of a parent",
        ),
        pytest.param(
            "FROM large",
            {"work": 20},
            "this build takes more than 20 steps of work, the last for what stages take over from their parents "
            "(limit work)",
            id="items of a base",
        ),
        pytest.param(
            "FROM scratch AS a\nONBUILD USER a\nONBUILD USER b\nFROM a",
            {"work": 400},
            "this build takes more than 400 steps of work, the last for triggers of ONBUILD (limit work)",
            id="triggers",
        ),
        pytest.param(
            f"FROM scratch\n{'ONBUILD ' * 50}USER a",
            {"work": 1000},
            "this build takes more than 1000 steps of work, the last for triggers of ONBUILD (limit work)",
            id="ONBUILD in ONBUILD",
        ),
        pytest.param(
            "FROM scratch\nEXPOSE 1-50\nEXPOSE 1-50",
            {"work": 1000},
            "this build takes more than 1000 steps of work, the last for ports of EXPOSE (limit work)",
            id="ports",
        ),
        pytest.param(
            "FROM scratch\nENV A=aaaaaaaaaa\nENV B=${A//a/b} C=${A//a/b}",
            {"work": 200},
            "this build takes more than 200 steps of work, the last for patterns in references of variables "
            "(limit work)",
            id="matches of patterns",
        ),
        pytest.param(
            f"FROM scratch\nENV A={'a' * 1000}\nENV B=${{A#{'?' * 1000}}}",
            {"work": 10_000},
            "this build takes more than 10000 steps of work, the last for patterns in references of variables "
            "(limit work)",
            id="cells of patterns",
        ),
        pytest.param(
            f"FROM scratch\nUSER {'${a:-xxxxxxxx' * 500}b{'}' * 500}",
            {"work": 1000},
            "this build takes more than 1000 steps of work, the last for references within each other (limit work)",
            id="references in references",
        ),
        pytest.param(
            f"FROM scratch\nWORKDIR {'/a' * 500}\n{'WORKDIR b' + chr(10)}",
            {"work": 200},
            "this build takes more than 200 steps of work, the last for directories (limit work)",
            id="directories",
        ),
        pytest.param(
            "FROM scratch\n" + "USER a\n" * 10,
            {"work": 100},
            "this build takes more than 100 steps of work, the last for instructions (limit work)",
            id="instructions that are run",
        ),
    ],
)
def test_error_limit_is_reached(text: str, limits: dict[str, int], message: str) -> None:
    with pytest.raises(preimage.LimitError) as raised:
        preimage.compile(text, bases=BASES, limits=Limits(**limits))
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        pytest.param("FROM scratch", {"dockerfile_bytes": 12}, id="dockerfile_bytes"),
        pytest.param("FROM scratch\nUSER a", {"instructions": 2}, id="instructions"),
        pytest.param("FROM scratch\nENV A=12345\nENV B=$A", {"expanded_characters": 5}, id="expanded_characters"),
        pytest.param("FROM scratch\nUSER 1234567", {"history_characters": 0}, id="what the file itself holds"),
        pytest.param("FROM scratch\nFROM scratch", {"stages": 2}, id="stages"),
        pytest.param(
            "FROM scratch\n" + "RUN --mount=type=cache,target=/a a\n" * 20, {"stages": 2}, id="mounts of scratch"
        ),
        pytest.param("FROM scratch\nMAINTAINER a", {"findings": 1}, id="findings"),
        pytest.param(PARENT, {"work": 200}, id="items of a parent"),
        pytest.param("FROM scratch\nEXPOSE 1-5", {"work": 100}, id="ports"),
        pytest.param("FROM scratch\nENV A=aaaaaaaaaa\nENV B=${A#*b*b}", {"work": 100}, id="patterns"),
    ],
)
def test_limit_that_is_kept(text: str, limits: dict[str, int]) -> None:
    assert preimage.compile(text, limits=Limits(**limits)).image.os == "linux"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("FROM scratch\nENV NAME=1\nUSER $NAMF", "(did you mean $NAME?)", id="variable"),
        pytest.param("ARG NAME=1\nFROM scratch$NAMF", "(did you mean NAME?)", id="arg of FROM"),
    ],
)
def test_without_steps_nothing_is_suggested(text: str, said: str) -> None:
    def find_messages(limits: Limits) -> list[str]:
        bases = preimage.StaticBases({"*": {}})
        return [finding.message for finding in preimage.compile(text, bases=bases, limits=limits).warnings]

    (with_suggestion,) = [text for text in find_messages(DEFAULT_LIMITS) if said in text]
    assert with_suggestion.replace(f" {said}", "") in find_messages(Limits(suggestion_steps=3))


def test_error_missing_image_without_steps() -> None:
    text = "FROM scratch AS name\nFROM nam"
    for limits, hint in ((DEFAULT_LIMITS, " (did you mean name?)"), (Limits(suggestion_steps=0), "")):
        with pytest.raises(preimage.DockerfileError) as raised:
            preimage.compile(text, limits=limits)
        assert str(raised.value) == f"nam: docker.io/library/nam:latest: not found{hint}"


def test_default_limits_are_those_of_the_documentation() -> None:
    assert {name: getattr(DEFAULT_LIMITS, name) for name in Limits.__slots__} == {
        "dockerfile_bytes": 16 << 20,
        "instructions": 250_000,
        "stages": 10_000,
        "expanded_characters": 4 << 20,
        "history_characters": 4 << 20,
        "findings": 10_000,
        "output_bytes": 8 << 20,
        "suggestion_steps": 2_000_000,
        "work": 10_000_000,
    }


def test_text_names_all_limits() -> None:
    assert repr(Limits(stages=5)).startswith("Limits(dockerfile_bytes=16777216, ")
    assert "stages=5" in repr(Limits(stages=5))
    assert Limits(stages=5) == Limits(stages=5) != DEFAULT_LIMITS


def test_budget_is_spent_bit_by_bit() -> None:
    budget = Budget(Limits(history_characters=8), 2)
    budget.spend_history(4)
    budget.spend_history(6)
    with pytest.raises(preimage.LimitError):
        budget.spend_history(1)


def test_builds_of_a_project_share_limits() -> None:
    assert share_limits(DEFAULT_LIMITS, 2) == DEFAULT_LIMITS
    shared = share_limits(DEFAULT_LIMITS, 20)
    assert (shared.work, shared.findings, shared.dockerfile_bytes) == (
        1_000_000,
        1_000,
        DEFAULT_LIMITS.dockerfile_bytes,
    )
    least = share_limits(DEFAULT_LIMITS, 500)
    assert (least.work, least.findings, least.stages) == (50_000, 200, 500)


def test_a_share_is_no_more_than_there_was() -> None:
    assert share_limits(Limits(findings=3), 500).findings == 3
