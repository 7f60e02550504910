from __future__ import annotations

import pytest

from preimage.model.graph import GraphNode


@pytest.mark.parametrize(
    ("node", "label"),
    [
        pytest.param(GraphNode(index=1, name="build"), "build", id="named stage"),
        pytest.param(GraphNode(index=1, name=""), "stage 1", id="stage without a name"),
        pytest.param(GraphNode(index=None, name="alpine"), "alpine", id="image"),
    ],
)
def test_label(node: GraphNode, label: str) -> None:
    assert node.label == label
