from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest

from preimage.model.errors import OptionError
from preimage.scan import exports
from preimage.scan.columns import COLUMNS, JSON, ORDER, decode_row
from preimage.scan.exports import export, require_own, store_of
from preimage.scan.store_files import open_store

FILES = {
    "r/a/Dockerfile": "FROM debian:12\nEXPOSE 80 81\nLABEL a=b\nHEALTHCHECK CMD x\nUSER =1+1\n",
    "r/b/Dockerfile": 'FROM scratch\nENV A=\u202e\x1b\nCMD ["a,b", "\\""]\n',
    "r/c/Dockerfile": "FROM\n",
}


@pytest.fixture
def rows(write_files, scan):
    write_files(FILES)
    scan("r")
    with open_store("fleet.sqlite") as store:
        for name in ("x.parquet", "x.jsonl", "x.csv"):
            export(store, name)
        names = ", ".join(COLUMNS)
        return [decode_row(row) for row in store.execute(f"SELECT {names} FROM images ORDER BY {', '.join(ORDER)}")]


def test_parquet_has_the_rows_of_the_store(rows) -> None:
    found = pyarrow.parquet.read_table("x.parquet").to_pylist()
    for row in found:
        row |= {name: json.loads(row[name]) for name, kind in COLUMNS.items() if kind == JSON and row[name] is not None}
    assert found == rows
    assert len(rows) == 3


@pytest.mark.parametrize(("count", "size", "groups"), [(2, 10**9, 2), (10, 1, 3)], ids=["rows", "characters"])
def test_parquet_is_written_by_groups(rows, monkeypatch, count: int, size: int, groups: int) -> None:
    before = pyarrow.parquet.read_table("x.parquet").to_pylist()
    monkeypatch.setattr(exports, "_GROUP", count)
    monkeypatch.setattr(exports, "_GROUP_SIZE", size)
    with open_store("fleet.sqlite") as store:
        export(store, "x.parquet")
    assert pyarrow.parquet.read_table("x.parquet").to_pylist() == before
    assert pyarrow.parquet.ParquetFile("x.parquet").metadata.num_row_groups == groups


def test_duckdb_reads_parquet(rows) -> None:
    sql = "SELECT path FROM 'x.parquet' WHERE list_contains(bases, 'docker.io/library/debian:12')"
    assert duckdb.sql(sql).fetchall() == [("a/Dockerfile",)]


def test_json_lines_have_the_rows_of_the_store(rows) -> None:
    text = Path("x.jsonl").read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.splitlines()] == rows
    assert "\u202e" not in text


def test_csv_has_the_rows_of_the_store_made_visible(rows) -> None:
    text = Path("x.csv").read_text(encoding="utf-8")
    assert "\u202e" not in text
    found = list(csv.DictReader(text.splitlines()))
    assert [row["path"] for row in found] == [row["path"] for row in rows]
    assert (found[0]["user"], found[0]["ports"], found[0]["ok"]) == ("\\x3d1+1", '["80/tcp","81/tcp"]', "true")
    assert json.loads(found[1]["cmd"]) == ["a,b", '"']
    assert found[2]["user"] == ""


def test_what_a_scan_has_written_is_written_over(rows) -> None:
    for name in ("x.parquet", "x.jsonl", "x.csv", "absent.csv"):
        require_own(name)
    Path("empty.jsonl").touch()
    require_own("empty.jsonl")


@pytest.mark.parametrize("name", ["x.parquet", "x.jsonl", "x.csv"])
def test_error_what_is_not_ours_is_left_as_it_is(name: str) -> None:
    Path(name).write_text("something else\n" * 100)
    with pytest.raises(
        OptionError, match=f"^{name} is no table of preimage scan, and is left as it is; name another file$"
    ):
        require_own(name)
    Path(name).unlink()
    Path(name).mkdir()
    with pytest.raises(OptionError, match="is no table of preimage scan"):
        require_own(name)


def test_error_another_parquet_file_is_not_ours() -> None:
    pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), "x.parquet")
    with pytest.raises(OptionError, match="is no table of preimage scan"):
        require_own("x.parquet")


def test_error_that_cannot_be_written_leaves_the_old_one(rows) -> None:
    before = Path("x.csv").read_bytes()
    with open_store("fleet.sqlite") as store, pytest.raises(OSError, match=r"absent/x\.csv"):
        export(store, "absent/x.csv")
    with open_store("fleet.sqlite") as store:
        store.execute("UPDATE images SET labels = 'no JSON'")
        store.commit()
    with pytest.raises(OptionError, match="fleet.sqlite is a damaged store"), open_store("fleet.sqlite") as store:
        export(store, "x.csv")
    assert Path("x.csv").read_bytes() == before
    assert [name for name in os.listdir() if name.endswith(".new")] == []


def test_stores_stand_beside() -> None:
    assert store_of("a.sqlite") == "a.sqlite"
    assert store_of("a.db") == "a.db"
    assert store_of("a.parquet") == "a.parquet.sqlite"
