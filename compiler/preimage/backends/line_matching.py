"""Which lines two texts have in common: what difflib finds, but not in a time by the square of their length.

Short texts are left to difflib. In longer ones, the lines that each text has once hold the rest in place; difflib looks
at what is between two of them. Where that is too much, lines are compared with those in the same place, or all of them
count as changed if there are more or fewer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import Match, SequenceMatcher
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_PAIRS = 1_000_000
"""Pairs of lines that difflib may compare."""


class LineMatcher(SequenceMatcher[str]):
    """A matcher of difflib for the lines of two texts: ``get_opcodes`` and the like rest on what is found here."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        # What difflib indexes at once is not asked for here.
        super().__init__(None, (), (), autojunk=False)
        self.a, self.b = before, after
        self._pairs_left = MOST_PAIRS
        self._blocks: list[Match] = []
        anchors = [] if len(before) * len(after) <= MOST_PAIRS else _find_anchors(before, after)
        for place, end in pairwise([(0, 0), *anchors, (len(before), len(after))]):
            self._match_between(place, end)
        self._blocks.append(Match(len(before), len(after), 0))

    def get_matching_blocks(self) -> list[Match]:
        """Give the blocks that both texts have, in order, and an empty one at the end."""
        return self._blocks

    def _match_between(self, place: tuple[int, int], end: tuple[int, int]) -> None:
        """Find what is the same from one place in both texts to another one."""
        first = self._count_same(place, end)
        self._add(*place, first)
        start, new_start = place[0] + first, place[1] + first
        last = self._count_same_backwards((start, new_start), end)
        stop, new_stop = end[0] - last, end[1] - last
        pairs = (stop - start) * (new_stop - new_start)
        if 0 < pairs <= self._pairs_left:
            self._pairs_left -= pairs
            inner = SequenceMatcher(None, self.a[start:stop], self.b[new_start:new_stop], autojunk=False)
            for block in inner.get_matching_blocks():
                self._add(start + block.a, new_start + block.b, block.size)
        elif stop - start == new_stop - new_start:
            # Most changes leave as many lines as there were.
            for count in range(stop - start):
                if self.a[start + count] == self.b[new_start + count]:
                    self._add(start + count, new_start + count, 1)
        self._add(stop, new_stop, last)

    def _add(self, place: int, new_place: int, size: int) -> None:
        """Add a block, as part of the last one if it goes on where that ends."""
        if not size:
            return
        last = self._blocks[-1] if self._blocks else Match(0, 0, 0)
        if (last.a + last.size, last.b + last.size) == (place, new_place) and self._blocks:
            self._blocks[-1] = Match(last.a, last.b, last.size + size)
        else:
            self._blocks.append(Match(place, new_place, size))

    def _count_same(self, place: tuple[int, int], end: tuple[int, int]) -> int:
        most, count = min(end[0] - place[0], end[1] - place[1]), 0
        while count < most and self.a[place[0] + count] == self.b[place[1] + count]:
            count += 1
        return count

    def _count_same_backwards(self, place: tuple[int, int], end: tuple[int, int]) -> int:
        most, count = min(end[0] - place[0], end[1] - place[1]), 0
        while count < most and self.a[end[0] - 1 - count] == self.b[end[1] - 1 - count]:
            count += 1
        return count


def _find_anchors(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Give the places of lines that each text has once: the most of them that are in the same order in both."""
    places = dict(_list_single(after))
    pairs = [(place, places[line]) for line, place in _list_single(before) if line in places]
    # The longest rising sequence: of those of a length, the one that ends first is the one to go on from.
    ends: list[int] = []
    last: list[int] = []
    origins: list[int] = []
    for number, (_, new_place) in enumerate(pairs):
        length = bisect_left(ends, new_place)
        origins.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [new_place]
        last[length : length + 1] = [number]
    anchors = []
    number = last[-1] if last else -1
    while number >= 0:
        anchors.append(pairs[number])
        number = origins[number]
    return anchors[::-1]


def _list_single(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    counts = Counter(lines)
    return ((line, place) for place, line in enumerate(lines) if counts[line] == 1)
