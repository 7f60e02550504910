"""The store of a scan: an SQLite file that is written by transactions, and only if it is a store.

Source: docs/reference/scan.md, "The store".
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, contextmanager
from urllib.parse import quote

from preimage.model.errors import OptionError
from preimage.scan.columns import COLUMNS, encode_row, make_text
from preimage.scan.schema import APPLICATION_ID, SCHEMA, VERSION
from preimage.scan.units import Unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preimage.scan.building import BuiltRow
    from preimage.scan.compiling import Outcome

_COMPLETE, _SETTINGS, _EXPORTED = "complete", "settings", "exported"
_WAIT_SECONDS = 2.0
MALFORMED = "malformed"
"""What SQLite's own errors say, too, of a store that is damaged."""

_NAMES = ", ".join(COLUMNS)
_MARKS = ", ".join("?" * (len(COLUMNS) + 1))
_INSERT = f"INSERT INTO images (unit, {_NAMES}) VALUES ({_MARKS})"

_INSERT_UNIT = (
    "INSERT INTO units (key, kind, place, folder, source, repository, path, revision, stamps, digest, paths) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class KnownUnit:
    """What a store knows of a unit; ``stamps`` are empty if nothing can be told from them."""

    __slots__ = ("digest", "id", "paths", "place", "revision", "stamps")

    def __init__(self, values: Sequence[str]) -> None:
        self.id = int(values[0])
        self.place = (values[1], values[2])
        self.revision = values[3]
        self.stamps = values[4]
        self.digest = values[5]
        self.paths: list[str] = json.loads(values[6]) if values[6] else []


class Store:
    """An open store, which one scan at a time writes to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def begin(self, settings: str) -> None:
        """Begin a scan; under other settings than those of the last one, everything is compiled anew."""
        if self._read_about(_SETTINGS) != settings:
            self._connection.execute("UPDATE units SET stamps = '', digest = ''")
        self._write_about(_SETTINGS, settings)
        self._write_about(_COMPLETE, "no")
        self._connection.execute("CREATE TEMP TABLE seen (unit INTEGER PRIMARY KEY)")
        self.commit()

    def commit(self) -> None:
        """Have all that was written so far outlast a kill."""
        self._connection.commit()

    def find(self, key: str) -> KnownUnit | None:
        """Give what is known of a unit; None: nothing."""
        values = self._connection.execute(
            "SELECT id, repository, path, revision, stamps, digest, paths FROM units WHERE key = ?", (make_text(key),)
        ).fetchone()
        try:
            return None if values is None else KnownUnit(values)
        except (ValueError, TypeError, RecursionError) as error:
            raise sqlite3.DatabaseError(MALFORMED) from error

    def read_unit(self, number: int) -> Unit:
        """Give a unit that was written."""
        kind, place, folder, source, repository, path, commit = self._connection.execute(
            "SELECT kind, place, folder, source, repository, path, revision FROM units WHERE id = ?", (number,)
        ).fetchone()
        return Unit(
            kind,
            os.fsdecode(place),
            repository,
            path,
            folder=os.fsdecode(folder),
            commit=commit,
            source=os.fsdecode(source),
        )

    def keep(self, known: Sequence[int]) -> None:
        """Note that units are still there."""
        self._connection.executemany("INSERT OR IGNORE INTO seen VALUES (?)", [(each,) for each in known])

    def keep_unit(self, unit: Unit, outcome: Outcome) -> None:
        """Note that a unit is there with the files that it had, if at other times or in another commit."""
        known = self.find(unit.key)
        if known is None:
            return
        self._write_about(_EXPORTED, "")
        place = (make_text(unit.repository), make_text(unit.path), unit.commit)
        self._connection.execute(
            "UPDATE units SET repository = ?, path = ?, revision = ?, stamps = ? WHERE id = ?",
            (*place, outcome.stamps, known.id),
        )
        self._connection.execute(
            "UPDATE images SET repository = ?, path = ?, revision = ? WHERE unit = ?",
            (*place[:2], unit.commit or None, known.id),
        )
        self.keep([known.id])

    def write(self, unit: Unit, outcome: Outcome, rows: Sequence[BuiltRow]) -> None:
        """Put the rows of a unit in the place of those that it had."""
        self._write_about(_EXPORTED, "")
        cursor = self._connection.cursor()
        key = make_text(unit.key)
        cursor.execute("DELETE FROM units WHERE key = ?", (key,))
        paths = make_text(json.dumps(list(outcome.paths))) if outcome.paths else ""
        place = (make_text(unit.repository), make_text(unit.path), unit.commit)
        where = (unit.kind, *map(os.fsencode, (unit.place, unit.folder, unit.source)))
        cursor.execute(_INSERT_UNIT, (key, *where, *place, outcome.stamps, outcome.digest, paths))
        number = cursor.lastrowid
        for built in rows:
            cursor.execute(_INSERT, (number, *encode_row(built.row)))
            image, platform = cursor.lastrowid, built.row["platform"]
            cursor.executemany(
                "INSERT INTO uses (image, reference, platform, linked) VALUES (?, ?, ?, ?)",
                [(image, *use, built.linked.get(use, "")) for use in built.uses],
            )
            cursor.executemany(
                "INSERT INTO makes VALUES (?, ?, ?)", [(image, reference, platform) for reference in built.makes]
            )
        cursor.execute("INSERT OR IGNORE INTO seen VALUES (?)", (number,))

    def remove_unseen(self) -> int:
        """Remove what was not seen in this scan; gives the number of units."""
        gone = self._connection.execute("DELETE FROM units WHERE id NOT IN (SELECT unit FROM seen)").rowcount
        if gone:
            self._write_about(_EXPORTED, "")
        self.commit()
        return gone

    def finish(self) -> None:
        """Note that the scan is complete."""
        self._write_about(_COMPLETE, "yes")
        self.commit()

    @property
    def is_complete(self) -> bool:
        """Tell whether the last scan of the store came to its end."""
        return self._read_about(_COMPLETE) == "yes"

    @property
    def exported(self) -> str:
        """What was noted of the file of another form that holds the table; empty since the table was written to."""
        return self._read_about(_EXPORTED)

    @exported.setter
    def exported(self, stamp: str) -> None:
        self._write_about(_EXPORTED, stamp)
        self.commit()

    def count(self) -> tuple[int, int]:
        """Give the number of rows, and of those that are errors."""
        values = self._connection.execute("SELECT count(*), coalesce(sum(NOT ok), 0) FROM images").fetchone()
        return values[0], values[1]

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run a statement."""
        return self._connection.execute(sql, values)

    def _read_about(self, name: str) -> str:
        found = self._connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return "" if found is None else str(found[0])

    def _write_about(self, name: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))


@contextmanager
def open_store(path: str) -> Iterator[Store]:
    """Open a store for a scan; one that is not there is made.

    Raises:
        OptionError: the file is no store, or of another version of preimage, or another scan writes to it.
        OSError: it cannot be opened.
    """
    _require_file(path)
    with closing(_connect(path, "rwc")) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            _prepare(connection, path)
            connection.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.DatabaseError as error:
            raise _explain(path, error) from error
        except UnicodeDecodeError as error:
            raise _damaged(path) from error
        with _explaining(path):
            yield Store(connection)


@contextmanager
def open_for_questions(path: str) -> Iterator[sqlite3.Connection]:
    """Open a store so that nothing can be written, to it or elsewhere.

    Raises:
        OptionError: it is no store, or a damaged one, or a scan writes to it; also while it is asked.
        OSError: it cannot be opened.
    """
    if not os.path.exists(path):
        raise FileNotFoundError(2, "there is no such file", path)
    _require_file(path)
    with closing(_connect(path, "ro")) as connection:
        try:
            _require_store(connection, path)
            connection.execute("PRAGMA query_only = ON")
        except sqlite3.DatabaseError as error:
            raise _explain(path, error) from error
        except UnicodeDecodeError as error:
            raise _damaged(path) from error
        connection.set_authorizer(_authorize)
        try:
            with _explaining(path):
                yield connection
        except UnicodeDecodeError as error:
            raise _damaged(path) from error


def is_complete(connection: sqlite3.Connection) -> bool:
    """Tell whether the last scan of a store came to its end."""
    return Store(connection).is_complete


_REFUSED = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_TRANSACTION}


def _authorize(action: int, *about: object) -> int:
    """Refuse what reaches beyond the store, or makes it writable: to attach another file would create it."""
    is_loading = action == sqlite3.SQLITE_FUNCTION and "load_extension" in about
    return sqlite3.SQLITE_DENY if is_loading or action in _REFUSED else sqlite3.SQLITE_OK


def _require_file(path: str) -> None:
    if os.path.exists(path) and not os.path.isfile(path):
        raise OptionError(f"{path} is no regular file; a store is one")


def _connect(path: str, mode: str) -> sqlite3.Connection:
    place = quote(os.fsencode(os.path.abspath(path)))
    try:
        connection = sqlite3.connect(f"file:{place}?mode={mode}", uri=True, timeout=_WAIT_SECONDS)
    except sqlite3.OperationalError as error:
        raise OSError(None, str(error), path) from error
    # A text that is damaged, or that a question casts from bytes, is shown as far as it can be.
    connection.text_factory = _decode_text
    return connection


def _decode_text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    is_empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if is_empty and connection.execute("PRAGMA application_id").fetchone()[0] == 0:
        for statement in SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    else:
        _require_store(connection, path)
    connection.commit()


def _no_store(path: str) -> OptionError:
    return OptionError(f"{path} is no store of preimage scan, and is left as it is; name another file")


def _require_store(connection: sqlite3.Connection, path: str) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise _no_store(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        raise OptionError(
            f"{path} is a store of version {version}, this preimage has version {VERSION}; "
            "name another file, or remove this one"
        )


@contextmanager
def _explaining(path: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _explain(path, error) from error


def _explain(path: str, error: sqlite3.DatabaseError) -> OptionError:
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return OptionError(f"{path}: another scan writes to this store; wait for its end")
    if "not a database" in str(error):
        return _no_store(path)
    if is_damage(error) or MALFORMED in str(error):
        return _damaged(path)
    return OptionError(f"{path}: {error}")


def is_damage(error: Exception) -> bool:
    """Tell whether an error of SQLite is that a file is damaged, or no database."""
    # Errors of the module itself have no code.
    return vars(error).get("sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _damaged(path: str) -> OptionError:
    return OptionError(f"{path} is a damaged store; remove it, and scan again")
