"""The text of an open file as the client sees it, and its places in the client's units.

A client counts lines and columns from 0, ends lines also at a lone carriage return, counts columns in code units, and
counts a byte order mark. Everywhere else places are those of ``preimage.model.positions``.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from preimage.model.positions import Position

    Units = Literal["utf-8", "utf-16", "utf-32"]

ClientPosition = tuple[int, int]
"""Line and column from 0, in the client's units."""
ClientRange = tuple[ClientPosition, ClientPosition]

_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LONE_RETURN = re.compile("\r(?!\n)")
_LAST_ONE_BYTE, _LAST_TWO_BYTES, _LAST_OF_PLANE = "\x7f", "\u07ff", "\uffff"
_MARK = "\ufeff"


class ClientText:
    """A text that a client edits; ``units`` are those in which it counts columns."""

    __slots__ = ("_data", "_has_lone_returns", "_lines", "_text", "units")

    def __init__(self, text: str, units: Units = "utf-16") -> None:
        self.units: Units = units
        self._lines = _LINE.findall(text)
        self._text: str | None = text
        self._data: bytes | None = None
        self._has_lone_returns: bool | None = None

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = "".join(self._lines)
        return self._text

    @property
    def data(self) -> bytes:
        """The text as the bytes of a file; what is no character becomes a question mark."""
        if self._data is None:
            self._data = self.text.encode("utf-8", "replace")
        return self._data

    @property
    def last(self) -> ClientPosition:
        """The place behind the last character."""
        return self._locate_end()

    def replace(self, span: ClientRange | None, new: str) -> None:
        """Replace what stands between two places; None: all of it. Places outside the text are moved into it."""
        if span is None:
            self._lines, self._text = _LINE.findall(new), new
        else:
            (first, start), (last, end) = sorted(span)
            lines = self._lines
            head = self._line(first)[: self._offset(first, start)]
            tail = self._line(last)[self._offset(last, end) :]
            if first >= len(lines):
                # Behind the last newline there is an empty line.
                lines.append("")
                first = len(lines) - 1
            before = lines[first - 1] if first else ""
            if before.endswith("\r") or (not tail and head + new):
                # What was the end of a line may now be half of one, and a line that lost its end goes on in the next.
                self._text = "".join([*lines[:first], head, new, tail, *lines[last + 1 :]])
                self._lines = _LINE.findall(self._text)
            else:
                lines[first : last + 1] = _LINE.findall(head + new + tail)
                self._text = None
        self._data = self._has_lone_returns = None

    def to_client(self, position: Position) -> ClientPosition:
        """Give a place in the client's units."""
        line, column = position
        index, offset = line - 1, column - 1
        if line == 1 and self._line(0).startswith(_MARK):
            offset += 1
        if self._has_two_counts():
            index, offset = self._to_client_line(index, offset)
        text = self._line(index)
        return index, min(self._measure(text[:offset]), self._measure(text.rstrip("\r\n")))

    def from_client(self, position: ClientPosition) -> Position:
        """Give a place of the client's, moved into the text where it is outside."""
        index, column = position
        if index >= len(self._lines):
            index, column = self._locate_end()
        offset = self._offset(index, column)
        if self._has_two_counts():
            index, offset = self._from_client_line(index, offset)
        if index == 0 and self._line(0).startswith(_MARK):
            offset = max(0, offset - 1)
        return index + 1, offset + 1

    def range_to_client(self, start: Position, end: Position) -> ClientRange:
        """Give the client's range between two places."""
        return self.to_client(start), self.to_client(end)

    def slice(self, span: ClientRange) -> str:
        """Give the text between two places of the client's."""
        (first, start), (last, end) = span
        if first == last:
            return self._line(first)[self._offset(first, start) : self._offset(first, end)]
        inner = self._lines[first + 1 : last]
        return "".join(
            [self._line(first)[self._offset(first, start) :], *inner, self._line(last)[: self._offset(last, end)]]
        )

    def _has_two_counts(self) -> bool:
        """Tell whether lines are not the same to a client and to a Dockerfile."""
        if self._has_lone_returns is None:
            self._has_lone_returns = "\r" in self.text and _LONE_RETURN.search(self.text) is not None
        return self._has_lone_returns

    def _locate_end(self) -> ClientPosition:
        lines = self._lines
        if not lines or lines[-1].endswith(("\n", "\r")):
            return len(lines), 0
        return len(lines) - 1, self._measure(lines[-1])

    def _line(self, index: int) -> str:
        return self._lines[index] if index < len(self._lines) else ""

    def _offset(self, index: int, column: int) -> int:
        """Give the characters before a column, at most those of the line without its end."""
        line = self._line(index)
        text = line.rstrip("\r\n") if line.endswith(("\n", "\r")) else line
        if self.units == "utf-32" or text.isascii():
            return min(max(column, 0), len(text))
        units = 0
        for offset, character in enumerate(text):
            units += self._width(character)
            if units > column:
                return offset
        return len(text)

    def _measure(self, text: str) -> int:
        if self.units == "utf-32" or text.isascii():
            return len(text)
        return sum(map(self._width, text))

    def _width(self, character: str) -> int:
        if self.units == "utf-16":
            return 2 if character > _LAST_OF_PLANE else 1
        if character <= _LAST_ONE_BYTE:
            return 1
        return 2 if character <= _LAST_TWO_BYTES else 4 if character > _LAST_OF_PLANE else 3

    def _to_client_line(self, index: int, offset: int) -> tuple[int, int]:
        """Turn a line that ends at a newline only, and characters in it, to the client's line."""
        number = 0
        while index and number < len(self._lines):
            index -= self._lines[number].endswith("\n")
            number += 1
        while number < len(self._lines) and self._lines[number].endswith("\r") and offset >= len(self._lines[number]):
            offset -= len(self._lines[number])
            number += 1
        return number, offset

    def _from_client_line(self, index: int, offset: int) -> tuple[int, int]:
        start = index
        while start and self._lines[start - 1].endswith("\r"):
            start -= 1
            offset += len(self._lines[start])
        return sum(line.endswith("\n") for line in self._lines[:start]), offset
