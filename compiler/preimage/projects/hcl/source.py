"""Text of a file, and places in it."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from preimage.golang.graphemes import count_graphemes


class Source:
    """A text: the name of its file as given, and what it holds without byte order mark.

    ``first`` is line and column of its first character, for a text within another.
    """

    __slots__ = ("_starts", "first", "name", "text")

    def __init__(self, name: str, text: str, first: tuple[int, int] = (1, 1)) -> None:
        self.name = name
        self.text = text
        self.first = first
        self._starts: list[int] | None = None

    def line(self, offset: int) -> int:
        """Give the 1-based line of a character."""
        return bisect_right(self._line_starts(), offset) + self.first[0] - 1

    def position(self, offset: int) -> tuple[int, int]:
        """Give line and column, both from 1; columns count grapheme clusters."""
        index = bisect_right(self._line_starts(), offset) - 1
        column = count_graphemes(self.text[self._line_starts()[index] : offset]) + (1 if index else self.first[1])
        return index + self.first[0], column

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
