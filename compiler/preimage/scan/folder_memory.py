"""What a store remembers of the folders that were searched, so that what has not changed is neither listed nor read.

Source: docs/reference/scan.md, "The store".
"""

from __future__ import annotations

import json
import os
import sqlite3
from bisect import bisect_left

from preimage.scan.store import MALFORMED
from preimage.scan.trees import DISK, number_in, stamp_all, stamp_of
from preimage.scan.units import DOCKERFILE, list_companions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from preimage.inputs.folder_entries import Contents
    from preimage.scan.store import Store

_FEWEST_ROWS, _MOST_ROWS = 2, 1_024
_LONE = "|-"
_SEPARATOR = os.fsencode(os.sep)

# The units of a folder come with it: those that were not compiled before a scan was killed are not among them.
_READ = """
  SELECT f.key, f.id, f.stamp, f.context, f.marks, f.below, f.units, u.id, u.kind, u.place, u.stamps, u.paths
  FROM folders f LEFT JOIN units u ON u.parent = f.id WHERE f.key >= ? ORDER BY f.key LIMIT ?"""
_UNIT, _KIND, _PLACE, _STAMPS, _PATHS = range(7, 12)


class KnownFolder:
    """What a store knows of a folder.

    - ``key``: see `key_of`.
    - ``stamp``: as of a file; what is in the folder is the same as long as it is.
    - ``context``: a number for all else that decides what is found in it.
    - ``marks``, ``folders``: as in `Contents`, joined by slashes.
    - ``count``: how many units are in it; those of ``units`` are known, with what `_READ` gives of each.
    """

    __slots__ = ("context", "count", "folders", "id", "key", "marks", "stamp", "units")

    def __init__(self, row: Sequence[Any]) -> None:
        self.key, self.id, self.stamp, self.context, self.marks, self.folders, self.count, number, _, _, _, _ = row
        self.units = [] if number is None else [row]

    def list_folders(self) -> list[str]:
        """Give the names of the folders in it that are searched."""
        return os.fsdecode(self.folders).split("/") if self.folders else []

    def list_unchanged(self) -> list[int] | None:
        """Give the numbers of its units if all of them are known, and their files are what they were; else None."""
        if len(self.units) != self.count:
            return None
        for unit in self.units:
            if not _is_unchanged(unit):
                return None
        return [unit[_UNIT] for unit in self.units]


class FolderMemory:
    """The folders that an open store remembers, read some at a time: a walk meets them in the order of their keys."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Writing to the store changes the folder that it is in.
        self._own = str(os.stat(os.path.dirname(os.path.realpath(store.path))).st_ino)
        self._known: list[KnownFolder] = []
        self._next = 0
        self._rows = _FEWEST_ROWS

    def find(self, key: bytes) -> KnownFolder | None:
        """Give what is known of a folder; None: nothing."""
        known, place = self._known, self._next
        if place >= len(known) or known[place].key != key:
            place = self._seek(key)
            known = self._known
            if place >= len(known) or known[place].key != key:
                return None
        self._next = place + 1
        return known[place]

    def keep(self, known: KnownFolder) -> None:
        """Note that a folder is still what it was."""
        self._store.keep_folder(known.id)

    def note(self, key: bytes, stamp: str, context: int, contents: Contents) -> int:
        """Remember what is in a folder; gives its number, 0 for the folder of the store, which is not remembered."""
        if number_in(stamp) == self._own:
            return 0
        below = os.fsencode("/".join(contents.folders))
        return self._store.write_folder(key, (stamp, context, "/".join(contents.marks), below, len(contents.names)))

    def _seek(self, key: bytes) -> int:
        known = self._known
        if not known or not known[0].key <= key <= known[-1].key:
            # More than before if all of those came in order, else few: they may not be the ones that are wanted.
            is_in_order = self._next == len(known)
            self._rows = min(self._rows * 2, _MOST_ROWS) if is_in_order else _FEWEST_ROWS
            known = self._known = self._read(key)
            self._next = 0
        return bisect_left(known, key, key=_key)

    def _read(self, key: bytes) -> list[KnownFolder]:
        limit = self._rows
        while True:
            found: list[KnownFolder] = []
            count = 0
            for row in self._store.execute(_READ, (key, limit)):
                count += 1
                if found and found[-1].key == row[0]:
                    found[-1].units.append(row)
                else:
                    found.append(KnownFolder(row))
            if count < limit:
                return found
            # Of the last one not all units may have come.
            if len(found) > 1:
                return found[:-1]
            limit *= 2


def key_of(folder: str) -> bytes:
    """Give what an absolute folder is known by: in the order of keys, each stands before what is in it."""
    return os.fsencode(folder).replace(_SEPARATOR, b"\0") + b"\0"


def _key(folder: KnownFolder) -> bytes:
    key: bytes = folder.key
    return key


def _is_unchanged(unit: Sequence[Any]) -> bool:
    stamps: str = unit[_STAMPS]
    if not stamps:
        return False
    path = os.fsdecode(unit[_PLACE])
    if unit[_KIND] != DOCKERFILE:
        return stamp_all(DISK, _read_paths(unit[_PATHS])) == stamps
    own, _, others = stamps.partition("|")
    if others.strip(_LONE):
        return stamp_all(DISK, list_companions(path, os.sep)) == stamps
    # What was not beside it is not there now, or the folder would have changed.
    try:
        return stamp_of(os.stat(path)) == own
    except OSError:
        return False


def _read_paths(text: str) -> list[str]:
    try:
        paths = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise sqlite3.DatabaseError(MALFORMED) from error
    return [str(path) for path in paths]
