"""Text in columns, as Go's tabwriter lays it out.

A tab ends a cell, a newline ends a line. A column is a run of cells one below the other in lines that follow each
other, and only cells that end in a tab belong to one: the last cell of a line is neither padded nor counted.

Source: docs/reference/check-calls.md, "Columns".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_WIDTH = 1_000
"""Characters to which cells are padded; Go has no such bound, and one long cell would make every row as long."""

_END_OF_CELL = re.compile("[\t\v]")
_END_OF_LINE = re.compile("([\n\f])")


def render_columns(text: str, padding: int) -> str:
    """Pad the cells of each column with blanks to its longest one, in characters, plus ``padding``.

    A vertical tab is as good as a tab; a form feed ends the line and all columns.
    """
    pieces = _END_OF_LINE.split(text)
    rows = [_END_OF_CELL.split(line) for line in pieces[::2]]
    ends = pieces[1::2]
    rendered: list[str] = []
    start = 0
    for index in range(len(rows)):
        if index == len(ends) or ends[index] == "\f":
            rendered += _render_rows(rows[start : index + 1], padding)
            start = index + 1
    return "\n".join(rendered)


def _render_rows(rows: list[list[str]], padding: int) -> list[str]:
    column = 0
    places = [place for place, row in enumerate(rows) if len(row) > 1]
    while places:
        for run in _find_runs(places):
            width = min(max(len(rows[place][column]) for place in run), MOST_WIDTH) + padding
            for place in run:
                rows[place][column] = rows[place][column].ljust(width)
        column += 1
        places = [place for place in places if len(rows[place]) > column + 1]
    return ["".join(row) for row in rows]


def _find_runs(places: list[int]) -> Iterator[list[int]]:
    """Cut rising numbers where one is left out."""
    start = 0
    for index in range(1, len(places) + 1):
        if index == len(places) or places[index] != places[index - 1] + 1:
            yield places[start:index]
            start = index
