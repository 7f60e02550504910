"""Text in columns, as Go's tabwriter lays it out.

A tab ends a cell, a newline ends a line. A column is a run of cells one below the other in lines that follow each
other, and only cells that end in a tab belong to one: the last cell of a line is neither padded nor counted.

Source: docs/reference/check-calls.md, "Columns".
"""

from __future__ import annotations

import re

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
    for column in range(max(map(len, rows)) - 1):
        run: list[list[str]] = []
        for row in [*rows, []]:
            if column < len(row) - 1:
                run.append(row)
                continue
            width = max((len(member[column]) for member in run), default=0) + padding
            for member in run:
                member[column] = member[column].ljust(width)
            run = []
    return ["".join(row) for row in rows]
