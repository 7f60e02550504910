"""Values, causes and names as people read them, on one line and harmless for a terminal."""

from __future__ import annotations

import json
import re

from preimage.backends.hidden_values import HIDDEN
from preimage.golang.durations import Duration
from preimage.model.references import parse_reference
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Entry = dict[str, Any]

_DURATIONS = ("Interval", "Timeout", "StartPeriod", "StartInterval")
_SHORTEST_CUT = 2
_SHORT_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ZEROS = re.compile("([hm])(?:0m)?0s$")


def cut(text: str, width: int) -> str:
    """Cut a text to a width in characters, with ``…`` at its end."""
    return text if len(text) <= width else text[: max(width, _SHORTEST_CUT) - 1] + "…"


def to_json(value: object) -> str:
    """Give a value as short JSON."""
    return _SHORT_JSON.encode(value)


def show_count(number: int, noun: str) -> str:
    """Give a number with its noun, such as ``1 file`` or ``2 files``."""
    return f"{number} {noun}{'s' * (number != 1)}"


def show_field(path: str) -> str:
    """Give a field by its short name, such as ``Cmd``."""
    return path.removeprefix("config.")


def show_leaf(path: str, key: object) -> str:
    """Give a leaf by its short name, such as ``Env PORT``."""
    return show_field(path) if key is None else show_line(f"{show_field(path)} {key}")


def show_value(path: str, value: object, *, is_hidden: bool = False) -> str:
    """Show a value: texts as they are, lists and maps as JSON, a shell as words, a health check by what it runs."""
    if is_hidden and value is None:
        return HIDDEN
    if value is None:
        return "(none)"
    if path == "config.Healthcheck" and isinstance(value, dict):
        return show_line(_show_check(value))
    if path == "config.Shell" and isinstance(value, list):
        return show_line(" ".join(map(str, value)))
    if isinstance(value, str):
        return show_line(value) if value else '""'
    return show_line(to_json(value))


def _show_check(check: Entry) -> str:
    test = check.get("Test") or []
    if test[:1] == ["CMD-SHELL"]:
        return " ".join(test[1:])
    if test[:1] == ["CMD"]:
        return to_json(test[1:])
    return " ".join(test) or "(as in the base)"


def show_check_member(name: str, value: object) -> str:
    """Show a member of a health check; ``None`` is one that is not there."""
    if value is None:
        return "(none)"
    if name in _DURATIONS and isinstance(value, int):
        return show_duration(value)
    return show_line(to_json(value))


def show_duration(nanoseconds: int) -> str:
    """Show a duration, such as ``1m30s``, without zeros at its end."""
    shown = str(Duration(nanoseconds))
    return _ZEROS.sub(r"\1", shown)


def show_reference(reference: str) -> str:
    """Show an image by its familiar name, without ``:latest``."""
    try:
        return show_line(parse_reference(reference).familiar().removesuffix(":latest"))
    except ValueError:
        return show_line(reference)


def show_lines(lines: list[int]) -> str:
    """Show a range of lines."""
    first, last = lines
    return f"line {first}" if first == last else f"lines {first}-{last}"


def show_stage(stage: Entry) -> str:
    """Show a stage by name, else by its place."""
    return f"stage {show_line(stage['name'] or str(stage['index']))}"


def show_place(cause: Entry, stage: int | None) -> str:
    """Say where a cause stands; ``stage`` is the place of the target's, which is not named."""
    kind = cause["kind"]
    if kind == "service":
        return show_origin(cause["origin"])
    if kind == "option":
        return show_origin(cause["origin"]) if cause.get("origin") else show_line(cause["name"])
    if kind == "default":
        return "default"
    if kind == "base":
        return "base"
    lines = show_lines(cause["lines"])
    if kind == "trigger":
        if cause["declared"] is not None:
            return f"ONBUILD of {show_lines(cause['declared'])}, at {lines}"
        return f"trigger of base {show_reference(cause['reference'])}, at {lines}"
    other = cause["stage"] is not None and stage is not None and cause["stage"]["index"] != stage
    return f"{lines}, {show_stage(cause['stage'])}" if other else lines


def show_origin(origin: Entry) -> str:
    """Say where a project says a value, such as ``compose.yaml line 12, args``."""
    if origin["file"] is None:
        return show_line(origin["what"])
    line = "" if origin["line"] is None else f" line {origin['line']}"
    what = f", {origin['what']}" if origin["what"] else ""
    return show_line(f"{origin['file']}{line}{what}")


def show_note(note: Entry) -> str:
    """Say a note about a container, with its place."""
    origin = note["origin"]
    place = show_origin({**origin, "what": ""}) if origin["file"] is not None else ""
    return f"{place}: {show_line(note['message'])}" if place else show_line(note["message"])


def show_word(cause: Entry) -> str:
    """Give the instruction of a cause; of a trigger of a base its text; empty for what is none."""
    if cause["kind"] == "trigger" and cause["declared"] is None:
        return show_line(f"ONBUILD {cause['trigger']}")
    return cause["instruction"] or ""


def show_cause(cause: Entry, stage: int | None) -> str:
    """Say place and instruction of a cause, such as ``line 3 ENTRYPOINT``, or the base by name."""
    if cause["kind"] == "base":
        return f"base {show_reference(cause['reference'])}"
    if cause["kind"] == "default" and cause["lines"] is None:
        return f"automatic {show_line(cause['name'])}"
    return f"{show_place(cause, stage)} {show_word(cause)}".strip()
