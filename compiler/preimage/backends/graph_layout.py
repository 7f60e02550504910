"""Where the nodes of a graph of stages stand, and by which way its edges go.

Nodes stand in columns, from what they are made of on the left to what is made of them on the right. An edge that passes
columns has a place of its own in each of them, so that it goes through no node. Places within a column are sorted by
the middle of their neighbours.
"""

from __future__ import annotations

from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.graph import StageGraph

HEIGHT = 30
"""Of a node, in pixels."""
_GAP_X, _GAP_Y, _MARGIN = 56, 14, 8
_LANE = 10
"""Height of the place of an edge that passes a column."""
_SWEEPS = 4
_MOST_LANES = 3000

Box = tuple[float, float, float]
"""Left, top and width of a node, in pixels."""
Point = tuple[float, float]


class Layout:
    """The boxes of the nodes, and for each edge the points on its way, both sides of each column that it passes."""

    __slots__ = ("boxes", "height", "ways", "width")

    def __init__(self, boxes: list[Box], ways: dict[tuple[int, int], list[Point]], width: float, height: float) -> None:
        self.boxes = boxes
        self.ways = ways
        """By the places of source and target."""
        self.width = width
        self.height = height


def lay_out(graph: StageGraph, widths: Sequence[float]) -> Layout:
    """Lay a graph out whose nodes need at least the given widths."""
    depths = _measure_depths(graph)
    count = len(graph.nodes)
    chains = _make_chains(graph, depths)
    columns = _order(depths, chains)
    lefts, column_widths = _measure_columns(columns, count, widths)
    tops: dict[int, float] = {}
    heights = {depth: sum(_height_of(slot, count) + _GAP_Y for slot in slots) for depth, slots in columns.items()}
    tallest = max(heights.values())
    for depth, slots in columns.items():
        top = _MARGIN + (tallest - heights[depth]) / 2
        for slot in slots:
            tops[slot] = top
            top += _height_of(slot, count) + _GAP_Y
    boxes = [(lefts[depths[place]], tops[place], column_widths[depths[place]]) for place in range(count)]
    ways: dict[tuple[int, int], list[Point]] = {pair: [] for pair in chains}
    for pair, chain in chains.items():
        for slot in chain[1:-1]:
            depth = depths[slot]
            middle = tops[slot] + _LANE / 2
            ways[pair] += [(lefts[depth], middle), (lefts[depth] + column_widths[depth], middle)]
    last = max(columns)
    return Layout(boxes, ways, lefts[last] + column_widths[last] + _MARGIN, tallest - _GAP_Y + 2 * _MARGIN)


def _height_of(slot: int, count: int) -> float:
    return HEIGHT if slot < count else _LANE


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


def _make_chains(graph: StageGraph, depths: list[int]) -> dict[tuple[int, int], list[int]]:
    """Give the places that each edge goes through, itself included; those in the columns it passes are made here.

    Of a graph with too many of them, edges go straight.
    """
    pairs = dict.fromkeys((edge.source, edge.target) for edge in graph.edges)
    passed = sum(depths[target] - depths[source] - 1 for source, target in pairs)
    chains: dict[tuple[int, int], list[int]] = {}
    for source, target in pairs:
        between = range(depths[source] + 1, depths[target]) if passed <= _MOST_LANES else range(0)
        lanes = range(len(depths), len(depths) + len(between))
        depths += between
        chains[source, target] = [source, *lanes, target]
    return chains


def _order(depths: list[int], chains: dict[tuple[int, int], list[int]]) -> dict[int, list[int]]:
    """Give the places of each column from top to bottom, by turns sorted by what is left and right of them."""
    columns: dict[int, list[int]] = {}
    for slot, depth in enumerate(depths):
        columns.setdefault(depth, []).append(slot)
    neighbours: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for chain in chains.values():
        for left, right in pairwise(chain):
            neighbours[0].setdefault(right, []).append(left)
            neighbours[1].setdefault(left, []).append(right)
    for sweep in range(_SWEEPS):
        ranks = {slot: rank / len(slots) for slots in columns.values() for rank, slot in enumerate(slots)}
        beside = neighbours[sweep % 2]
        for depth in sorted(columns, reverse=bool(sweep % 2)):
            middles = {
                slot: sum(ranks[other] for other in beside.get(slot, [slot])) / len(beside.get(slot, [slot]))
                for slot in columns[depth]
            }
            columns[depth].sort(key=middles.__getitem__)
            ranks.update({slot: rank / len(columns[depth]) for rank, slot in enumerate(columns[depth])})
    return columns


def _measure_columns(
    columns: dict[int, list[int]], count: int, widths: Sequence[float]
) -> tuple[dict[int, float], dict[int, float]]:
    """Give where each column begins, and how wide it is."""
    lefts: dict[int, float] = {}
    column_widths: dict[int, float] = {}
    left = float(_MARGIN)
    for depth in sorted(columns):
        lefts[depth] = left
        column_widths[depth] = max((widths[slot] for slot in columns[depth] if slot < count), default=0.0)
        left += column_widths[depth] + _GAP_X
    return lefts, column_widths
