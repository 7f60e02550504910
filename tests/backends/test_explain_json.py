from __future__ import annotations

import json

from preimage.backends.explain_json import FORMAT_VERSION, render_document


def test_document() -> None:
    text = render_document([{"input": {"file": "é"}}], "1.2")
    assert json.loads(text) == {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "preimage", "version": "1.2", "frontend": "moby/buildkit 73ed6825c"},
        "results": [{"input": {"file": "é"}}],
    }
    assert "é" in text
    assert not text.endswith("\n")
