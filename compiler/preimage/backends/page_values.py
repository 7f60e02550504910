"""Values, causes and stories of the report page, in the words of explain, with its lines as links."""

from __future__ import annotations

import re
from html import escape

from preimage.backends.hidden_values import HIDDEN
from preimage.backends.reason_stories import explain_field_reason
from preimage.backends.shown_text import show_cause, show_check_member, show_leaf, show_value
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Entry = dict[str, Any]

_LINES = re.compile(r"\blines? (\d+)(?:-\d+)?")
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
        times = [f"{words} {show_check_member(name, value[name])}" for name, words in _TIMES if value.get(name)]
        return ", ".join([shown, *times])
    return shown


def link_lines(text: str) -> str:
    """Make HTML of a text that names lines: each is a link to the first of them."""
    return _LINES.sub(lambda match: f'<a href="#L{match[1]}">{match[0]}</a>', escape(text))


def render_cause(cause: Entry | None, stage: int | None) -> str:
    """Say what wrote a value; ``stage`` is the place of the target's, which is not named."""
    return "" if cause is None else link_lines(show_cause(cause, stage))


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
