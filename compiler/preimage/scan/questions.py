"""Questions to a store: those that have a name, and SQL.

Source: docs/reference/scan.md, "Questions".
"""

from __future__ import annotations

import sqlite3
import time

from preimage.model.errors import OptionError
from preimage.model.references import parse_reference
from preimage.scan.store_files import is_damage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Tables of JSON have a column of the name path, too.
_PLACE = "images.repository, images.path, images.build, images.platform"
_ORDER = "ORDER BY images.repository, images.path, images.project, images.build, images.platform"

QUESTIONS = {
    # sure is 0 where a base that is not known may bring one.
    "no-healthcheck": f"""
        SELECT {_PLACE}, has_healthcheck IS NOT NULL AS sure FROM images
        WHERE ok AND coalesce(has_healthcheck, 0) = 0 {_ORDER}""",
    # sure is 0 where a base that is not known may set another user.
    "root": f"""
        SELECT {_PLACE}, user, is_root IS NOT NULL AS sure FROM images
        WHERE ok AND coalesce(is_root, 1) = 1 {_ORDER}""",
    "onbuild": f"SELECT {_PLACE}, triggers FROM images WHERE ok AND triggers <> '[]' {_ORDER}",
    "unpinned": f"""
        SELECT {_PLACE}, each.value AS image FROM images, json_each(images.unpinned) AS each
        WHERE ok {_ORDER}, each.key""",
    "shell": f"""
        SELECT {_PLACE}, shell, starts_shell, coalesce(entrypoint, cmd) AS process FROM images
        WHERE ok AND (shell IS NOT NULL OR starts_shell) {_ORDER}""",
    # What BuildKit's check has found, by the name that its message quotes at its end, with its line; then variables
    # and labels of the image that it has not found: of bases, and labels at all.
    "secrets": f"""
        WITH messages AS (
            SELECT images.id AS image, json_extract(each.value, '$.line') AS line,
                json_extract(each.value, '$.message') AS message
            FROM images, json_each(images.findings) AS each
            WHERE json_extract(each.value, '$.rule') = 'SecretsUsedInArgOrEnv'
        ), found AS (
            SELECT image, line,
                substr(message, instr(message, '"') + 1, length(message) - instr(message, '"') - 2) AS name
            FROM messages
        ), names AS (
            SELECT images.id AS image, each.value AS name,
                replace(replace(each.value, '\\', '\\\\'), '"', '\\"') AS quoted
            FROM images, json_each(images.secrets) AS each WHERE ok
        )
        SELECT {_PLACE}, found.name, found.line FROM found JOIN images ON images.id = found.image
        UNION
        SELECT {_PLACE}, names.name, NULL FROM names JOIN images ON images.id = names.image
        WHERE (names.image, names.quoted) NOT IN (SELECT image, name FROM found)
            OR EXISTS (SELECT 1 FROM json_each(images.labels) AS label WHERE label.key = names.name)
        ORDER BY 1, 2, 3, 4, 6, 5""",
}
"""The SQL of each, by name."""

INHERITS = "inherits:"
"""What a question begins with that goes on with an image reference."""

_INHERITS_SQL = (
    f"SELECT {_PLACE}, each.key + 1 AS depth, each.value AS base FROM images, json_each(images.bases) AS each "
    f"WHERE ok AND (each.value = ? OR (? AND substr(each.value, 1, ?) IN (? || ':', ? || '@'))) {_ORDER}, each.key"
)
_SQL = ("select", "with", "values")


QUERY_SECONDS = 60.0
"""Processor time that an answer may take, printing it included."""

VALUE_BYTES = 64 << 20
"""What one value may have while a question is answered."""

_OPERATIONS = 1_000
"""Of SQLite, after which it looks at the clock: at most about a second, each with the largest values."""


class Answer:
    """Rows below the names of their columns."""

    __slots__ = ("names", "rows")

    def __init__(self, names: Sequence[str], rows: Iterator[tuple[object, ...]]) -> None:
        self.names = names
        self.rows = rows


def ask(connection: sqlite3.Connection, question: str, seconds: float = QUERY_SECONDS) -> Answer:
    """Answer a question that has a name, or SQL that only reads; ``seconds`` are those of the processor.

    Raises:
        OptionError: there is no such question, the SQL is wrong, or takes too long or too much memory; also while rows
            are read.
        sqlite3.DatabaseError: the store is damaged; also while rows are read.
    """
    sql, values = _read(question)
    end = time.process_time() + seconds
    connection.set_progress_handler(lambda: time.process_time() > end, _OPERATIONS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
    try:
        cursor = connection.execute(sql, values)
    except (sqlite3.Error, sqlite3.Warning, MemoryError) as error:
        raise _explain(error, seconds) from error
    return Answer([column[0] for column in cursor.description or ()], _read_rows(cursor, seconds))


def _read_rows(cursor: sqlite3.Cursor, seconds: float) -> Iterator[tuple[object, ...]]:
    try:
        yield from cursor
    except (sqlite3.Error, MemoryError) as error:
        raise _explain(error, seconds) from error


def _explain(error: Exception, seconds: float) -> Exception:
    if isinstance(error, MemoryError):
        return OptionError("--query: the answer takes more memory than there is; ask for less")
    code = vars(error).get("sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_INTERRUPT:
        return OptionError(f"--query: the answer takes more than {seconds:g} s; ask for less, or for fewer rows")
    if code == sqlite3.SQLITE_TOOBIG:
        return OptionError(f"--query: a value has more than {VALUE_BYTES >> 20} MiB; ask for less")
    # Whoever has opened the store says what to do.
    return error if is_damage(error) else OptionError(f"--query: {error}")


def _read(question: str) -> tuple[str, tuple[object, ...]]:
    if question in QUESTIONS:
        return QUESTIONS[question], ()
    if question.startswith(INHERITS):
        return _INHERITS_SQL, _match(question.removeprefix(INHERITS))
    if question.lstrip().lower().startswith(_SQL):
        return question, ()
    names = ", ".join((*QUESTIONS, f"{INHERITS}REF"))
    raise OptionError(f"--query {question}: want one of {names}, or SQL that begins with SELECT or WITH")


def _match(text: str) -> tuple[object, ...]:
    """Give what a base is compared with: the whole reference, or without tag and digest its name alone."""
    try:
        reference = parse_reference(text)
    except ValueError as error:
        raise OptionError(f"--query {INHERITS}{text}: {error}") from error
    full = str(reference)
    name = full if reference.tag or reference.digest else full.removesuffix(":latest")
    return (full, not reference.digest, len(name) + 1, name, name)
