from __future__ import annotations

from typing import Any

import pytest

import preimage
from preimage.backends.page_values import render_cause, render_story, show_value

BASES = preimage.StaticBases(
    {"*": {"os": "linux", "architecture": "amd64", "config": {"Cmd": ["sh"], "OnBuild": ["USER t"]}}}
)


def explain(text: str, path: str, key: str | None = None, **options: Any) -> dict[str, Any]:
    return preimage.compile(text, build_platform="linux/amd64", bases=BASES, **options).explain(path, key).to_dict()


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        pytest.param("config.User", "u", "u", id="text"),
        pytest.param("config.User", "", '""', id="empty text"),
        pytest.param("config.Cmd", ["a", "é"], '["a", "é"]', id="list"),
        pytest.param("config.ExposedPorts", {}, "", id="port"),
        pytest.param("config.Cmd", None, "not set", id="not set"),
        pytest.param("config.ArgsEscaped", True, "true", id="flag"),
        pytest.param(
            "config.Healthcheck",
            {"Test": ["CMD-SHELL", "x"], "Interval": 90_000_000_000, "StartInterval": 5_000_000, "Retries": 3},
            '["CMD-SHELL", "x"], every 1m30s, every, while starting 5ms, 3 retries',
            id="health check",
        ),
    ],
)
def test_values(path: str, value: object, shown: str) -> None:
    assert show_value({"path": path, "value": value}) == shown


def test_unknown_value() -> None:
    assert show_value({"path": "config.User", "value": None, "state": "unknown"}) == "unknown"


@pytest.mark.parametrize(
    ("text", "path", "key", "options", "cause"),
    [
        pytest.param("FROM a\nUSER u", "config.User", None, {}, 'USER, <a href="#L2">line 2</a>', id="instruction"),
        pytest.param(
            "FROM a",
            "config.User",
            None,
            {},
            'trigger of the base, at <a href="#L1">line 1</a>',
            id="trigger of a base",
        ),
        pytest.param("FROM a", "config.Cmd", None, {}, 'base, <a href="#L1">line 1</a>', id="base"),
        pytest.param(
            "FROM a AS b\nONBUILD USER v\nFROM b",
            "config.User",
            None,
            {},
            'ONBUILD of <a href="#L2">line 2</a>, at <a href="#L3">line 3</a>',
            id="trigger of a stage",
        ),
        pytest.param("FROM a", "config.Labels", "k", {"labels": {"k": "v"}}, "--label", id="option"),
        pytest.param("FROM a", "config.Env", "PATH", {}, "default of PATH", id="default"),
        pytest.param("FROM scratch", "config.User", None, {}, "", id="none"),
    ],
)
def test_causes(text: str, path: str, key: str | None, options: dict[str, Any], cause: str) -> None:
    assert render_cause(explain(text, path, key, **options)["cause"], str) == cause


def test_story_of_a_cleared_command() -> None:
    story = render_story(explain('FROM a\nENTRYPOINT ["e"]', "config.Cmd"), str)
    assert 'Before: <code>["sh"]</code> (base, <a href="#L1">line 1</a>).' in story
    assert "ENTRYPOINT drops a command" in story


def test_story_names_variables() -> None:
    story = render_story(explain("FROM a\nARG V=1\nENV E=$V", "config.Env", "E"), str)
    assert 'Uses <code>$V</code> = <code>1</code> (ARG, <a href="#L2">line 2</a>).' in story


def test_no_story() -> None:
    assert render_story(explain("FROM scratch\nUSER u", "config.User"), str) == ""
