from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from preimage.model.errors import ProjectError
from preimage.projects.compose.container_parts import IMAGE
from preimage.projects.compose.project import ComposeProject
from preimage.projects.project import Origin

Load = Callable[..., ComposeProject]

SECOND = 1_000_000_000
CHECK = {"Test": ["CMD", "a"], "Interval": 5 * SECOND, "Retries": 7}


def make(load: Load, check: str, image: dict[str, Any] | None) -> Any:
    config = {"Cmd": ["c"], **({} if image is None else {"Healthcheck": image})}
    return load(f"services: {{web: {{image: x, healthcheck: {check}}}}}").container_with_causes("web", config)


@pytest.mark.parametrize(
    ("check", "image", "merged"),
    [
        ("{}", CHECK, CHECK), ("{}", None, {}), ("{test: b}", CHECK, {**CHECK, "Test": ["CMD-SHELL", "b"]}),
        ("{test: [CMD, b], interval: 1m}", CHECK, {"Test": ["CMD", "b"], "Interval": 60 * SECOND, "Retries": 7}),
        ("{test: [], interval: 0s, retries: 0}", CHECK, CHECK), ("{disable: true, test: b}", CHECK, {**CHECK, "Test": ["NONE"]}),
        ("{disable: false}", {"Test": ["NONE"]}, {"Test": ["NONE"]}), ("{start_period: 1s, start_interval: 2s, timeout: 3s, retries: '4'}", None, {"Timeout": 3 * SECOND, "StartPeriod": SECOND, "StartInterval": 2 * SECOND, "Retries": 4}),
        ("{interval: 1w2d}", None, {"Interval": 9 * 86_400 * SECOND}),
    ],
)  # fmt: skip
def test_field_by_field(load: Load, check: str, image: dict[str, Any] | None, merged: dict[str, Any]) -> None:
    assert make(load, check, image).config["Healthcheck"] == merged


def test_causes(load: Load) -> None:
    causes = make(load, "{interval: 1m}", CHECK).causes
    assert causes["Healthcheck", "Interval"] == Origin("compose.yaml", 1, "healthcheck.interval")
    assert causes["Healthcheck", "Test"] == causes["Healthcheck", "Retries"] == IMAGE


@pytest.mark.parametrize(
    ("check", "image", "kind"),
    [
        ("{test: NONE}", CHECK, "check-of-nothing"),
        ("{disable: false}", {"Test": ["NONE"]}, "check-not-restored"),
        ("{interval: 5s}", None, "check-without-test"),
    ],
)
def test_notes(load: Load, check: str, image: dict[str, Any] | None, kind: str) -> None:
    (note,) = make(load, check, image).notes
    assert (note.kind, note.origin.line) == (kind, 1)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("{start_interval: 5s}", "healthcheck.start_interval requires healthcheck.start_period to be set"),
        ("{interval: 1us}", "Error response from daemon: Interval in Healthcheck cannot be less than 1ms"),
        ("{start_period: 1us}", "Error response from daemon: StartPeriod in Healthcheck cannot be less than 1ms"),
    ],
)
def test_error_times(load: Load, check: str, message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        make(load, check, CHECK)
    assert str(caught.value) == message
