"""Where the words of a Dockerfile stand, for editors and for changes of the text.

Lines and columns count from 1, columns in characters; a byte order mark at the start of the file is not counted, and a
byte that is not UTF-8 counts as one character. An end is the place behind the last character.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    WordKind = Literal["keyword", "flag", "word", "name", "value", "text"]

Position = tuple[int, int]
"""Line and column."""


class JoinedLine:
    """What an instruction is read from: its lines without continuations and what stands between, as one text.

    ``escape`` is the escape character of the file. ``pieces`` says where the text comes from: for each piece its offset
    in the text, in characters from 0, and the line and column where it stands.
    """

    __slots__ = ("_starts", "escape", "pieces", "text")

    def __init__(self, text: str, escape: str, pieces: Sequence[tuple[int, int, int]]) -> None:
        self.text = text
        self.escape = escape
        self.pieces = tuple(pieces)
        self._starts = [piece[0] for piece in pieces]

    def start(self, offset: int) -> Position:
        """Give the place of a character, or of the end of the text."""
        first, line, column = self.pieces[bisect_right(self._starts, offset) - 1]
        return line, column + offset - first

    def end(self, offset: int) -> Position:
        """Give the place behind the character before ``offset``, which is on the line of that character."""
        line, column = self.start(offset - 1)
        return line, column + 1

    def split(self, start: int, end: int) -> list[tuple[int, int]]:
        """Split a stretch of the text, given by offsets, to those that each stand on one line."""
        cuts = [start, *(first for first in self._starts if start < first < end), end]
        return [pair for pair in pairwise(cuts) if pair[0] < pair[1]]


_NO_LINE = JoinedLine("", "\\", [(0, 0, 0)])


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word as it is written, quotes included, continuations left out, and where it stands.

    ``kind``: ``keyword`` (the instruction), ``flag``, ``word`` (one of a list or array), ``name`` and ``value`` (of
    ENV, LABEL, ARG), ``text`` (all of a shell form or of the one argument of USER, WORKDIR and their like).
    """

    kind: WordKind
    text: str
    start: Position
    end: Position
    offset: int = field(default=0, compare=False, repr=False)
    """Where it begins in the text of its instruction's ``line``."""


@dataclass(frozen=True, slots=True)
class PlacedHeredoc:
    """A heredoc: its name and the first and last line of its body; an empty body has a last line before the first."""

    name: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PlacedInstruction:
    """An instruction: its first and last line, its words in order, its heredocs, and what ONBUILD holds."""

    lines: tuple[int, int]
    keyword: PlacedWord
    flags: tuple[PlacedWord, ...]
    arguments: tuple[PlacedWord, ...]
    heredocs: tuple[PlacedHeredoc, ...]
    trigger: PlacedInstruction | None = None
    line: JoinedLine = field(default=_NO_LINE, compare=False, repr=False)
    """What it was read from; what ONBUILD holds was read from the whole of it."""
