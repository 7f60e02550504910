"""Text of a file, and places in it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from preimage.golang.graphemes import count_graphemes


class Source:
    """A file: its name as given, and its text without byte order mark."""

    __slots__ = ("_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts: list[int] | None = None

    def line(self, offset: int) -> int:
        """Give the 1-based line of a character."""
        return bisect_right(self._line_starts(), offset)

    def position(self, offset: int) -> tuple[int, int]:
        """Give line and column, both from 1; columns count grapheme clusters."""
        line = self.line(offset)
        return line, count_graphemes(self.text[self._line_starts()[line - 1] : offset]) + 1

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            at = self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._starts = starts
        return self._starts


class Span(NamedTuple):
    """The characters of a source from ``start`` up to, not including, ``end``."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.source.line(self.start)

    def to(self, other: Span) -> Span:
        """Give the span from the start of this one to the end of the other."""
        return Span(self.source, self.start, other.end)

    def render(self) -> str:
        """Give ``FILE:LINE,COLUMN-COLUMN``, with a second line before the last column if there is another."""
        line, column = self.source.position(self.start)
        last_line, last_column = self.source.position(self.end)
        end = str(last_column) if line == last_line else f"{last_line},{last_column}"
        return f"{self.source.name}:{line},{column}-{end}"
