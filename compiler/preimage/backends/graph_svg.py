"""The graph of stages as an SVG picture that follows the colours of the page it stands in.

Stages stand in columns, from what they are made of on the left to what is made of them on the right.
"""

from __future__ import annotations

from html import escape

from preimage.model.graph import GraphEdge, GraphNode, StageGraph
from preimage.model.visible import show_line

_CHARACTER = 7.4
"""Width of a character of the labels in pixels, generously."""
_LONGEST = 34
_HEIGHT = 30
_LEAST_SCALE = 0.72
"""How small the picture may get before it is scrolled."""
_GAP_X, _GAP_Y, _MARGIN = 56, 14, 8

Box = tuple[float, float, float]
"""Left, top and width of a node, in pixels."""


def render_svg(graph: StageGraph) -> str:
    """Render the picture; nodes of stages are links to the line of their FROM (``#L7``)."""
    boxes, width, height = _place(graph)
    arrows = "".join(_draw_edge(graph, edge, boxes) for edge in graph.edges)
    nodes = "".join(_draw_node(node, box) for node, box in zip(graph.nodes, boxes, strict=True))
    return (
        f'<svg class="graph" role="img" aria-label="Stages and what goes between them" '
        f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'style="min-width:{width * _LEAST_SCALE:.0f}px">'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z"/></marker></defs>{arrows}{nodes}</svg>'
    )


def _place(graph: StageGraph) -> tuple[list[Box], float, float]:
    depths = _measure_depths(graph)
    columns: dict[int, list[int]] = {}
    for place, depth in enumerate(depths):
        columns.setdefault(depth, []).append(place)
    boxes: list[Box] = [(0.0, 0.0, 0.0)] * len(graph.nodes)
    left = float(_MARGIN)
    height = 0.0
    for depth in sorted(columns):
        width = max(_width_of(graph.nodes[place]) for place in columns[depth])
        for row, place in enumerate(columns[depth]):
            boxes[place] = (left, _MARGIN + row * (_HEIGHT + _GAP_Y), width)
        height = max(height, len(columns[depth]) * (_HEIGHT + _GAP_Y))
        left += width + _GAP_X
    return boxes, left - _GAP_X + _MARGIN, height - _GAP_Y + 2 * _MARGIN


def _measure_depths(graph: StageGraph) -> list[int]:
    """Give for each node the length of the longest way to it; the graph has no circles, which BuildKit refuses."""
    incoming: dict[int, list[int]] = {}
    for edge in graph.edges:
        incoming.setdefault(edge.target, []).append(edge.source)
    depths: dict[int, int] = {}
    for start in range(len(graph.nodes)):
        stack = [start]
        while stack:
            place = stack[-1]
            missing = [source for source in incoming.get(place, []) if source not in depths]
            if missing:
                stack += missing
                continue
            stack.pop()
            depths[place] = max((depths[source] + 1 for source in incoming.get(place, [])), default=0)
    # An image stands right before the first stage that uses it, so that its arrow crosses no other stage.
    for place, node in enumerate(graph.nodes):
        if node.index is None:
            depths[place] = min(depths[edge.target] for edge in graph.edges if edge.source == place) - 1
    return [depths[place] for place in range(len(graph.nodes))]


def _label_of(node: GraphNode) -> str:
    label = show_line(node.label)
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _width_of(node: GraphNode) -> float:
    return len(_label_of(node)) * _CHARACTER + 24


def _draw_node(node: GraphNode, box: Box) -> str:
    left, top, width = box
    kinds = ["image" if node.index is None else "stage"]
    kinds += ["target"] * node.is_target + ["idle"] * (not node.is_needed)
    shape = (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{_HEIGHT}" '
        f'rx="{_HEIGHT / 2 if node.index is None else 5}"/>'
        f'<text x="{left + width / 2:.1f}" y="{top + _HEIGHT / 2 + 4.5:.1f}">{escape(_label_of(node))}</text>'
        f"<title>{escape(show_line(node.label))}</title>"
    )
    group = f'<g class="{" ".join(kinds)}">{shape}</g>'
    return f'<a href="#L{node.lines[0]}">{group}</a>' if node.lines else group


def _draw_edge(graph: StageGraph, edge: GraphEdge, boxes: list[Box]) -> str:
    left, top, width = boxes[edge.source]
    start_x, start_y = left + width, top + _HEIGHT / 2
    end_x, end_y = boxes[edge.target][0] - 2, boxes[edge.target][1] + _HEIGHT / 2
    bend = max(24.0, (end_x - start_x) / 2)
    idle = "" if graph.nodes[edge.target].is_needed else " idle"
    words = {"from": "FROM", "copy": "COPY --from", "mount": "RUN --mount"}[edge.kind]
    place = f"trigger run at line {edge.lines[0]}" if edge.is_trigger else f"line {edge.lines[0]}"
    return (
        f'<path class="edge {edge.kind}{idle}" marker-end="url(#arrow)" d="M{start_x:.1f} {start_y:.1f}'
        f'C{start_x + bend:.1f} {start_y:.1f} {end_x - bend:.1f} {end_y:.1f} {end_x:.1f} {end_y:.1f}">'
        f"<title>{words}, {place}</title></path>"
    )
