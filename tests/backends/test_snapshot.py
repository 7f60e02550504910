from __future__ import annotations

import json

import preimage
from preimage import UsedBase
from preimage.backends.snapshot import render_change, render_snapshot

IMAGE = preimage.compile("FROM scratch\nLABEL a='<é\u2028>'\n", platform="linux/amd64").image


def test_layout() -> None:
    bases = [
        UsedBase("docker.io/library/b:1", "linux/amd64", "lock", "sha256:1"),
        UsedBase("docker.io/library/a:1", "linux/amd64", "unresolved", ""),
        UsedBase("docker.io/library/b:1", "linux/amd64", "lock", "sha256:1"),
    ]
    text = render_snapshot(IMAGE, bases, {"platform": "linux/amd64", "target": "", "buildArgs": {"A": "1"}})
    assert text.startswith(
        '{\n  "platform": "linux/amd64",\n  "buildArgs": {\n    "A": "1"\n  },\n  "bases": [\n    {\n'
        '      "reference": "docker.io/library/a:1",\n      "platform": "linux/amd64",\n      "unresolved": true\n'
        '    },\n    {\n      "reference": "docker.io/library/b:1",\n      "platform": "linux/amd64",\n'
        '      "digest": "sha256:1"\n    }\n  ],\n  "image": {\n    "architecture": "amd64",\n'
    )
    assert text.endswith('"a": "\\u003cé\\u2028\\u003e"\n      }\n    }\n  }\n}\n')


def test_image_is_the_image() -> None:
    document = json.loads(render_snapshot(IMAGE, [], {}))
    assert document == {"bases": [], "image": json.loads(IMAGE.to_json())}


def test_name_stays_on_the_lines_of_the_header() -> None:
    assert render_change("a\n", "b\n", "x\n+++ y").startswith("--- x\\n+++ y\n+++ x\\n+++ y (now)\n@@ ")


def test_change_is_a_unified_diff() -> None:
    assert render_change("a\nb\n", "a\nc\n", "x.json") == (
        "--- x.json\n+++ x.json (now)\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    )


def test_change_of_a_file_without_a_newline_at_its_end() -> None:
    assert render_change("a", "a\n", "x").splitlines()[3:] == ["-a", "\\ No newline at end of file", "+a"]


def test_a_line_ends_at_a_newline_only() -> None:
    assert render_change("a\x85b\n", "a\x85c\n", "x").splitlines(keepends=False)[2:3] == ["@@ -1 +1 @@"]
