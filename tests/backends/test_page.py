from __future__ import annotations

import json
import re
from typing import Any

import pytest

import preimage
from preimage.backends.page import View, render_page

HOSTILE = "</script><script>alert(1)</script>\x1b[31m\u202e&amp;"


def make_document(result: preimage.Compilation, count: int) -> dict[str, Any]:
    lines = []
    number = 1
    while number <= count:
        line = result.line(number).to_dict()
        lines.append(line)
        number = max(number, (line["lines"] or (number, number))[1]) + 1
    return {
        "format_version": "1.0",
        "tool": {"name": "preimage", "version": "1", "frontend": "f"},
        "results": [
            {
                "input": {"bases": [{"reference": base.reference} for base in result.bases]},
                "fields": [field.to_dict() for field in result.explainer.fields()],
                "lines": lines,
            }
        ],
    }


def render(text: str, label: str = "last stage", **view: Any) -> str:
    result = preimage.compile(text, build_platform="linux/amd64", bases=preimage.StaticBases({"*": {"config": {}}}))
    document = make_document(result, text.count("\n"))
    views = [View(label, result.warnings, preimage.stage_graph(text), **view)]
    return render_page("Dockerfile", text, document, views, "/* style */", "/* script */")


def test_document_is_embedded_once_and_can_be_read_back() -> None:
    text = f"FROM scratch\nLABEL a='{HOSTILE}'\n"
    page = render(text)
    [embedded] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    [label] = [field for field in json.loads(embedded)["results"][0]["fields"] if field["path"] == "config.Labels"]
    assert label["value"] == HOSTILE


def test_markup_and_controls_of_the_file_are_text() -> None:
    page = render(f"FROM scratch\nLABEL a='{HOSTILE}' \"<b>\"=1\n", label=HOSTILE, before=HOSTILE, changes=[])
    assert page.count("<script") == 2
    assert "<b>" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[31m\\u202e&amp;amp;" in page


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = render("FROM scratch\nLABEL a=http://example.org/\n")
    assert re.findall(r'(?:src|srcset)=|<link rel="(?!icon)|@import|url\((?!#)', page) == []
    assert "default-src 'none'" in page


def test_lines_lead_to_values_and_values_to_lines() -> None:
    page = render("FROM scratch\nENV A=1 \\\n  B=2\nUSER u\n")
    assert '<a href="#L4">line 4</a>' in page
    assert page.count('<a href="#L2">lines 2-3</a>') == 2
    numbers = dict(re.findall(r'id="L(\d)" data-line="\d" tabindex="-1"><a class="number" href="#([^"]*)"', page))
    assert numbers["2"] == numbers["3"]
    assert re.search(rf'id="{numbers["4"]}"[^>]*><summary><span class="name">User<', page)


def test_findings_stand_below_their_lines() -> None:
    page = render("FROM scratch\nMAINTAINER me\n")
    assert re.search(
        r'me</span></div><div class="note"> <a href="[^"]*maintainer-deprecated/">MaintainerDeprecated</a>', page
    )


def test_changes() -> None:
    change = {
        "path": "config.Env",
        "key": "A",
        "action": "change",
        "before": "1",
        "after": "2",
        "before_cause": None,
        "after_cause": None,
    }
    page = render("FROM scratch\n", before="main", changes=[change])
    assert "<h2>Changes since <code>main</code></h2>" in page
    assert '<tr class="change"><td>Env A</td><td><code>1</code></td><td><code>2</code></td><td></td></tr>' in page


def test_no_changes_are_said() -> None:
    assert "<h2>Changes since <code>main</code></h2><p>None.</p>" in render("FROM scratch\n", before="main", changes=[])


@pytest.mark.parametrize(
    ("text", "is_drawn"),
    [
        pytest.param("FROM scratch\n", False, id="one stage from nothing"),
        pytest.param("FROM alpine\n", True, id="a base"),
    ],
)
def test_graph_is_drawn_when_there_is_more_than_a_stage(text: str, is_drawn: bool) -> None:
    assert ("<svg" in render(text)) is is_drawn
