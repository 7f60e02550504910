"""Opening stores: for a scan, or for questions that can write nothing; and what is said of files that are none.

Source: docs/reference/scan.md, "The store".
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, contextmanager

from preimage.model.errors import OptionError
from preimage.scan.schema import APPLICATION_ID, SCHEMA, VERSION
from preimage.scan.store import MALFORMED, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_WAIT_SECONDS = 2.0


@contextmanager
def open_store(path: str) -> Iterator[Store]:
    """Open a store for a scan; one that is not there is made.

    Raises:
        OptionError: the file is no store, or of another version of preimage, or another scan writes to it.
        OSError: it cannot be opened.
    """
    _require_file(path)
    with closing(_connect(path, "rwc")) as connection:
        connection.text_factory = str
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
            yield Store(connection, path)


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
    # All that may mean something in a URI is written out, and urllib takes long to load.
    place = os.fsencode(os.path.abspath(path))
    escaped = re.sub(rb"[^\w./-]", lambda found: b"%%%02X" % ord(found[0]), place).decode("ascii")
    try:
        connection = sqlite3.connect(f"file:{escaped}?mode={mode}", uri=True, timeout=_WAIT_SECONDS)
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
