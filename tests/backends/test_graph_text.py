from __future__ import annotations

from preimage.backends.graph_text import render_dot, render_mermaid
from preimage.model.graph import GraphEdge, GraphNode, StageGraph

GRAPH = StageGraph(
    nodes=(
        GraphNode(index=0, name="build", is_needed=True),
        GraphNode(index=1, name="", is_needed=True, is_target=True),
        GraphNode(index=2, name="idle"),
        GraphNode(index=None, name='a"]\x1b\n-->\\', is_needed=True),
    ),
    edges=(
        GraphEdge(source=3, target=0, kind="from", lines=(1,)),
        GraphEdge(source=0, target=1, kind="copy", lines=(4, 5)),
        GraphEdge(source=0, target=1, kind="mount", lines=(6,)),
    ),
)


def test_dot() -> None:
    assert render_dot(GRAPH) == (
        "digraph stages {\n"
        "  rankdir=LR;\n"
        '  node [shape=box, fontname="sans-serif"];\n'
        '  n0 [label="build"];\n'
        '  n1 [label="stage 1", penwidth=2];\n'
        '  n2 [label="idle", color="#8a8a8a", fontcolor="#8a8a8a"];\n'
        '  n3 [label="a\\"]\\\\x1b\\\\n-->\\\\", shape=ellipse];\n'
        "  n3 -> n0;\n"
        '  n0 -> n1 [style=dashed, label="COPY, line 4"];\n'
        '  n0 -> n1 [style=dashed, label="RUN --mount, line 6"];\n'
        "}\n"
    )


def test_mermaid() -> None:
    assert render_mermaid(GRAPH) == (
        "flowchart LR\n"
        '  n0["build"]\n'
        '  n1["stage 1"]\n'
        '  n2["idle"]\n'
        '  n3(["a#34;#93;#92;x1b#92;n--#62;#92;"])\n'
        "  n3 --> n0\n"
        '  n0 -. "COPY, line 4" .-> n1\n'
        '  n0 -. "RUN --mount, line 6" .-> n1\n'
        "  style n1 stroke-width:3px\n"
        "  style n2 color:#8a8a8a,stroke:#8a8a8a\n"
    )
