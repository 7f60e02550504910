from __future__ import annotations

import json

import preimage
from preimage.backends.difference_text import render_json, render_text
from preimage.results.differences import Difference

SIDES = ("predicted", "image")
BASE = {
    "docker.io/library/parent:1": {
        "architecture": "amd64",
        "os": "linux",
        "config": {"User": "root", "OnBuild": ["ENV T=1"], "Healthcheck": {"Test": ["NONE"]}},
    }
}
DOCKERFILE = """\
FROM parent:1
ENV A=b \\
    C=d
HEALTHCHECK --interval=90s CMD true
LABEL a=b
"""


def compile_child() -> preimage.Compilation:
    return preimage.compile(DOCKERFILE, platform="linux/amd64", labels={"l": "m"}, bases=preimage.StaticBases(BASE))


def test_text() -> None:
    differences = [
        Difference("config.Env", "C", "d", None),
        Difference("config.Healthcheck", "Interval", 90_000_000_000, 5_000_000_000),
        Difference("config.User", None, "root", "web"),
        Difference("config.Labels", "x", None, "y"),
    ]
    assert render_text(differences, compile_child().trace, "Dockerfile", SIDES) == (
        "config.Env C:\n"
        '  predicted  "d"  (Dockerfile:2 ENV)\n'
        "  image      (none)\n"
        "config.Healthcheck Interval:\n"
        "  predicted  1m30s  (Dockerfile:4 HEALTHCHECK)\n"
        "  image      5s\n"
        "config.User:\n"
        '  predicted  "root"  (base parent:1)\n'
        '  image      "web"\n'
        "config.Labels x:\n"
        "  predicted  (none)\n"
        '  image      "y"\n'
    )


def test_no_differences() -> None:
    assert render_text([], None, "Dockerfile", SIDES) == ""
    assert json.loads(render_json([], None, "Dockerfile", SIDES)) == []


def test_text_obeys_no_control_characters() -> None:
    text = render_text([Difference("config.Labels", "\x1b[2J\n", "a\u009b", "b")], None, "Dockerfile", SIDES)
    assert text.count("\n") == 3
    assert not set(text) & {"\x1b", "\u009b"}


def test_json() -> None:
    difference = Difference("config.Healthcheck", "Interval", 90_000_000_000, None)
    assert json.loads(render_json([difference], compile_child().trace, "Dockerfile", SIDES)) == [
        {
            "field": "config.Healthcheck",
            "key": "Interval",
            "predicted": 90_000_000_000,
            "image": None,
            "cause": "Dockerfile:4 HEALTHCHECK",
        }
    ]
