"""``preimage scan --query``: questions to a store, and how their answers are printed.

Source: docs/reference/scan.md, "Questions".
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from preimage.cli.arguments import Options
from preimage.cli.exit_status import GOOD
from preimage.cli.terminal import print_note
from preimage.model.errors import OptionError
from preimage.model.visible import show_json, show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.scan.questions import Answer

_WIDEST = 120
_MEASURED = 1_000
_MEASURED_CHARACTERS = 4 << 20


def answer(options: Options) -> int:
    """Print what a store answers; gives the exit status.

    Raises:
        OptionError: there is no such question, it takes too long, or the file is no store, or a damaged one.
        OSError: the store cannot be read.
    """
    from preimage.scan.exports import store_of
    from preimage.scan.questions import ask
    from preimage.scan.store_files import is_complete, open_for_questions

    stores = [*options.paths, *([] if options.output is None else [options.output])]
    if len(stores) != 1:
        raise OptionError("--query takes one store, as in: preimage scan --query root fleet.sqlite")
    with open_for_questions(store_of(stores[0])) as connection:
        if not is_complete(connection):
            print_note(f"WARNING: the last scan of {stores[0]} did not come to its end; run it again to go on")
        for line in _FORMATS[options.format or "table"](ask(connection, options.query)):
            sys.stdout.buffer.write(f"{line}\n".encode())
    return GOOD


def _render_table(found: Answer) -> Iterator[str]:
    """Give a table for people; columns are as wide as those of the first rows ask for."""
    rows = ([_show(value) for value in row] for row in found.rows)
    first = list(_take_first(rows))
    shown = [found.names, *first]
    widths = [min(max(len(row[at]) for row in shown), _WIDEST) for at in range(len(found.names))]
    yield _join([name.upper() for name in map(show_line, found.names)], widths)
    for row in first:
        yield _join(row, widths)
    for row in rows:
        yield _join(row, widths)


def _take_first(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Give the first rows: few enough, and short enough, to be held at once."""
    left = _MEASURED_CHARACTERS
    for row in islice(rows, _MEASURED):
        yield row
        left -= sum(map(len, row))
        if left < 0:
            break


def _join(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _render_json_lines(found: Answer) -> Iterator[str]:
    for row in found.rows:
        values = [_show(value) if isinstance(value, bytes) else value for value in row]
        yield show_json(json.dumps(dict(zip(found.names, values, strict=True)), ensure_ascii=False))


def _render_csv(found: Answer) -> Iterator[str]:
    yield _write_csv(found.names)
    for row in found.rows:
        yield _write_csv(row)


def _write_csv(row: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(["" if cell is None else show_line(str(cell)) for cell in row])
    return text.getvalue()


def _show(value: object) -> str:
    return "-" if value is None or value == "" else show_line(str(value))


_FORMATS: dict[str, Callable[[Answer], Iterator[str]]] = {
    "table": _render_table,
    "json-lines": _render_json_lines,
    "csv": _render_csv,
}
