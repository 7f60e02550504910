"""The graph of stages as an SVG picture that follows the colours of the page it stands in."""

from __future__ import annotations

from html import escape

from preimage.backends.graph_layout import HEIGHT, lay_out
from preimage.model.graph import GraphEdge, GraphNode, StageGraph
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.backends.graph_layout import Box, Layout, Point

_CHARACTER = 7.4
"""Width of a character of the labels in pixels, generously."""
_LONGEST = 34
_LEAST_SCALE = 0.72
"""How small the picture may get before it is scrolled."""
_LEAST_BEND = 24.0


def render_svg(graph: StageGraph) -> str:
    """Render the picture; nodes of stages are links to the line of their FROM (``#L7``)."""
    layout = lay_out(graph, [len(_label_of(node)) * _CHARACTER + 24 for node in graph.nodes])
    width, height = layout.width, layout.height
    arrows = "".join(_draw_edge(graph, edge, layout) for edge in graph.edges)
    nodes = "".join(_draw_node(node, box) for node, box in zip(graph.nodes, layout.boxes, strict=True))
    return (
        f'<svg class="graph" role="img" aria-label="Stages and what goes between them" '
        f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'style="min-width:{width * _LEAST_SCALE:.0f}px">'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z"/></marker></defs>{arrows}{nodes}</svg>'
    )


def _label_of(node: GraphNode) -> str:
    label = show_line(node.label)
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _draw_node(node: GraphNode, box: Box) -> str:
    left, top, width = box
    kinds = ["image" if node.index is None else "stage"]
    kinds += ["target"] * node.is_target + ["idle"] * (not node.is_needed)
    shape = (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{HEIGHT}" '
        f'rx="{HEIGHT / 2 if node.index is None else 5}"/>'
        f'<text x="{left + width / 2:.1f}" y="{top + HEIGHT / 2 + 4.5:.1f}">{escape(_label_of(node))}</text>'
        f"<title>{escape(show_line(node.label))}</title>"
    )
    group = f'<g class="{" ".join(kinds)}">{shape}</g>'
    return f'<a href="#L{node.lines[0]}">{group}</a>' if node.lines else group


def _draw_edge(graph: StageGraph, edge: GraphEdge, layout: Layout) -> str:
    left, top, width = layout.boxes[edge.source]
    end_left, end_top, _ = layout.boxes[edge.target]
    way = [(left + width, top + HEIGHT / 2), *layout.ways[edge.source, edge.target]]
    way.append((end_left - 2, end_top + HEIGHT / 2))
    idle = "" if graph.nodes[edge.target].is_needed else " idle"
    words = {"from": "FROM", "copy": "COPY --from", "mount": "RUN --mount"}[edge.kind]
    place = f"trigger run at line {edge.lines[0]}" if edge.is_trigger else f"line {edge.lines[0]}"
    return (
        f'<path class="edge {edge.kind}{idle}" marker-end="url(#arrow)" d="{_draw_way(way)}">'
        f"<title>{words}, {place}</title></path>"
    )


def _draw_way(way: list[Point]) -> str:
    """Draw bends from column to column, and straight lines through the columns between."""
    parts = [f"M{way[0][0]:.1f} {way[0][1]:.1f}"]
    for number in range(0, len(way) - 1, 2):
        (start_x, start_y), (end_x, end_y) = way[number : number + 2]
        if number:
            parts.append(f"L{start_x:.1f} {start_y:.1f}")
        bend = max(_LEAST_BEND, (end_x - start_x) / 2)
        parts.append(f"C{start_x + bend:.1f} {start_y:.1f} {end_x - bend:.1f} {end_y:.1f} {end_x:.1f} {end_y:.1f}")
    return "".join(parts)
