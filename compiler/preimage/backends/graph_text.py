"""The graph of stages as text that other programs draw: Graphviz's dot, and Mermaid.

Both show stages as boxes, images as ellipses, what the target does not need in grey, and label what is copied or
mounted with its line.
"""

from __future__ import annotations

from preimage.model.graph import GraphEdge, GraphNode, StageGraph
from preimage.model.visible import show_line

_GREY = "#8a8a8a"


def render_dot(graph: StageGraph) -> str:
    """Render a directed graph in the language of Graphviz."""
    rows = ["digraph stages {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    for place, node in enumerate(graph.nodes):
        rows.append(f"  n{place} [{_dot_attributes(node)}];")
    for edge in graph.edges:
        attributes = "" if edge.kind == "from" else f' [style=dashed, label="{_describe(edge)}"]'
        rows.append(f"  n{edge.source} -> n{edge.target}{attributes};")
    return "\n".join([*rows, "}", ""])


def _dot_attributes(node: GraphNode) -> str:
    label = show_line(node.label).replace("\\", "\\\\").replace('"', '\\"')
    attributes = [f'label="{label}"']
    if node.index is None:
        attributes.append("shape=ellipse")
    if node.is_target:
        attributes.append("penwidth=2")
    if not node.is_needed:
        attributes.append(f'color="{_GREY}", fontcolor="{_GREY}"')
    return ", ".join(attributes)


def render_mermaid(graph: StageGraph) -> str:
    """Render a flowchart in the language of Mermaid, which GitHub and GitLab draw in Markdown."""
    rows = ["flowchart LR"]
    for place, node in enumerate(graph.nodes):
        label = _mermaid_text(node.label)
        rows.append(f'  n{place}(["{label}"])' if node.index is None else f'  n{place}["{label}"]')
    for edge in graph.edges:
        arrow = "-->" if edge.kind == "from" else f'-. "{_describe(edge)}" .->'
        rows.append(f"  n{edge.source} {arrow} n{edge.target}")
    targets = [f"n{place}" for place, node in enumerate(graph.nodes) if node.is_target]
    rows += [f"  style {name} stroke-width:3px" for name in targets]
    idle = [f"n{place}" for place, node in enumerate(graph.nodes) if not node.is_needed]
    rows += [f"  style {name} color:{_GREY},stroke:{_GREY}" for name in idle]
    return "\n".join([*rows, ""])


def _mermaid_text(text: str) -> str:
    """Write every sign that Mermaid could take as its own as the number of a character."""
    return "".join(
        character if character.isalnum() or character in " ._-/:" else f"#{ord(character)};"
        for character in show_line(text)
    )


def _describe(edge: GraphEdge) -> str:
    word = "COPY" if edge.kind == "copy" else "RUN --mount"
    return f"{'ONBUILD ' * edge.is_trigger}{word}, line {edge.lines[0]}"
