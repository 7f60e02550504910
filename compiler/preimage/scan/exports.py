"""The table of a store as a file of another form: Parquet, JSON lines or CSV.

Source: docs/reference/scan.md, "Other forms".
"""

from __future__ import annotations

import json
import os
import sqlite3

from preimage.bases.safe_files import open_replacement
from preimage.model.errors import OptionError
from preimage.model.visible import show_json, show_line
from preimage.scan.columns import COLUMNS, FLAG, JSON, NUMBER, ORDER, TEXTS, decode_row
from preimage.scan.store import MALFORMED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, BinaryIO

    from preimage.scan.columns import Row
    from preimage.scan.store import Store

PARQUET, JSON_LINES, CSV = ".parquet", ".jsonl", ".csv"
SUFFIXES = (PARQUET, JSON_LINES, CSV)
"""Ends of names of files that are no store; beside each is a store, with `STORE_SUFFIX` behind its name."""

STORE_SUFFIX = ".sqlite"
STORE_SUFFIXES = ("", STORE_SUFFIX, ".sqlite3", ".db")
"""Ends of names that a new store may have."""

_GROUP, _GROUP_SIZE = 2_000, 8_000_000
_MARK = b"preimage.scan"
_HEADER = (",".join(COLUMNS) + "\r\n").encode("ascii")
_FIRST_KEY = json.dumps({next(iter(COLUMNS)): ""})[:-3].encode("ascii")
_FORMULA = ("=", "+", "-", "@", "\t")


def store_of(output: str) -> str:
    """Give the path of the store that belongs to an output: itself, or the one beside it."""
    return output + STORE_SUFFIX if _suffix_of(output) in SUFFIXES else output


def require_form(output: str) -> None:
    """Refuse a name that promises a form that is not written.

    Raises:
        OptionError: it does.
    """
    if output == "-":
        raise OptionError("-o -: a store is a file; 'preimage scan --query QUESTION STORE' prints what is in it")
    suffix = _suffix_of(output)
    if suffix not in (*SUFFIXES, *STORE_SUFFIXES) and not os.path.exists(output):
        raise OptionError(
            f"-o {output}: tables are not written as {suffix}, but as {', '.join(SUFFIXES)}, or as a store: "
            f"{', '.join(filter(None, STORE_SUFFIXES))}"
        )


def _suffix_of(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def require_own(path: str) -> None:
    """Refuse to write over a file that no scan has written.

    Raises:
        OptionError: it is none of ours, or pyarrow is missing.
        OSError: it cannot be read.
    """
    if _suffix_of(path) == PARQUET:
        _load_pyarrow()
    if not os.path.exists(path):
        return
    if not os.path.isfile(path) or (os.path.getsize(path) and not _is_own(path)):
        raise OptionError(f"{path} is no table of preimage scan, and is left as it is; name another file")


def export(store: Store, path: str) -> None:
    """Write the table, so that whoever reads meets the old one or the new, never a part.

    Raises:
        OSError: it cannot be written; the old one is as it was.
    """
    try:
        with open_replacement(os.path.realpath(path)) as file:
            _WRITERS[_suffix_of(path)](_read_rows(store), file)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), path) from error


def _is_own(path: str) -> bool:
    if _suffix_of(path) == PARQUET:
        arrow = _load_pyarrow()
        try:
            metadata = arrow.parquet.read_schema(path).metadata
        except (arrow.ArrowException, OSError):
            return False
        return _MARK in (metadata or {})
    with open(path, "rb") as file:
        return file.read(len(_HEADER)).startswith(_HEADER if _suffix_of(path) == CSV else _FIRST_KEY)


def _read_rows(store: Store) -> Iterator[Row]:
    names = ", ".join(COLUMNS)
    for values in store.execute(f"SELECT {names} FROM images ORDER BY {', '.join(ORDER)}"):
        try:
            row = decode_row(values)
        except (ValueError, RecursionError) as error:
            raise sqlite3.DatabaseError(MALFORMED) from error
        yield row


def _write_json_lines(rows: Iterator[Row], file: BinaryIO) -> None:
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, separators=(",", ": "))
        file.write(f"{show_json(text)}\n".encode())


def _write_csv(rows: Iterator[Row], file: BinaryIO) -> None:
    import csv
    import io

    file.write(_HEADER)
    for row in rows:
        text = io.StringIO()
        csv.writer(text).writerow([_make_cell(value) for value in row.values()])
        file.write(text.getvalue().encode("utf-8"))


def _make_cell(value: object) -> str:
    """Give a value as text that shows what is in it, and that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return show_json(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    shown = show_line(value)
    return f"\\x{ord(shown[0]):02x}{shown[1:]}" if shown.startswith(_FORMULA) else shown


def _write_parquet(rows: Iterator[Row], file: BinaryIO) -> None:
    arrow = _load_pyarrow()
    fields = [arrow.field(name, _arrow_type(arrow, kind)) for name, kind in COLUMNS.items()]
    schema = arrow.schema(fields, metadata={_MARK: b"1"})
    documents = [name for name, kind in COLUMNS.items() if kind == JSON]
    with arrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _list_groups(rows):
            for row in group:
                for name in documents:
                    if row[name] is not None:
                        row[name] = json.dumps(row[name], ensure_ascii=False, separators=(",", ":"))
            writer.write_table(arrow.Table.from_pylist(group, schema))


def _list_groups(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Give rows by groups that are kept in memory: of so many rows, or of so many characters."""
    group: list[Row] = []
    size = 0
    for row in rows:
        group.append(row)
        size += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(group) >= _GROUP or size >= _GROUP_SIZE:
            yield group
            group, size = [], 0
    if group:
        yield group


def _arrow_type(arrow: Any, kind: str) -> object:
    if kind == TEXTS:
        return arrow.list_(arrow.string())
    return {NUMBER: arrow.int64(), FLAG: arrow.bool_()}.get(kind, arrow.string())


def _load_pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise OptionError("Parquet needs pyarrow: pip install 'preimage[scan]'") from error
    return pyarrow


_WRITERS: dict[str, Callable[[Iterator[Row], BinaryIO], None]] = {
    PARQUET: _write_parquet,
    JSON_LINES: _write_json_lines,
    CSV: _write_csv,
}
