from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import preimage
from preimage.backends.graph_layout import HEIGHT, Layout, lay_out
from preimage.model.graph import StageGraph


def draw(text: str) -> tuple[StageGraph, Layout]:
    graph = preimage.stage_graph(text)
    return graph, lay_out(graph, [100.0] * len(graph.nodes))


def test_columns_follow_the_way_things_are_made() -> None:
    graph, layout = draw("FROM a AS x\nFROM x AS y\nFROM b\nCOPY --from=y c d")
    left = {node.label: box[0] for node, box in zip(graph.nodes, layout.boxes, strict=True)}
    assert left["a"] < left["x"] < left["y"] == left["b"] < left["stage 2"]


def test_a_column_is_as_wide_as_its_widest_node() -> None:
    graph = preimage.stage_graph(
        "FROM scratch AS a\nFROM scratch AS b\nFROM scratch\nCOPY --from=a x y\nCOPY --from=b x y"
    )
    layout = lay_out(graph, [50.0, 70.0, 30.0])
    assert [width for _, _, width in layout.boxes] == [70.0, 70.0, 30.0]


def test_an_edge_passes_columns_between_their_nodes() -> None:
    _, layout = draw("FROM scratch AS a\nFROM a AS b\nFROM b AS c\nFROM c\nCOPY --from=a x y")
    left, top, width = layout.boxes[1]
    way = layout.ways[0, 3]
    assert [x for x, _ in way[:2]] == [left, left + width]
    assert not top <= way[0][1] <= top + HEIGHT
    assert layout.ways[0, 1] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=10))
def test_nothing_lies_on_a_node(stages: list[tuple[int, int, int]]) -> None:
    text = ""
    for number, (base, *sources) in enumerate(stages):
        text += f"FROM {f's{base}' if base < number else 'scratch'} AS s{number}\n"
        text += "".join(f"COPY --from=s{source} a b\n" for source in sources if source < number)
    _, layout = draw(text)
    for (left, top, width), (other_left, other_top, _) in itertools.combinations(layout.boxes, 2):
        assert left != other_left or abs(top - other_top) >= HEIGHT
        assert top >= 0
        assert left + width < layout.width
    points = [point for way in layout.ways.values() for point in way]
    for left, top, width in layout.boxes:
        assert [(x, y) for x, y in points if left <= x <= left + width and top <= y <= top + HEIGHT] == []


@pytest.mark.parametrize("is_limited", [True, False])
def test_edges_of_a_huge_graph_go_straight(monkeypatch: pytest.MonkeyPatch, is_limited: bool) -> None:
    if is_limited:
        monkeypatch.setattr("preimage.backends.graph_layout._MOST_LANES", 1)
    _, layout = draw("FROM scratch AS a\nFROM a AS b\nFROM b AS c\nFROM c\nCOPY --from=a x y")
    assert (layout.ways[0, 3] == []) is is_limited
