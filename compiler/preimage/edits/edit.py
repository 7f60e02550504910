"""An edit of a Dockerfile as a value, and what applies edits to its bytes.

Nothing but what an edit names is changed: line ends, a byte order mark, bytes that are not UTF-8 and a missing newline
at the end stay as they are.
"""

from __future__ import annotations

from bisect import bisect_right

from preimage.golang.text import decode_utf8, encode_utf8
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from preimage.model.positions import PlacedInstruction, Position

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Edit(Value):
    """A change of the text: what stands between two places, and what takes its place.

    Places are as in ``preimage.model.positions``: line and column from 1, columns in characters, the end exclusive.
    Column 1 of the line behind the last is the end of a text that ends in a newline. ``old`` and ``new`` hold line ends
    as the file has them; bytes that are not UTF-8 are lone surrogates. ``rule`` is that of the finding.
    """

    __slots__ = ("rule", "start", "end", "old", "new")

    def __init__(self, rule: str, start: Position, end: Position, old: str, new: str) -> None:
        self.rule: Final = rule
        self.start: Final = start
        self.end: Final = end
        self.old: Final = old
        self.new: Final = new


class SourceText:
    """The text of a Dockerfile by lines, and its instructions with the places of their words."""

    __slots__ = ("_firsts", "_lines", "_mark", "_starts", "data", "instructions")

    def __init__(self, data: bytes, instructions: Sequence[PlacedInstruction] = ()) -> None:
        self.data: Final = data
        self.instructions: Final = tuple(instructions)
        self._firsts = [each.lines[0] for each in self.instructions]
        self._mark = len(_BYTE_ORDER_MARK) if data.startswith(_BYTE_ORDER_MARK) else 0
        self._lines = data[self._mark :].split(b"\n")
        self._starts: list[int] = []
        start = self._mark
        for line in self._lines:
            self._starts.append(start)
            start += len(line) + 1

    @property
    def line_count(self) -> int:
        """How many lines there are, as editors count: behind the last newline there is one more."""
        return len(self._lines)

    def line(self, number: int) -> str:
        """Give the text of a line, without its end."""
        return decode_utf8(self._lines[number - 1].rstrip(b"\r"))

    def line_end(self, number: int) -> str:
        """Give what ends a line: carriage returns and a newline, or nothing at the end of the file."""
        line = self._lines[number - 1]
        returns = "\r" * (len(line) - len(line.rstrip(b"\r")))
        return f"{returns}\n" if number < len(self._lines) else returns

    def newline(self, number: int) -> str:
        """Give what a new line near a line is to be ended with."""
        return "\r\n" if self._lines[number - 1].endswith(b"\r") else "\n"

    def instruction_at(self, line: int) -> PlacedInstruction | None:
        """Give the instruction that a line belongs to; None for one between instructions."""
        number = bisect_right(self._firsts, line)
        found = self.instructions[number - 1] if number else None
        return found if found is not None and line <= found.lines[1] else None

    def offset_of(self, position: Position) -> int:
        """Give the offset of a place in bytes.

        Raises:
            ValueError: there is no such place.
        """
        line, column = position
        if not 1 <= line <= len(self._lines) or column < 1:
            raise ValueError(f"there is no line {line}, column {column}")
        raw = self._lines[line - 1]
        if not raw.isascii():
            text = decode_utf8(raw)
            size = len(encode_utf8(text[: column - 1])) if column <= len(text) + 1 else len(raw) + 1
        else:
            size = column - 1
        if size > len(raw):
            raise ValueError(f"line {line} has no column {column}")
        return self._starts[line - 1] + size

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


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Give the text with all edits made; of several insertions at one place the first comes first.

    Raises:
        ValueError: an edit does not fit the text, or two overlap.
    """
    text = SourceText(data)
    parts = []
    position = 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        start, end = text.offset_of(edit.start), text.offset_of(edit.end)
        if start < position:
            raise ValueError(f"edits overlap at line {edit.start[0]}")
        if data[start:end] != encode_utf8(edit.old):
            raise ValueError(f"line {edit.start[0]} is not what the edit is for")
        parts += [data[position:start], encode_utf8(edit.new)]
        position = end
    return b"".join([*parts, data[position:]])


class LineMap:
    """Where lines go when edits are made."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = [edit for edit in edits if "\n" in edit.old or "\n" in edit.new]

    def after(self, line: int) -> int:
        """Give the number that a line has once the edits are made; a line that is removed has its own, negative."""
        number = line
        for edit in self._edits:
            if edit.end <= (line, 1):
                number += edit.new.count("\n") - edit.old.count("\n")
            elif edit.start <= (line, 1) and edit.end > (line + 1, 0) and not edit.new:
                return -line
        return number
