from __future__ import annotations

import json
import re
import time
from importlib.resources import files
from typing import Any

import pytest

import preimage
from preimage.backends.page import LEAST_LEAF, View, render_page

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
    page = render(f"FROM scratch\nLABEL a='{HOSTILE}' \"<u>\"=1\n", label=HOSTILE, before=HOSTILE, changes=[])
    assert page.count("<script") == 2
    assert "<u>" not in page
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
    numbers = dict(re.findall(r'id="L(\d)" data-line="\d" tabindex="-1"><a class="number[^"]*" href="#([^"]*)"', page))
    assert numbers["2"] == numbers["3"]
    assert re.search(rf'id="{numbers["4"]}"[^>]*><summary><span class="name">User<', page)


def test_findings_stand_below_their_lines() -> None:
    page = render("FROM scratch\nMAINTAINER me\n")
    assert re.search(
        r'me</span></div><div class="note"><a href="[^"]*maintainer-deprecated/">MaintainerDeprecated</a>', page
    )


def test_changes_stand_above_the_config() -> None:
    page = render("FROM scratch\n", before="main", changes=[])
    assert "<h2>Changes since <code>main</code></h2><p>None.</p><h2>Config</h2>" in page


def test_what_is_unknown_is_counted() -> None:
    text = "FROM a\nUSER u\n"
    result = preimage.compile(text, unresolved="empty", build_platform="linux/amd64")
    views = [View("last stage", (), preimage.stage_graph(text))]
    page = render_page("Dockerfile", text, make_document(result, 2), views, "", "")
    assert re.search(r"<p>last stage: \d values?, 0 of them from the base, \d\d unknown. Base images: a</p>", page)
    assert '<span class="value">unknown</span>' in page


@pytest.mark.parametrize(
    ("text", "is_drawn"),
    [
        pytest.param("FROM scratch\n", False, id="one stage from nothing"),
        pytest.param("FROM alpine\n", True, id="a base"),
    ],
)
def test_graph_is_drawn_when_there_is_more_than_a_stage(text: str, is_drawn: bool) -> None:
    assert ("<svg" in render(text)) is is_drawn


def test_words_of_instructions_and_comments_are_told_apart() -> None:
    page = render("FROM scratch\n# why\nRUN x \\\n# inside\n  y\n  user u\nUser v\n")
    texts = re.findall(r'<span class="text">(.*?)</span></div>', page)
    assert texts == [
        "<b>FROM</b> scratch",
        "<i># why</i>",
        "<b>RUN</b> x \\",
        "# inside",
        "  y",
        "  <b>user</b> u",
        "<b>User</b> v",
    ]


def test_numbers_lead_to_values_of_each_view() -> None:
    text = "FROM scratch\nENV A=1\nUSER u\n"
    result = preimage.compile(text, build_platform="linux/amd64")
    document = make_document(result, 3)
    document["results"] *= 2
    views = [View(label, (), preimage.stage_graph(text)) for label in ("one", "two")]
    page = render_page("Dockerfile", text, document, views, "", "")
    row = re.findall(r'<div class="row" id="L3".*?</div>', page)[0]
    numbers = re.findall(r'class="number written view view-(\d)" href="#v(\d)-f\d+"', row)
    assert numbers == [("0", "0"), ("1", "1")]
    assert '<div class="views" role="radiogroup" aria-label="Target and platform"><input' in page


def test_one_view_has_nothing_to_switch() -> None:
    assert 'aria-label="Target and platform" hidden>' in render("FROM scratch\n")


def test_long_texts_may_be_broken_behind_signs() -> None:
    page = render("FROM scratch\nLABEL org.a.b=/x/<y\n")
    assert '<span class="name">org.<wbr>a.<wbr>b</span>' in page
    assert '<span class="value">/<wbr>x/<wbr>&lt;y</span>' in page


@pytest.mark.parametrize(
    ("text", "legend"),
    [
        pytest.param("FROM a\n", "", id="FROM alone"),
        pytest.param(
            "FROM a AS x\nFROM b AS y\nFROM c\nCOPY --from=x d e\nRUN --mount=from=x,target=/t f\n",
            '<p class="legend"><span class="stroke">FROM</span><span class="stroke dashed">COPY --from, RUN --mount'
            "</span><span>faint: not needed by this target</span></p>",
            id="all",
        ),
    ],
)
def test_legend(text: str, legend: str) -> None:
    page = render(text)
    assert legend in page
    assert ('class="legend"' in page) is bool(legend)


def test_json_of_the_config_says_what_is_hidden() -> None:
    page = render("FROM scratch\n", config='{"a": "<b"}', config_note="Some & more.")
    assert (
        '<details class="whole"><summary>As JSON</summary><p>Some &amp; more.</p>'
        "<pre>{&quot;a&quot;: &quot;&lt;b&quot;}</pre></details>"
    ) in page


def read_colours(block: str) -> dict[str, tuple[float, ...]]:
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{6})", block)
    return {name: tuple(int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)) for name, colour in found}


def measure_contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Give the contrast of two colours as WCAG 2 defines it."""

    def luminance(colour: tuple[float, ...]) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_every_colour(scheme: str) -> None:
    style = (files("preimage.backends") / "assets" / "report.css").read_text("utf-8")
    light, dark = (read_colours(block) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL))
    colours = light if scheme == "light" else dark
    pairs = [(text, ground) for text in ("ink", "soft", "accent") for ground in ("page", "card", "lit", "near")]
    pairs += [("warn", "warn-back"), ("warn", "card"), ("add", "card"), ("gone", "card")]
    found = {pair: measure_contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: round(contrast, 2) for pair, contrast in found.items() if contrast < 4.5} == {}


def test_many_values_of_many_lines_take_no_time() -> None:
    text = "FROM scratch\nENV " + " \\\n".join(f"V{number}=1" for number in range(8000)) + "\n"
    result = preimage.compile(text)
    document = make_document(result, 1)
    start = time.process_time()
    render_page("Dockerfile", text, document, [View("last stage", (), preimage.stage_graph(text))], "", "")
    assert time.process_time() - start < 3


def test_no_value_takes_less_than_the_least() -> None:
    short, long = (render(f"FROM scratch\nEXPOSE {ports}\n#{fill}\n") for ports, fill in (("1-3", ""), ("1-2", "--")))
    assert short.count("1-3") == long.count("1-2")
    assert len(short) - len(long) > LEAST_LEAF
    assert len(render("FROM scratch\nEXPOSE 1\n")) > 3 * LEAST_LEAF
