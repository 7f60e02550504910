from __future__ import annotations

from typing import Any

import pytest

import preimage
from preimage.backends.page_values import (
    link_lines,
    render_cause,
    render_note,
    render_story,
    render_where,
    show_page_value,
)

BASES = preimage.StaticBases(
    {"*": {"os": "linux", "architecture": "amd64", "config": {"Cmd": ["sh"], "OnBuild": ["USER t"]}}}
)


def explain(text: str, path: str, key: str | None = None, **options: Any) -> dict[str, Any]:
    return preimage.compile(text, build_platform="linux/amd64", bases=BASES, **options).explain(path, key).to_dict()


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        pytest.param("config.User", "u", "u", id="text"),
        pytest.param("config.Cmd", ["a", "é"], '["a","é"]', id="list"),
        pytest.param("config.ExposedPorts", {}, "", id="port"),
        pytest.param("config.ArgsEscaped", True, "true", id="flag"),
        pytest.param(
            "config.Healthcheck",
            {"Test": ["CMD-SHELL", "x"], "Interval": 90_000_000_000, "StartInterval": 5_000_000, "Retries": 3},
            "x, every 1m30s, start interval 5ms, retries 3",
            id="health check",
        ),
    ],
)
def test_values(path: str, value: object, shown: str) -> None:
    assert show_page_value(path, value) == shown


def test_hidden_value() -> None:
    assert show_page_value("config.Env", None, is_hidden=True) == "(hidden)"


def test_lines_become_links_and_the_rest_text() -> None:
    assert link_lines("<lines 3-4, line 7>") == '&lt;<a href="#L3">lines 3-4</a>, <a href="#L7">line 7</a>&gt;'
    assert link_lines("compose.yaml line 14, args, line 7") == 'compose.yaml line 14, args, <a href="#L7">line 7</a>'


@pytest.mark.parametrize(
    ("text", "path", "key", "options", "cause"),
    [
        pytest.param("FROM a\nUSER u", "config.User", None, {}, '<a href="#L2">line 2</a> USER', id="instruction"),
        pytest.param(
            "FROM a",
            "config.User",
            None,
            {},
            'trigger of base a, at <a href="#L1">line 1</a> ONBUILD USER t',
            id="trigger of a base",
        ),
        pytest.param("FROM a", "config.Cmd", None, {}, "base a", id="base"),
        pytest.param(
            "FROM a AS b\nONBUILD USER v\nFROM b",
            "config.User",
            None,
            {},
            'ONBUILD of <a href="#L2">line 2</a>, at <a href="#L3">line 3</a> USER',
            id="trigger of a stage",
        ),
        pytest.param("FROM a", "config.Labels", "k", {"labels": {"k": "v"}}, "--label", id="option"),
        pytest.param("FROM a", "config.Env", "PATH", {}, "default", id="default"),
        pytest.param("FROM scratch", "config.User", None, {}, "", id="none"),
    ],
)
def test_causes(text: str, path: str, key: str | None, options: dict[str, Any], cause: str) -> None:
    assert render_cause(explain(text, path, key, **options)["cause"], 0 if "AS b" not in text else 1) == cause


def test_story_of_a_cleared_command() -> None:
    story = render_story(explain('FROM a\nENTRYPOINT ["e"]', "config.Cmd"), 0)
    assert "<li>before: <code>[&quot;sh&quot;]</code>, base a</li>" in story
    assert 'A CMD below <a href="#L2">line 2</a> sets it again.' in story


def test_story_names_variables() -> None:
    story = render_story(explain("FROM a\nARG V=<b>\nENV E=$V", "config.Env", "E"), 0)
    assert '<li>uses <code>$V</code> = <code>&lt;b&gt;</code>, <a href="#L2">line 2</a> ARG</li>' in story


def test_no_story() -> None:
    assert render_story(explain("FROM scratch\nUSER u", "config.User"), 0) == ""


@pytest.mark.parametrize(
    ("text", "path", "key", "where", "note"),
    [
        pytest.param("FROM a\n", "config.Cmd", None, "base", "", id="base"),
        pytest.param(
            "FROM a\nENV P=1\nEXPOSE 8$P\n",
            "config.ExposedPorts",
            "81/tcp",
            '<b>EXPOSE</b> <a href="#L3">line 3</a>',
            '<span class="hint">$P: <a href="#L2">line 2</a></span>',
            id="variable",
        ),
        pytest.param(
            "FROM a\n", "config.User", None, '<b>USER</b> trigger of base a, at <a href="#L1">line 1</a>',
            '<span class="hint">ONBUILD USER t</span>', id="trigger of a base",
        ),
        pytest.param(
            "FROM scratch\nHEALTHCHECK --interval=9s CMD x\n", "config.Healthcheck", None,
            '<b>HEALTHCHECK</b> <a href="#L2">line 2</a>', '<span class="hint">every 9s</span>', id="health check",
        ),
        pytest.param(
            "FROM scratch\nHEALTHCHECK NONE\n", "config.Healthcheck", None,
            '<b>HEALTHCHECK</b> <a href="#L2">line 2</a>', '<span class="hint">switched off</span>', id="no health check",
        ),
        pytest.param(
            "FROM a\nENTRYPOINT x\n", "config.Cmd", None, '<b>ENTRYPOINT</b> <a href="#L2">line 2</a>', "", id="cleared"
        ),
    ],
)  # fmt: skip
def test_column_and_note(text: str, path: str, key: str | None, where: str, note: str) -> None:
    field = explain(text, path, key)
    assert render_where(field["cause"], 0) == where
    assert render_note(field, 0) == note


def test_nothing_is_said_where_there_is_no_cause() -> None:
    assert render_where(None, 0) == ""
