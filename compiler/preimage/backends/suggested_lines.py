"""Suggestions for formats that replace whole lines."""

from __future__ import annotations

from preimage.golang.text import decode_utf8
from preimage.model.edits import apply_edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from preimage.model.edits import Suggestion


class SuggestedLines:
    """What takes the place of some lines: the first and the last of them (from 1), and the new ones, without ends."""

    __slots__ = ("first", "last", "lines")

    def __init__(self, first: int, last: int, lines: list[str]) -> None:
        self.first: Final = first
        self.last: Final = last
        self.lines: Final = lines


def suggest_lines(data: bytes, suggestion: Suggestion, first: int | None, last: int | None) -> SuggestedLines | None:
    """Give the lines that a suggestion changes, and those from ``first`` to ``last``, with what becomes of them.

    None if they hold bytes that are not UTF-8, which these formats cannot have.
    """
    edits = suggestion.edits
    # An edit that ends before the first character of a line leaves it alone.
    ends = [edit.end[0] if edit.end[1] > 1 or edit.end == edit.start else edit.end[0] - 1 for edit in edits]
    start = min([edit.start[0] for edit in edits] + ([first] if first is not None else []))
    end = max([*ends, *([last] if last is not None else [])])
    moved = sum(edit.new.count("\n") - edit.old.count("\n") for edit in edits)
    text = decode_utf8(apply_edits(data, edits).removeprefix(b"\xef\xbb\xbf"))
    lines = [line.rstrip("\r") for line in text.split("\n")[start - 1 : end + moved]]
    if any("\udc80" <= character <= "\udcff" for line in lines for character in line):
        return None
    return SuggestedLines(start, end, lines)
