from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from preimage.model.errors import OptionError
from preimage.scan.questions import ask
from preimage.scan.store_files import is_complete, open_for_questions, open_store

NO_STORE = "is no store of preimage scan, and is left as it is; name another file"


@pytest.mark.parametrize("content", [b"text\n" * 300, b"SQLite format 3\0" + b"x" * 2000], ids=["text", "like SQLite"])
@pytest.mark.parametrize("opener", [open_store, open_for_questions])
def test_error_no_store_is_left_as_it_is(content: bytes, opener) -> None:
    path = Path("x.sqlite")
    path.write_bytes(content)
    with pytest.raises(OptionError, match=NO_STORE), opener("x.sqlite"):
        pass
    assert path.read_bytes() == content


def test_error_another_database_is_left_as_it_is() -> None:
    connection = sqlite3.connect("x.sqlite")
    connection.execute("CREATE TABLE mine (a)")
    connection.close()
    before = Path("x.sqlite").read_bytes()
    for opener in (open_store, open_for_questions):
        with pytest.raises(OptionError, match=NO_STORE), opener("x.sqlite"):
            pass
    assert Path("x.sqlite").read_bytes() == before


def test_error_other_version() -> None:
    with open_store("x.sqlite"):
        pass
    connection = sqlite3.connect("x.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with (
        pytest.raises(OptionError, match="is a store of version 99, this preimage has version 2"),
        open_store("x.sqlite"),
    ):
        pass


def test_error_two_scans_at_once() -> None:
    with open_store("x.sqlite") as store:
        store.begin("")
        message = "x.sqlite: another scan writes to this store; wait for its end"
        with pytest.raises(OptionError, match=message), open_store("x.sqlite"):
            pass


def test_error_places() -> None:
    Path("folder").mkdir()
    with pytest.raises(OptionError, match="folder is no regular file; a store is one"), open_store("folder"):
        pass
    with pytest.raises(OSError, match="unable to open database file"), open_store("absent/x.sqlite"):
        pass
    with pytest.raises(FileNotFoundError), open_for_questions("absent.sqlite"):
        pass


def test_a_scan_that_did_not_end_is_not_complete() -> None:
    with open_store("x.sqlite") as store:
        store.begin("")
    with open_for_questions("x.sqlite") as connection:
        assert not is_complete(connection)
    with open_store("x.sqlite") as store:
        store.begin("")
        store.finish()
    with open_for_questions("x.sqlite") as connection:
        assert is_complete(connection)


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH 'other' AS other",
        "DELETE FROM images",
        "PRAGMA query_only = OFF",
        "VACUUM INTO 'other'",
        "SELECT load_extension('x')",
        "CREATE TEMP TABLE a (b)",
    ],
)
def test_error_questions_write_nothing(sql: str) -> None:
    with open_store("x.sqlite"):
        pass
    before = Path("x.sqlite").read_bytes()
    with open_for_questions("x.sqlite") as connection, pytest.raises(sqlite3.Error):
        connection.execute(sql)
    assert Path("x.sqlite").read_bytes() == before
    assert not Path("other").exists()


def damage(sql: str) -> None:
    """Change what a store holds, as no scan does."""
    with closing(sqlite3.connect("fleet.sqlite")) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(sql)
        connection.commit()


def ask_all() -> None:
    with open_for_questions("fleet.sqlite") as connection:
        is_complete(connection)
        list(ask(connection, "root").rows)


def overwrite(start: int) -> None:
    data = bytearray(Path("fleet.sqlite").read_bytes())
    data[start:] = b"\xff" * (len(data) - start)
    Path("fleet.sqlite").write_bytes(data)


DAMAGED = "fleet.sqlite is a damaged store; remove it, and scan again"


@pytest.mark.parametrize("start", [pytest.param(100, id="the schema"), pytest.param(4096, id="the tables")])
def test_error_bytes_overwritten(scan, write_files, start: int) -> None:
    write_files({"r/Dockerfile": "FROM scratch\n"})
    scan("r")
    overwrite(start)
    with pytest.raises(OptionError, match=DAMAGED):
        ask_all()
    with pytest.raises(OptionError, match=DAMAGED):
        scan("r")


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("UPDATE units SET paths = '{'", id="paths"),
        pytest.param("UPDATE sqlite_master SET sql = CAST(x'ff' AS TEXT) WHERE name = 'images'", id="schema"),
    ],
)
def test_error_content_that_no_scan_writes(scan, write_files, sql: str) -> None:
    write_files({"r/Dockerfile": "FROM scratch\n"})
    scan("r")
    damage(sql)
    with pytest.raises(OptionError, match=DAMAGED):
        scan("r")
