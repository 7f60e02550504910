"""The columns of the table that a scan makes: one row for each build and platform.

Source: docs/reference/scan.md, "Columns".
"""

from __future__ import annotations

import json
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = dict[str, object]
    """A row by the names of columns: texts, numbers, booleans, lists of texts, and what JSON holds."""

TEXT, NUMBER, FLAG, TEXTS, JSON = "text", "number", "flag", "texts", "json"
"""Kinds of columns: flags are booleans, ``TEXTS`` are lists; in SQLite flags are 0 and 1, and lists are JSON."""

COLUMNS = {
    "repository": TEXT,
    "revision": TEXT,
    "path": TEXT,
    "kind": TEXT,
    "project": TEXT,
    "build": TEXT,
    "target": TEXT,
    "platform": TEXT,
    "ok": FLAG,
    "error": TEXT,
    "error_line": NUMBER,
    "bases": TEXTS,
    "base_known": FLAG,
    "images": TEXTS,
    "unpinned": TEXTS,
    "user": TEXT,
    "is_root": FLAG,
    "has_healthcheck": FLAG,
    "healthcheck": JSON,
    "healthcheck_from": TEXT,
    "healthcheck_line": NUMBER,
    "shell": TEXTS,
    "starts_shell": FLAG,
    "triggers": TEXTS,
    "ports": TEXTS,
    "volumes": TEXTS,
    "labels": JSON,
    "entrypoint": TEXTS,
    "cmd": TEXTS,
    "working_dir": TEXT,
    "stop_signal": TEXT,
    "secrets": TEXTS,
    "findings": JSON,
    "config_digest": TEXT,
    "config": TEXT,
}
"""Names of the columns with their kinds, in order."""

ORDER = ("repository", "revision", "path", "project", "build", "platform")
"""The columns by which rows are sorted in files."""


_SURROGATES = re.compile("[\ud800-\udfff]")
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode_row(row: Mapping[str, object]) -> tuple[object, ...]:
    """Give a row as SQLite takes it; what the row lacks is NULL."""
    return tuple(_encode(row.get(name), kind) for name, kind in COLUMNS.items())


def decode_row(values: Sequence[object]) -> Row:
    """Give the row that SQLite holds."""
    return {name: _decode(value, kind) for (name, kind), value in zip(COLUMNS.items(), values, strict=True)}


def make_text(text: str) -> str:
    """Give a text that UTF-8 can hold: a byte that is none is shown as ``\\udcff`` is written."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text


def _encode(value: object, kind: str) -> object:
    if value is None:
        return None
    if kind in (TEXTS, JSON):
        if not value:
            return "{}" if isinstance(value, dict) else "[]"
        text = _to_json(value)
        # Written out like other texts, and not as the escape of JSON that it would be.
        return text if text.isascii() else _SURROGATES.sub(_write_out, text)
    return make_text(value) if isinstance(value, str) else value


def _write_out(match: re.Match[str]) -> str:
    return f"\\\\u{ord(match[0]):04x}"


def _decode(value: object, kind: str) -> object:
    if value is None or kind in (TEXT, NUMBER):
        return value
    return bool(value) if kind == FLAG else json.loads(str(value))
