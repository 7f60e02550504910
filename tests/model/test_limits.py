from __future__ import annotations

import pytest

import preimage
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits

PARENT = "FROM scratch AS a\nENV A=1 B=2\nFROM a"


@pytest.mark.parametrize(
    ("text", "limits", "message"),
    [
        pytest.param(
            "FROM scratch",
            {"dockerfile_bytes": 11},
            "the Dockerfile is larger than 11 bytes",
            id="dockerfile_bytes",
        ),
        pytest.param(
            "FROM scratch\nENV A=12345 B=$A\nENV C=$A$A",
            {"expanded_characters": 9},
            "variables expand to more than 9 characters in this build",
            id="expanded_characters",
        ),
        pytest.param(
            "FROM scratch\nUSER 1234567",
            {"history_characters": 11},
            "the history holds more than 11 characters of text",
            id="history_characters",
        ),
        pytest.param("FROM scratch\nFROM scratch", {"stages": 1}, "more than 1 stages", id="stages of the file"),
        pytest.param("FROM scratch\nCOPY --from=x a b", {"stages": 1}, "more than 1 stages", id="stages for images"),
        pytest.param("FROM loop", {"stages": 100}, "more than 100 stages", id="images that always bring another"),
        pytest.param(
            PARENT, {"copied_items": 6}, "stages take over more than 6 entries from their parents", id="copied_items"
        ),
        pytest.param(
            "FROM loop",
            {"copied_items": 2},
            "stages take over more than 2 entries from their parents",
            id="copied_items of a base",
        ),
        pytest.param(
            "FROM scratch AS a\nONBUILD USER a\nONBUILD USER b\nFROM a",
            {"triggers": 1},
            "stages take more than 1 triggers from their bases",
            id="triggers",
        ),
        pytest.param(
            "FROM scratch\nEXPOSE 1-5\nEXPOSE 1-5",
            {"exposed_ports": 9},
            "EXPOSE names more than 9 ports",
            id="exposed_ports",
        ),
        pytest.param(
            "FROM scratch\nENV A=1 B=1\nUSER $C$D",
            {"name_comparisons": 5},
            "undefined variables and missing images would be compared with more than 5 names",
            id="name_comparisons of variables",
        ),
        pytest.param(
            "FROM scratch$X",
            {"name_comparisons": 10},
            "undefined variables and missing images would be compared with more than 10 names",
            id="name_comparisons of args in FROM",
        ),
        pytest.param(
            "FROM scratch\nENV A=aaaaaaaaaa\nENV B=${A#*b*b}",
            {"pattern_cells": 10},
            "a pattern of 4 elements matched with 10 characters is over the limit of 10 cells",
            id="pattern_cells",
        ),
    ],
)
def test_error_limit_is_reached(text: str, limits: dict[str, int], message: str) -> None:
    bases = preimage.StaticBases(
        {"docker.io/library/loop:latest": {"config": {"OnBuild": ["COPY --from=loop a b"], "Env": ["A=1", "B=1"]}}}
    )
    if "copied_items" in limits:
        bases = preimage.StaticBases({"*": {"config": {"Env": ["A=1", "B=1", "C=1"]}}})
    with pytest.raises(preimage.LimitError) as raised:
        preimage.compile(text, bases=bases, limits=Limits(**limits))
    assert str(raised.value) == message


def test_error_missing_images_are_compared_within_the_limit() -> None:
    with pytest.raises(preimage.LimitError) as raised:
        preimage.compile("FROM missing", limits=Limits(name_comparisons=3))
    assert str(raised.value) == "undefined variables and missing images would be compared with more than 3 names"


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        pytest.param("FROM scratch", {"dockerfile_bytes": 12}, id="dockerfile_bytes"),
        pytest.param("FROM scratch\nENV A=12345\nENV B=$A", {"expanded_characters": 5}, id="expanded_characters"),
        pytest.param("FROM scratch\nUSER 1234567", {"history_characters": 12}, id="history_characters"),
        pytest.param("FROM scratch\nFROM scratch", {"stages": 2}, id="stages"),
        pytest.param(PARENT, {"copied_items": 7}, id="copied_items"),
        pytest.param("FROM scratch AS a\nONBUILD USER a\nFROM a\nFROM a", {"triggers": 1}, id="triggers"),
        pytest.param("FROM scratch\nEXPOSE 80 1-5", {"exposed_ports": 5}, id="exposed_ports"),
        pytest.param("FROM scratch\nENV A=1 B=1\nUSER $C$D", {"name_comparisons": 6}, id="name_comparisons"),
        pytest.param("FROM scratch\nENV A=aaaaaaaaaa\nENV B=${A#*b*b}", {"pattern_cells": 40}, id="pattern_cells"),
    ],
)
def test_limit_that_is_just_kept(text: str, limits: dict[str, int]) -> None:
    assert preimage.compile(text, limits=Limits(**limits)).image.os == "linux"


def test_default_limits_are_those_of_the_documentation() -> None:
    assert {name: getattr(DEFAULT_LIMITS, name) for name in Limits.__slots__} == {
        "dockerfile_bytes": 16 << 20,
        "expanded_characters": 16 << 20,
        "history_characters": 64 << 20,
        "stages": 10_000,
        "copied_items": 10_000_000,
        "triggers": 100_000,
        "exposed_ports": 1_000_000,
        "name_comparisons": 2_000_000,
        "pattern_cells": 1 << 31,
    }


def test_text_names_all_limits() -> None:
    assert repr(Limits(stages=5)).startswith("Limits(dockerfile_bytes=16777216, ")
    assert "stages=5" in repr(Limits(stages=5))
    assert Limits(stages=5) == Limits(stages=5) != DEFAULT_LIMITS


def test_budget_is_spent_bit_by_bit() -> None:
    budget = Budget(Limits(history_characters=10))
    budget.spend_history(4)
    budget.spend_history(6)
    with pytest.raises(preimage.LimitError):
        budget.spend_history(1)
