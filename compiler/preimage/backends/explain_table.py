"""An explanation as a table: a row for each leaf, with the line it comes from.

Source: docs/reference/explain.md, "Text".
"""

from __future__ import annotations

from textwrap import wrap

from preimage.backends.absent_reasons import describe_absence
from preimage.backends.shown_text import (
    cut,
    show_cause,
    show_check_member,
    show_field,
    show_leaf,
    show_place,
    show_reference,
    show_value,
    show_word,
)
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    Entry = dict[str, Any]
    Paint = Callable[[str, str], str]

DEFAULT_WIDTH = 100
LEAST_VALUE = 16
_NARROW_VALUE = 8
_INDENT = 6
_KEY_WIDTH = 16
_SETS = ("config.ExposedPorts", "config.Volumes")
_MAPS = ("config.Env", "config.Labels", "config.OnBuild")
_QUIET = frozenset(("architecture", "os", "os.version", "os.features", "variant", "config.ArgsEscaped"))
"""Fields that are only shown when all is asked for."""


class Layout:
    """How a report is laid out: its width, whether values are whole, and what paints names and notes."""

    def __init__(self, width: int = DEFAULT_WIDTH, *, is_whole: bool = False, paint: Paint | None = None) -> None:
        self.width = width
        self.is_whole = is_whole
        self._paint = paint

    def paint(self, style: str, text: str) -> str:
        """Paint a text: ``name``, ``add``, ``remove``, ``change`` or ``note``; without colours it stays as it is."""
        return self._paint(style, text) if self._paint is not None and text else text


class Row:
    """A row: what is left of the value (``name``, padded to ``left``), the value, and where it comes from."""

    __slots__ = ("left", "name", "note", "value", "where", "word")

    def __init__(self, name: str, value: str = "", where: str = "", word: str = "", note: str = "") -> None:
        self.name = name
        self.left = len(name)
        self.value = value
        self.where = where
        self.word = word
        self.note = note


def render_table(result: Entry, title: str, stage: int, layout: Layout, *, shows_all: bool, fields_hint: str) -> str:
    """Render the whole table of one result; ``stage`` is the place of the target's stage.

    ``fields_hint`` is the command that tells more about one field.
    """
    fields = [field for field in result["fields"] if shows_all or is_shown(field)]
    rows = make_rows(fields, stage)
    base = _show_base(result)
    heading = f"{title}{' ' * max(2, 57 - len(title))}base {base}" if base else title
    closing = render_sentences([_count(fields), f"'{fields_hint}' tells the story of one."], layout)
    return f"{heading}\n\n{render_rows(rows, layout)}{closing}"


def render_sentences(sentences: Sequence[str], layout: Layout) -> str:
    """Render sentences on one line, or where it is too long on one each, which are broken between words."""
    text = " ".join(sentences)
    if len(text) <= layout.width:
        return f"{text}\n"
    lines = [line for each in sentences for line in wrap(each, layout.width, break_long_words=False)]
    return "".join(f"{line}\n" for line in lines)


def is_shown(field: Entry) -> bool:
    """Tell whether a field is shown without ``--all``."""
    return field["path"] not in _QUIET or field["reason"] == "platform-from-option"


def _show_base(result: Entry) -> str:
    bases = [field["cause"] for field in result["fields"] if field["cause"] is not None]
    reference = next((cause["reference"] for cause in bases if cause["kind"] == "base"), None)
    return show_reference(reference) if reference is not None else ""


def _count(fields: Sequence[Entry]) -> str:
    counts: dict[str, int] = {}
    fields = [field for field in fields if field["state"] != "absent"]
    for field in fields:
        origin = "not known" if field["state"] == "unknown" else _origin(field["cause"])
        counts[origin] = counts.get(origin, 0) + 1
    names = (
        *("from the service", "from the engine", "from this file", "from the base", "by default", "from options"),
        "not known",
    )
    shown = ", ".join(f"{counts[name]} {name}" for name in names if name in counts)
    return f"{len(fields)} value{'s' * (len(fields) != 1)}" + (f": {shown}." if shown else ".")


def _origin(cause: Entry) -> str:
    kind = cause["kind"]
    if kind == "base" or (kind == "trigger" and cause["declared"] is None):
        return "from the base"
    if kind == "service":
        return "from the service" if cause["origin"]["file"] is not None else "from the engine"
    return {"default": "by default", "option": "from options"}.get(kind, "from this file")


def make_rows(fields: Sequence[Entry], stage: int) -> list[Row]:
    """Make the rows of fields: named things below the name of their field."""
    rows: list[Row] = []
    width = max((len(show_field(field["path"])) for field in fields if field["path"] not in _MAPS), default=0)
    last = ""
    for field in fields:
        path, key = field["path"], field["key"]
        name = show_field(path)
        if path in _MAPS and key is not None:
            if path != last:
                rows.append(Row(f"  {name}"))
                keys = [show_line(str(each["key"])) for each in fields if each["path"] == path]
                key_width = max(_KEY_WIDTH, *map(len, keys))
            row = describe(field, stage, f"    {show_line(str(key)):{key_width}}  ")
        elif path in _SETS and key is not None:
            row = describe(field, stage, f"  {name if path != last else '':{width}}  ")
            row.value = show_line(str(key)) if field["state"] == "set" else f"{show_line(str(key))} {row.value}"
        else:
            row = describe(field, stage, f"  {name:{width}}  ")
        rows.append(row)
        last = path
    return rows


def describe(field: Entry, stage: int, name: str) -> Row:
    """Make the row of one field."""
    path = field["path"]
    cause = field["cause"]
    row = Row(name, show_value(path, field["value"], is_hidden=bool(field.get("hidden"))))
    if field["state"] == "unknown":
        # What an empty base would give is told by the story, which says so.
        row.value = "?"
        reference = cause["reference"] if cause["kind"] == "base" else None
        row.where = (
            f"unknown: {show_line(reference)} is not known" if reference else f"unknown: {show_cause(cause, stage)}"
        )
        return row
    if field["state"] == "cleared":
        row.value = "(cleared)"
    if field["state"] == "absent":
        row.value, row.where = "(not set)", describe_absence(field["reason"])
        return row
    row.where, row.word = show_place(cause, stage), show_word(cause)
    if cause["kind"] == "trigger" and cause["declared"] is None:
        row.note, row.word = row.word, ""
        return row
    row.note = _note(field, stage)
    return row


def _note(field: Entry, stage: int) -> str:
    """Say the one thing about a value that its row has room for."""
    cause = field["cause"]
    if cause["kind"] == "default" and cause["name"] == "PATH":
        return "the base has none"
    if field["path"] == "config.Healthcheck" and field["state"] == "set":
        interval = field["value"].get("Interval")
        if field["reason"] == "healthcheck-none":
            return "switched off"
        if interval:
            return f"every {show_check_member('Interval', interval)}"
    if field["reason"] == "workdir-relative":
        return _show_steps(field, stage)
    uses = [use for use in field["uses"] if "variable" in use]
    if uses:
        return ", ".join(f"${show_line(use['variable'])}: {_show_use(use, stage)}" for use in uses)
    if field["earlier"] and field["state"] == "set":
        before = field["earlier"][-1]["cause"]
        return f"replaces {'base' if before['kind'] == 'base' else show_cause(before, stage)}"
    return ""


def _show_steps(field: Entry, stage: int) -> str:
    """Name the steps that a relative directory goes back to, the last first."""
    steps = []
    for earlier in reversed(field["earlier"]):
        steps.append(show_place(earlier["cause"], stage))
        if str(earlier["value"]).startswith(("/", "\\")) and len(steps) > 1:
            break
    return f"from {', '.join(steps)}" if steps else ""


def _show_use(use: Entry, stage: int) -> str:
    cause = use["cause"]
    if cause is None:
        return "not set"
    if cause["kind"] == "default" and cause["lines"] is None:
        return "platform" if cause["name"].startswith(("TARGET", "BUILD")) else "automatic"
    return show_place(cause, stage)


def render_rows(rows: Sequence[Row], layout: Layout) -> str:
    """Render rows in columns: where a value comes from stays whole, the value is cut, then the note is dropped."""
    where = max((len(row.where) for row in rows if row.word), default=0)
    word = max((len(row.word) for row in rows), default=0)
    note = max((len(row.note) for row in rows), default=0)
    longest = max((row.left + len(row.value) for row in rows if row.where), default=0) + 2
    least = max((row.left for row in rows if row.where), default=0) + LEAST_VALUE + 2
    tail = where + (1 + word if word else 0)
    column = min(longest, max(least, layout.width - tail - (2 + note if note else 0)))
    has_notes = not note or column + tail + 2 + note <= layout.width
    if not has_notes:
        column = min(longest, max(least, layout.width - tail))
    # What has no word behind it may be longer, such as the name of a base.
    column = min(column, max(least, layout.width - max((len(row.where) for row in rows), default=0)))
    lines = []
    is_narrow = column + tail > layout.width
    for row in rows:
        if is_narrow and row.where:
            lines += _render_narrow_row(row, layout)
        else:
            lines += _render_row(row, column, where, word, has_notes or layout.is_whole, layout)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _render_row(row: Row, column: int, where: int, word: int, has_note: bool, layout: Layout) -> list[str]:
    name = layout.paint("name", row.name)
    if not row.where:
        return [name + row.value]
    room = column - row.left - 2
    pieces = _wrap(row.value, room) if layout.is_whole else [cut(row.value, room)]
    line = f"{name}{pieces[0]:{room}}  {row.where:{where}}"
    if word and len(row.where) <= where:
        line += f" {row.word:{word}}"
    if row.note and has_note:
        line += f"  {layout.paint('note', row.note)}"
    return [line, *(" " * row.left + piece for piece in pieces[1:])]


def _render_narrow_row(row: Row, layout: Layout) -> list[str]:
    """Render a row whose columns are wider than the page: where the value comes from stands below it."""
    name = f"{row.name.rstrip()}  "
    room = layout.width - len(name)
    room = room if room >= _NARROW_VALUE else LEAST_VALUE
    pieces = _wrap(row.value, room) if layout.is_whole else [cut(row.value, room)]
    below = f"{' ' * _INDENT}{row.where} {row.word}".rstrip()
    if row.note and (layout.is_whole or len(below) + 2 + len(row.note) <= layout.width):
        below += f"  {layout.paint('note', row.note)}"
    start = layout.paint("name", name) if row.name.strip() else " " * len(row.name)
    return [start + pieces[0], *(" " * len(name) + piece for piece in pieces[1:]), below]


def _wrap(text: str, width: int) -> list[str]:
    return [text[start : start + width] for start in range(0, len(text), width)] or [""]


def render_platforms(results: Sequence[Entry], names: Sequence[str], stages: Sequence[int], layout: Layout) -> str:
    """Render several platforms as one table: a row that is the same everywhere stands once, others name theirs."""
    by_leaf: dict[tuple[str, object], list[tuple[int, Entry]]] = {}
    for number, result in enumerate(results):
        for field in result["fields"]:
            if layout.is_whole or is_shown(field):
                by_leaf.setdefault((field["path"], field["key"]), []).append((number, field))
    rows: list[tuple[str, str, Row]] = []
    for (path, key), found in by_leaf.items():
        shown = [describe(field, stages[number], "") for number, field in found]
        for row in shown:
            row.value = "" if row.value == "{}" else row.value
        texts = {(row.value, row.where, row.word, row.note) for row in shown}
        if len(found) == len(results) and len(texts) == 1:
            rows.append(("", show_leaf(path, key), shown[0]))
        else:
            rows += [(names[number], show_leaf(path, key), row) for (number, _), row in zip(found, shown, strict=True)]
    platform_width = max((len(platform) for platform, _, _ in rows), default=0)
    width = max((len(leaf) for _, leaf, _ in rows), default=0)
    for platform, leaf, row in rows:
        row.name = f"  {f'{platform:{platform_width}}  ' if platform else ''}{leaf:{width}}  "
        row.left = len(row.name)
    return render_rows([row for _, _, row in rows], layout)
