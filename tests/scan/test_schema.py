from __future__ import annotations

import sqlite3

from preimage.scan.columns import COLUMNS
from preimage.scan.schema import SCHEMA


def test_tables_and_views_can_be_read() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    for name in names:
        assert connection.execute(f"SELECT * FROM {name}").fetchall() == []
    columns = [row[1] for row in connection.execute("PRAGMA table_info(images)")]
    assert columns == ["id", "unit", *COLUMNS]
    connection.close()
