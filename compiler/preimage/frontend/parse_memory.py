"""What parsing a text came to, kept for the next text of the same file, most of whose lines are usually the same.

What reading a statement gives depends on its lines alone, and on those since the statement before: comments, blank
lines. So a statement stands as it was where all these lines have stayed what and where they were.
"""

from __future__ import annotations

from itertools import compress, count
from operator import ne

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Final

    from preimage.frontend.source import Source
    from preimage.frontend.statement import Statement
    from preimage.model.findings import Finding
    from preimage.model.instructions import AnyInstruction, From
    from preimage.model.limits import Cost
    from preimage.model.lint import CheckOptions, Lint

    _Parse = Callable[[Statement, Lint], AnyInstruction | From]


class Region:
    """The lines from the end of one statement to the end of the next, and what reading them gave.

    ``start`` and ``end`` are 0-based, the end excluded; ``blank_lines`` are what `StatementReader.empty_continuations`
    got; ``cost`` None: nothing was spent. ``instruction`` is None until the shape of the statement was found good.
    """

    __slots__ = ("blank_lines", "cost", "end", "findings", "instruction", "start", "statement")

    def __init__(
        self, start: int, end: int, statement: Statement, blank_lines: Sequence[int], cost: Cost | None
    ) -> None:
        self.start: Final = start
        self.end: Final = end
        self.statement: Final = statement
        self.blank_lines: Final = tuple(blank_lines)
        self.cost: Final = cost
        self.instruction: AnyInstruction | From | None = None
        self.findings: tuple[Finding, ...] = ()


class ParseMemory:
    """The statements and instructions of the text before, and those of the one at hand as they come to be known."""

    __slots__ = ("_before", "_escape", "_lines", "_now", "_rules", "_same_above", "_same_below", "_source")

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._escape = ""
        self._rules: CheckOptions | None = None
        self._before: dict[int, Region] = {}
        self._now: dict[int, Region] = {}
        self._source: Source | None = None
        self._same_above = self._same_below = 0

    def begin(self, source: Source, escape: str) -> None:
        """Begin with another text."""
        if escape != self._escape:
            self._before = {}
        self._source, self._escape = source, escape
        self._now = {}
        before, lines = self._lines, source.raw_lines
        least, total = min(len(before), len(lines)), len(lines)
        same = _count_same(before, lines, least)
        self._same_above, self._same_below = same, total
        if len(before) == total:
            self._same_below = total - _count_same(reversed(before), reversed(lines), total - same)
        elif same == len(before):
            # Behind what ended with the text, something may follow now that belongs to it.
            self._same_above = same - 1

    def find(self, start: int) -> Region | None:
        """Give the region that begins at a line, if all its lines are still there."""
        region = self._before.get(start)
        if region is None or (region.end > self._same_above and start < self._same_below):
            return None
        self._now[start] = region
        return region

    def keep(self, start: int, end: int, statement: Statement, blank_lines: Sequence[int], cost: Cost | None) -> None:
        """Take down what was read anew; see `Region`."""
        self._now[start] = Region(start, end, statement, blank_lines, cost)

    def finish(self) -> None:
        """Forget the text before: all of this one was read."""
        assert self._source is not None, "what ends has begun"
        self._lines = self._source.raw_lines
        self._before = self._now
        self._source = None

    def remember(self, parse: _Parse, rules: CheckOptions) -> _Parse:
        """Give a function that does what another one does, once for each statement."""
        regions = {id(region.statement): region for region in self._before.values()}
        rules = rules.without_failing()
        if rules != self._rules:
            for region in regions.values():
                region.instruction = None
            self._rules = rules

        def parse_once(statement: Statement, lint: Lint) -> AnyInstruction | From:
            region = regions[id(statement)]
            if region.instruction is None:
                known = len(lint.findings)
                region.instruction = parse(statement, lint)
                region.findings = tuple(lint.findings[known:])
            else:
                for finding in region.findings:
                    lint.add(finding)
            return region.instruction

        return parse_once


def _count_same(first: Iterable[str], second: Iterable[str], most: int) -> int:
    """Give how many lines two texts begin with in common."""
    return min(next(compress(count(), map(ne, first, second)), most), most)
