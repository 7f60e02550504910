"""The text that fixes are made for, with the places of its instructions, and where its lines go."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from preimage.golang.text import decode_utf8, lower, upper
from preimage.model.edits import Edit, TextLines
from preimage.model.errors import LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from preimage.model.positions import PlacedInstruction, Position


_MOST_STEPS = 5_000_000
"""Instructions looked at for the fixes of one text, each time anew."""


class SourceText(TextLines):
    """The text of a Dockerfile, and its instructions with the places of their words."""

    __slots__ = ("_firsts", "_is_lower", "_labels", "_stages", "_steps", "_words", "instructions")

    def __init__(self, data: bytes, instructions: Sequence[PlacedInstruction] = ()) -> None:
        super().__init__(data)
        self.instructions: Final = tuple(instructions)
        self._firsts = [each.lines[0] for each in self.instructions]
        self._stages: list[list[PlacedInstruction]] | None = None
        self._words: frozenset[str] | None = None
        self._labels: str | None = None
        self._is_lower: bool | None = None
        self._steps = 0

    def instruction_at(self, line: int) -> PlacedInstruction | None:
        """Give the instruction that a line belongs to; None for one between instructions."""
        number = bisect_right(self._firsts, line)
        found = self.instructions[number - 1] if number else None
        return found if found is not None and line <= found.lines[1] else None

    def number_of(self, instruction: PlacedInstruction) -> int:
        """Give the place of an instruction in the file, from 0."""
        return bisect_right(self._firsts, instruction.lines[0]) - 1

    @property
    def stages(self) -> list[list[PlacedInstruction]]:
        """The instructions of each stage, FROM first."""
        if self._stages is None:
            self._stages = []
            for instruction in self.instructions:
                if lower(instruction.keyword.text) == "from":
                    self._stages.append([])
                if self._stages:
                    self._stages[-1].append(instruction)
        return self._stages

    @property
    def words(self) -> frozenset[str]:
        """The words and flags of all instructions, in lower case."""
        if self._words is None:
            self._words = frozenset(
                lower(word.text) for each in self.instructions for word in (*each.flags, *each.arguments)
            )
        return self._words

    @property
    def labels(self) -> str:
        """The words of all LABEL instructions, one a line."""
        if self._labels is None:
            placed = [each for each in self.instructions if lower(each.keyword.text) == "label"]
            self._labels = "\n".join(word.text for each in placed for word in each.arguments)
        return self._labels

    @property
    def is_mostly_lower(self) -> bool:
        """Tell which case has the majority: of FROM and what follows it, lower case only if it has more."""
        if self._is_lower is None:
            words = [each.keyword.text for stage in self.stages for each in stage]
            self._is_lower = sum(word == lower(word) for word in words) > sum(word == upper(word) for word in words)
        return self._is_lower

    def list_all(self) -> Sequence[PlacedInstruction]:
        """Give all instructions to one who looks at each.

        Raises:
            LimitError: that was done too often.
        """
        self._steps += len(self.instructions)
        if self._steps > _MOST_STEPS:
            raise LimitError("there are too many instructions and too much to fix")
        return self.instructions

    def replace(self, rule: str, start: Position, end: Position, new: str) -> Edit:
        """Give the edit that puts a text in the place of what stands between two places."""
        old = decode_utf8(self.data[self.offset_of(start) : self.offset_of(end)])
        return Edit(rule, start, end, old, new)

    def remove_lines(self, rule: str, first: int, last: int) -> Edit:
        """Give the edit that removes whole lines; with the last line of the file goes the end of the one before it."""
        if last < self.line_count:
            return self.replace(rule, (first, 1), (last + 1, 1), "")
        start = (first, 1) if first == 1 else (first - 1, len(self.line(first - 1)) + 1)
        return self.replace(rule, start, (last, len(decode_utf8(self._lines[last - 1])) + 1), "")


class LineMap:
    """Where lines go when edits are made, which do not overlap."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        moving = sorted((edit for edit in edits if "\n" in edit.old or "\n" in edit.new), key=lambda edit: edit.end)
        moves = [edit.new.count("\n") - edit.old.count("\n") for edit in moving]
        self._edits = moving
        self._ends = [edit.end for edit in moving]
        self._moved = [0, *accumulate(moves)]

    def after(self, line: int) -> int:
        """Give the number that a line has once the edits are made; a line that is removed has its own, negative."""
        number = bisect_right(self._ends, (line, 1))
        if number < len(self._edits):
            edit = self._edits[number]
            if edit.start <= (line, 1) and edit.end > (line + 1, 0) and not edit.new:
                return -line
        return line + self._moved[number]
