from __future__ import annotations

import json

import preimage
from preimage.backends.explain_json import FORMAT_VERSION, LEAST_FIELD, render_document
from preimage.backends.hidden_values import hide_in_explanation


def test_document() -> None:
    text = render_document([{"input": {"file": "é"}}], "1.2")
    assert json.loads(text) == {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "preimage", "version": "1.2", "frontend": "moby/buildkit 73ed6825c"},
        "results": [{"input": {"file": "é"}}],
    }
    assert "é" in text
    assert not text.endswith("\n")


def test_no_field_is_shorter_than_the_least() -> None:
    text = "FROM scratch\nEXPOSE 1\nUSER a\nENV a=\nVOLUME /\nLABEL a=\nCMD\nSTOPSIGNAL 9\nONBUILD CMD\n"
    answer = hide_in_explanation(preimage.compile(text, platform="windows/arm").explanation().to_dict())
    fields = answer["fields"]
    whole, without = (len(render_document([{**answer, "fields": each}], "1")) for each in (fields, fields[1:]))
    assert whole - without > LEAST_FIELD
    assert min(len(json.dumps(field, indent=2)) for field in fields) > LEAST_FIELD
