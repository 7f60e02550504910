from __future__ import annotations

import re
from xml.etree import ElementTree

import preimage
from preimage.backends.graph_svg import render_svg
from preimage.model.graph import GraphEdge, GraphNode, StageGraph

TEXT = """\
FROM golang AS build
FROM alpine AS idle
FROM alpine
COPY --from=build a b
RUN --mount=from=build,target=/t x
"""


def test_picture_is_well_formed_and_links_stages_to_their_lines() -> None:
    picture = ElementTree.fromstring(render_svg(preimage.stage_graph(TEXT)))
    assert [link.get("href") for link in picture.iter("a")] == ["#L1", "#L2", "#L3"]
    assert [element.text for element in picture.iter("text")] == ["build", "idle", "stage 2", "golang", "alpine"]


def test_kinds_are_told_apart() -> None:
    picture = render_svg(preimage.stage_graph(TEXT))
    assert re.findall(r'<g class="([^"]*)"', picture) == ["stage", "stage idle", "stage target", "image", "image"]
    assert re.findall(r'<path class="([^"]*)"', picture) == [
        "edge from",
        "edge from idle",
        "edge from",
        "edge copy",
        "edge mount",
    ]


def test_columns_follow_the_way_things_are_made() -> None:
    picture = render_svg(preimage.stage_graph("FROM a AS x\nFROM x AS y\nFROM b\nCOPY --from=y c d"))
    left = {title: float(x) for x, title in re.findall(r'<rect x="([\d.]+)".*?<title>([^<]*)</title></g>', picture)}
    assert left["a"] < left["x"] < left["y"] == left["b"] < left["stage 2"]


def test_names_from_outside_are_text_and_cut() -> None:
    node = GraphNode(index=None, name="<b>\x1b" + "x" * 100)
    stage = GraphNode(index=0, name="s", lines=(1, 1), is_needed=True, is_target=True)
    graph = StageGraph(nodes=(stage, node), edges=(GraphEdge(source=1, target=0, kind="from", lines=(1,)),))
    picture = render_svg(graph)
    assert "&lt;b&gt;\\x1bxxxx" in picture
    assert "xx…<" in picture
    assert "<b>" not in picture


def test_triggers_are_told_apart() -> None:
    bases = preimage.StaticBases({"*": {"config": {"OnBuild": ["COPY --from=a c d"]}}})
    picture = render_svg(preimage.stage_graph("FROM scratch AS a\nFROM kit\nCOPY --from=a e f\n", bases=bases))
    assert "<title>COPY --from, trigger run at line 2</title>" in picture
    assert "<title>COPY --from, line 3</title>" in picture
