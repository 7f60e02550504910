"""Where the words of a Dockerfile stand, for editors and for changes of the text.

Lines and columns count from 1, columns in characters; a byte order mark at the start of the file is not counted, and a
byte that is not UTF-8 counts as one character. An end is the place behind the last character.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    WordKind = Literal["keyword", "flag", "word", "name", "value", "text"]

Position = tuple[int, int]
"""Line and column."""


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
