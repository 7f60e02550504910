"""Values, causes and stories of the report page.

Functions that write HTML are handed ``show``, which makes a text from outside safe to stand in it.
"""

from __future__ import annotations

import json

from preimage.backends.page_reasons import describe_reason
from preimage.golang.durations import Duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Show = Callable[[str], str]

_TIMES = (
    ("Interval", "every"),
    ("Timeout", "timeout"),
    ("StartPeriod", "start period"),
    ("StartInterval", "every, while starting"),
)


def show_value(field: Mapping[str, Any]) -> str:
    """Give a value for people: texts as they are, lists as JSON, a health check in words."""
    value = field["value"]
    if value is None:
        return "unknown" if field.get("state") == "unknown" else "not set"
    if field["path"] == "config.Healthcheck":
        return _show_healthcheck(value)
    if isinstance(value, str):
        return value or '""'
    if value == {}:
        return ""
    return json.dumps(value, ensure_ascii=False)


def _show_healthcheck(value: Mapping[str, Any]) -> str:
    parts = [json.dumps(value.get("Test") or [], ensure_ascii=False)]
    parts += [f"{words} {Duration(value[name])}" for name, words in _TIMES if value.get(name)]
    if value.get("Retries"):
        parts.append(f"{value['Retries']} retries")
    return ", ".join(parts)


def render_cause(cause: Mapping[str, Any] | None, show: Show) -> str:
    """Say what wrote a value, its lines as a link to the first of them."""
    if cause is None:
        return ""
    kind, name = cause["kind"], cause["name"]
    where = _render_lines(cause["lines"])
    if kind == "instruction":
        return f"{show(cause['instruction'])}, {where}"
    if kind == "trigger":
        if cause["declared"]:
            return f"ONBUILD of {_render_lines(cause['declared'])}, at {where}"
        return f"trigger of the base, at {where}"
    if kind == "base":
        return f"base, {where}" if where else "base"
    if kind == "stage":
        return f"stage starts, {where}"
    return show(name or "") if kind == "option" else f"default{f' of {show(name)}' if name else ''}"


def _render_lines(lines: Any) -> str:
    if not lines:
        return ""
    first, last = lines
    label = f"line {first}" if first == last else f"lines {first}–{last}"
    return f'<a href="#L{first}">{label}</a>'


def render_story(field: Mapping[str, Any], show: Show) -> str:
    """Tell what a value was before, what went into it, and the rule behind it; empty if there is nothing to tell."""
    items = []
    reason = describe_reason(field["reason"])
    if reason:
        items.append(f"<li>{show(reason[0].upper() + reason[1:])}.</li>")
    cause = field["cause"] or {}
    if cause.get("reference"):
        items.append(f"<li>From <code>{show(cause['reference'])}</code>.</li>")
    if cause.get("trigger"):
        items.append(f"<li>Trigger <code>{show(cause['trigger'])}</code>.</li>")
    for earlier in field["earlier"]:
        value = "(hidden)" if earlier.get("hidden") else show_value({**earlier, "path": field["path"]})
        items.append(f"<li>Before: <code>{show(value)}</code> ({render_cause(earlier['cause'], show)}).</li>")
    for use in field["uses"]:
        name = f"${use['variable']}" if "variable" in use else _name_of(use)
        value = "(hidden)" if use.get("hidden") else show_value({"path": "", **use})
        origin = render_cause(use["cause"], show)
        items.append(
            f"<li>Uses <code>{show(name)}</code> = <code>{show(value)}</code>{f' ({origin})' if origin else ''}.</li>"
        )
    for cause_elsewhere in field["elsewhere"]:
        items.append(f"<li>Elsewhere: {render_cause(cause_elsewhere, show)}.</li>")
    return f'<div class="story"><ul>{"".join(items)}</ul></div>' if items else ""


def _name_of(use: Mapping[str, Any]) -> str:
    name = str(use["path"]).removeprefix("config.")
    return name if use.get("key") is None else f"{name} {use['key']}"
