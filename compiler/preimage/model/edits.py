"""An edit of a Dockerfile as a value, and what applies edits to its bytes.

Nothing but what an edit names is changed: line ends, a byte order mark, bytes that are not UTF-8 and a missing newline
at the end stay as they are.
"""

from __future__ import annotations

from preimage.golang.text import decode_utf8, encode_utf8, replace_invalid
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Final

    from preimage.model.positions import Position

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


class Suggestion(Value):
    """What would take a finding away: what it does, as a short imperative, its edits, and whether the image stays."""

    __slots__ = ("title", "edits", "is_safe")

    def __init__(self, title: str, edits: Sequence[Edit], is_safe: bool) -> None:
        self.title: Final = title
        self.edits: Final = tuple(edits)
        self.is_safe: Final = is_safe

    @property
    def is_text(self) -> bool:
        """Tell whether what is inserted is text, as most formats want it, and not bytes that are not UTF-8."""
        return all(replace_invalid(edit.new) == edit.new for edit in self.edits)


class TextLines:
    """The text of a Dockerfile by lines, and where places are in its bytes."""

    __slots__ = ("_lines", "_starts", "data")

    def __init__(self, data: bytes) -> None:
        self.data: Final = data
        mark = len(_BYTE_ORDER_MARK) if data.startswith(_BYTE_ORDER_MARK) else 0
        self._lines = data[mark:].split(b"\n")
        self._starts: list[int] = []
        start = mark
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

    def utf16_column(self, position: Position) -> int:
        """Give the column of a place in code units of UTF-16, as most editors count, from 1."""
        line, column = position
        before = decode_utf8(self._lines[line - 1])[: column - 1]
        return column + sum(character > "\uffff" for character in before)

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


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Give the text with all edits made; of several insertions at one place the first comes first.

    Raises:
        ValueError: an edit does not fit the text, or two overlap.
    """
    text = TextLines(data)
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
