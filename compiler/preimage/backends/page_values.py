"""Values, causes and stories of the report page, in the words of explain, with its lines as links."""

from __future__ import annotations

import re
from html import escape

from preimage.backends.explain_table import describe
from preimage.backends.hidden_values import HIDDEN
from preimage.backends.reason_stories import explain_field_reason
from preimage.backends.shown_text import show_cause, show_check_member, show_leaf, show_place, show_value
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Entry = dict[str, Any]

_LINES = re.compile(r"\blines? (\d+)(?:-\d+)?")
_PIECES = re.compile(r"[^/:,.=_&@-]*[/:,.=_&@-]+|[^/:,.=_&@-]+")
_MOST_BREAKABLE = 2000
"""Characters of a text that may be broken at such places; beyond that, anywhere."""
_TIMES = (
    ("Interval", "every"),
    ("Timeout", "timeout"),
    ("StartPeriod", "start period"),
    ("StartInterval", "start interval"),
    ("Retries", "retries"),
)


def show_page_value(path: str, value: object, *, is_hidden: bool = False) -> str:
    """Show a value as explain does; a health check with its times, and a port or volume, which has none, as nothing."""
    if value == {}:
        return ""
    shown = show_value(path, value, is_hidden=is_hidden)
    if path == "config.Healthcheck" and isinstance(value, dict):
        return ", ".join([shown, *_show_times(value)])
    return shown


def make_breakable(text: str) -> str:
    """Make HTML of a text that may be broken behind the signs that part paths, lists and names."""
    start, rest = text[:_MOST_BREAKABLE], text[_MOST_BREAKABLE:]
    return "<wbr>".join(map(escape, _PIECES.findall(start))) + escape(rest)


def link_lines(text: str) -> str:
    """Make HTML of a text that names lines: each is a link to the first of them."""
    return _LINES.sub(_link, escape(text))


def _link(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - _MOST_BREAKABLE) : match.start()]
    # Behind the name of a file it is a line of that file, which is not on the page.
    is_of_another = not before.endswith(", ") and "." in before.rstrip().rpartition(" ")[2]
    return match[0] if is_of_another else f'<a href="#L{match[1]}">{match[0]}</a>'


def render_cause(cause: Entry | None, stage: int | None) -> str:
    """Say what wrote a value; ``stage`` is the place of the target's, which is not named."""
    return "" if cause is None else link_lines(show_cause(cause, stage))


def render_where(cause: Entry | None, stage: int | None) -> str:
    """Say the same in a column: the instruction, then its place; which base it is stands above all values."""
    if cause is None:
        return ""
    word = f"<b>{escape(cause['instruction'])}</b> " if cause["instruction"] and cause["kind"] != "stage" else ""
    return f"{word}{link_lines(show_place(cause, stage))}"


def render_note(field: Entry, stage: int | None) -> str:
    """Say the one thing about a value that stands below it: what went into it, or the times of a health check."""
    if field["state"] != "set":
        return ""
    value = field["value"]
    if field["path"] == "config.Healthcheck" and isinstance(value, dict) and field["reason"] is None:
        note = ", ".join(_show_times(value))
    else:
        note = describe(field, -1 if stage is None else stage, "").note
    return f'<span class="hint">{link_lines(note)}</span>' if note else ""


def _show_times(check: Entry) -> list[str]:
    return [f"{words} {show_check_member(name, check[name])}" for name, words in _TIMES if check.get(name)]


def render_story(field: Entry, stage: int | None) -> str:
    """Tell what a value was before, what went into it, and the rule behind it; empty if there is nothing to tell."""
    path = field["path"]
    items = []
    for earlier in field["earlier"]:
        value = show_page_value(path, earlier["value"], is_hidden=bool(earlier.get("hidden")))
        items.append(f"before: {_code(value)}, {render_cause(earlier['cause'], stage)}")
    for use in field["uses"]:
        name = f"${use['variable']}" if "variable" in use else show_leaf(use["path"], use.get("key"))
        value = HIDDEN if use.get("hidden") else show_value(use.get("path", ""), use["value"])
        origin = f", {render_cause(use['cause'], stage)}" if use["cause"] is not None else ""
        items.append(f"uses {_code(show_line(name))} = {_code(value)}{origin}")
    items += [f"also written at {render_cause(cause, None)}" for cause in field["elsewhere"]]
    rule = explain_field_reason(field)
    if rule:
        items.append(link_lines(rule))
    return f'<div class="story"><ul>{"".join(f"<li>{item}</li>" for item in items)}</ul></div>' if items else ""


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
