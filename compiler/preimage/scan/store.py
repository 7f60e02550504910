"""The store of a scan: an SQLite file that is written by transactions, and only if it is a store.

Source: docs/reference/scan.md, "The store".
"""

from __future__ import annotations

import json
import os
import sqlite3

from preimage.scan.columns import COLUMNS, make_text
from preimage.scan.marks import Marks
from preimage.scan.schema import INDEXES
from preimage.scan.units import Unit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.scan.outcomes import EncodedOutcome, EncodedRow

_COMPLETE, _SETTLED, _SETTINGS, _EXPORTED = "complete", "settled", "settings", "exported"
_YES, _NO = "yes", "no"
_AT_ONCE = 1_000
MALFORMED = "malformed"
"""What SQLite's own errors say, too, of a store that is damaged."""


_NAMES = ", ".join(COLUMNS)
_MARKS = ", ".join("?" * (len(COLUMNS) + 1))
_INSERT = f"INSERT INTO images (unit, {_NAMES}) VALUES ({_MARKS})"

_INSERT_UNIT = (
    "INSERT INTO units (id, parent, key, kind, place, folder, source, repository, path, revision, stamps, digest, "
    "paths) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_USE = "INSERT INTO uses (image, reference, platform, linked) VALUES (?, ?, ?, ?)"
_INSERT_MAKE = "INSERT INTO makes (image, reference, platform) VALUES (?, ?, ?)"
_INSERT_FOLDER = "INSERT INTO folders (stamp, context, marks, below, units, key) VALUES (?, ?, ?, ?, ?, ?)"
_UPDATE_FOLDER = "UPDATE folders SET stamp = ?, context = ?, marks = ?, below = ?, units = ? WHERE id = ?"
_FIND = "SELECT id, repository, path, revision, stamps, digest, paths, coalesce(parent, 0) FROM units WHERE key = ?"


class KnownUnit:
    """What a store knows of a unit; ``stamps`` are empty if nothing can be told from them."""

    __slots__ = ("digest", "id", "parent", "paths", "place", "revision", "stamps")

    def __init__(self, values: Sequence[str]) -> None:
        self.parent = int(values[7])
        self.id = int(values[0])
        self.place = (values[1], values[2])
        self.revision = values[3]
        self.stamps = values[4]
        self.digest = values[5]
        self.paths: list[str] = json.loads(values[6]) if values[6] else []


class Store:
    """An open store, which one scan at a time writes to."""

    def __init__(self, connection: sqlite3.Connection, path: str = "") -> None:
        """``path`` is that of its file, for a scan."""
        self.path = path
        self._connection = connection
        self._seen = Marks()
        self._seen_folders = Marks()
        self._is_begun = False
        self._has_changed_rows = False

    def begin(self, settings: str) -> None:
        """Begin a scan; under other settings than those of the last one, everything is compiled anew."""
        if self._read_about(_SETTINGS) != settings:
            self._begin_writing()
            self._connection.execute("UPDATE units SET stamps = '', digest = ''")
            self._connection.execute("DELETE FROM folders")
            self._write_about(_SETTINGS, settings)
            self.commit()

    def commit(self) -> None:
        """Have all that was written so far outlast a kill."""
        self._connection.commit()

    def find(self, key: str) -> KnownUnit | None:
        """Give what is known of a unit; None: nothing."""
        values = self._connection.execute(_FIND, (make_text(key),)).fetchone()
        try:
            return None if values is None else KnownUnit(values)
        except (ValueError, TypeError, RecursionError) as error:
            raise sqlite3.DatabaseError(MALFORMED) from error

    def read_unit(self, number: int) -> Unit:
        """Give a unit that was written."""
        kind, place, folder, source, repository, path, commit, parent = self._connection.execute(
            "SELECT kind, place, folder, source, repository, path, revision, parent FROM units WHERE id = ?", (number,)
        ).fetchone()
        return Unit(
            kind,
            os.fsdecode(place),
            repository,
            path,
            folder=os.fsdecode(folder),
            commit=commit,
            source=os.fsdecode(source),
            parent=parent or 0,
        )

    def is_first(self, key: str) -> bool:
        """Tell whether a unit is met for the first time in this scan."""
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS met (key TEXT PRIMARY KEY) WITHOUT ROWID")
        return self._connection.execute("INSERT OR IGNORE INTO met VALUES (?)", (make_text(key),)).rowcount > 0

    def keep(self, known: Sequence[int]) -> None:
        """Note that units are still there, by their numbers."""
        for number in known:
            self._seen.add(number)

    def keep_folder(self, number: int) -> None:
        """Note that a folder is still what it was."""
        self._seen_folders.add(number)

    def keep_unit(self, unit: Unit, outcome: EncodedOutcome) -> None:
        """Note that a unit is there with the files that it had, if at other times or in another commit."""
        known = self.find(unit.key)
        if known is None:
            return
        self._begin_writing()
        place = (make_text(unit.repository), make_text(unit.path), unit.commit)
        self._connection.execute(
            "UPDATE units SET parent = ?, repository = ?, path = ?, revision = ?, stamps = ? WHERE id = ?",
            (unit.parent or None, *place, outcome.stamps, known.id),
        )
        if (known.place, known.revision) != (place[:2], unit.commit):
            self._change_rows()
            self._connection.execute(
                "UPDATE images SET repository = ?, path = ?, revision = ? WHERE unit = ?",
                (*place[:2], unit.commit or None, known.id),
            )
        self.keep([known.id])

    def move_unit(self, known: KnownUnit, parent: int) -> None:
        """Note in which folder, by its number, a unit is."""
        self._begin_writing()
        self._connection.execute("UPDATE units SET parent = ? WHERE id = ?", (parent or None, known.id))

    def write(self, unit: Unit, outcome: EncodedOutcome, rows: Sequence[EncodedRow]) -> None:
        """Put the rows of a unit in the place of those that it had."""
        self._change_rows()
        cursor = self._connection.cursor()
        key = make_text(unit.key)
        known = cursor.execute("SELECT id FROM units WHERE key = ?", (key,)).fetchone()
        if known is not None:
            cursor.execute("DELETE FROM units WHERE id = ?", known)
        place = (make_text(unit.repository), make_text(unit.path), unit.commit)
        where = (unit.kind, *map(os.fsencode, (unit.place, unit.folder, unit.source)))
        about = (outcome.stamps, outcome.digest, outcome.paths)
        number = None if known is None else known[0]
        cursor.execute(_INSERT_UNIT, (number, unit.parent or None, key, *where, *place, *about))
        number = cursor.lastrowid or 0
        for row in rows:
            cursor.execute(_INSERT, (number, *row.values))
            image = cursor.lastrowid
            for use in row.uses:
                cursor.execute(
                    "INSERT INTO uses (image, reference, platform, linked) VALUES (?, ?, ?, ?)", (image, *use)
                )
            for make in row.makes:
                cursor.execute(_INSERT_MAKE, (image, *make))
        self._seen.add(number)

    def write_folder(self, key: bytes, values: Sequence[object]) -> int:
        """Remember a folder; gives its number.

        ``values`` are stamp, context, marks, names of folders below, and how many units are in it.
        """
        self._begin_writing()
        known = self._connection.execute("SELECT id FROM folders WHERE key = ?", (key,)).fetchone()
        number = 0 if known is None else known[0]
        if number:
            # Until each of them was met again, or compiled, it is not known what is in the folder.
            self._connection.execute("UPDATE units SET parent = NULL WHERE parent = ?", (number,))
            self._connection.execute(_UPDATE_FOLDER, (*values, number))
        else:
            number = self._connection.execute(_INSERT_FOLDER, (*values, key)).lastrowid or 0
        self._seen_folders.add(number)
        return number

    def remove_unseen(self) -> int:
        """Remove what was not seen in this scan; gives the number of units."""
        gone = self._remove("units", self._seen)
        if gone:
            self._change_rows()
        self._remove("folders", self._seen_folders)
        self.commit()
        return gone

    def _remove(self, table: str, seen: Marks) -> int:
        total = self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        gone, last = 0, 0
        while total - gone > seen.count:
            rows = self._connection.execute(f"SELECT id FROM {table} WHERE id > ? LIMIT {_AT_ONCE}", (last,)).fetchall()
            if not rows:
                break
            unseen = [row for row in rows if row[0] not in seen]
            self._begin_writing()
            self._connection.executemany(f"DELETE FROM {table} WHERE id = ?", unseen)
            gone, last = gone + len(unseen), rows[-1][0]
        return gone

    def make_indexes(self) -> None:
        """Make what finds rows fast, unless it is there: for links between images, and for questions."""
        for statement in INDEXES.split(";\n"):
            self._connection.execute(statement)

    def finish(self, *, is_settled: bool = True) -> None:
        """Note that the scan is complete; ``is_settled`` is read again by the next one, if nothing has changed."""
        if self._is_begun or not self.is_complete:
            self._write_about(_SETTLED, _YES if is_settled else _NO)
            self._write_about(_COMPLETE, _YES)
        self.commit()

    @property
    def is_written(self) -> bool:
        """Tell whether this scan has written, or the last one has come to no end."""
        return self._is_begun or not self.is_complete

    @property
    def is_settled(self) -> bool:
        """Tell whether images that are built from each other were settled by the last scan."""
        return self._read_about(_SETTLED) != _NO

    def _begin_writing(self) -> None:
        if not self._is_begun:
            self._is_begun = True
            self._write_about(_COMPLETE, _NO)

    def _change_rows(self) -> None:
        self._begin_writing()
        if not self._has_changed_rows:
            self._has_changed_rows = True
            self._write_about(_EXPORTED, "")

    @property
    def is_complete(self) -> bool:
        """Tell whether the last scan of the store came to its end."""
        return self._read_about(_COMPLETE) == _YES

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
        rows = self._connection.execute("SELECT count(*) FROM images").fetchone()[0]
        return rows, self._connection.execute("SELECT count(*) FROM images WHERE NOT ok").fetchone()[0]

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run a statement."""
        return self._connection.execute(sql, values)

    def _read_about(self, name: str) -> str:
        found = self._connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return "" if found is None else str(found[0])

    def _write_about(self, name: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))
