"""Questions to a store: those that have a name, and SQL.

Source: docs/reference/scan.md, "Questions".
"""

from __future__ import annotations

from preimage.model.errors import OptionError
from preimage.model.references import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
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


class Answer:
    """Rows below the names of their columns."""

    __slots__ = ("names", "rows")

    def __init__(self, names: Sequence[str], rows: Iterator[tuple[object, ...]]) -> None:
        self.names = names
        self.rows = rows


def ask(connection: sqlite3.Connection, question: str) -> Answer:
    """Answer a question that has a name, or SQL that only reads.

    Raises:
        OptionError: there is no such question, or the SQL is wrong.
    """
    sql, values = _read(question)
    import sqlite3

    try:
        cursor = connection.execute(sql, values)
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise OptionError(f"--query: {error}") from error
    return Answer([column[0] for column in cursor.description or ()], _read_rows(cursor))


def _read_rows(cursor: sqlite3.Cursor) -> Iterator[tuple[object, ...]]:
    import sqlite3

    try:
        yield from cursor
    except sqlite3.Error as error:
        raise OptionError(f"--query: {error}") from error


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
