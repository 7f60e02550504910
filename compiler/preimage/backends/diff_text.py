"""A difference of two results as text: a row for each change, then what came with the base, then what matters most.

Source: docs/reference/diff.md, "Text".
"""

from __future__ import annotations

from preimage.backends.explain_table import LEAST_VALUE, Layout, render_sentences
from preimage.backends.hidden_values import HIDDEN
from preimage.backends.shown_text import (
    cut,
    show_cause,
    show_check_member,
    show_leaf,
    show_origin,
    show_reference,
    show_value,
)
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Entry = dict[str, Any]

_SIGNS = {"add": "+", "remove": "-", "change": "~"}
_SETS = ("config.ExposedPorts", "config.Volumes")
_ROOT = ("", "root", "0")
_DIGEST_SHOWN = 19
_AROUND = 12
"""Characters shown around the place where two texts part."""


def render_diff(result: Entry, title: str, layout: Layout) -> str:
    """Render one result of a difference under a title; empty if nothing changed."""
    own = [change for change in result["changes"] if change["group"] == "own"]
    base = [change for change in result["changes"] if change["group"] == "base"]
    if not own and not base:
        return ""
    lines = [show_line(title), *_render_changes(own, layout, is_base=False)]
    if base:
        if own:
            lines.append("")
        lines += [show_base_change(result), *_render_changes(base, layout, is_base=True)]
    lines += render_sentences([summarize(result["changes"])], layout).splitlines()
    lines += [layout.paint("note", f"! {note}") for note in find_notes(result["changes"])]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def summarize(changes: Sequence[Entry]) -> str:
    """Count the changes, and those that follow from another."""
    count = len(changes)
    follow = sum(bool(change["because"]) for change in changes)
    text = f"{count} change{'s' * (count != 1)}"
    if not follow:
        return f"{text}."
    if follow == count:
        return f"{text}, which follow{'s' * (count == 1)} from another value."
    return f"{text}, {follow} of them follow{'s' * (follow == 1)} from another."


def show_base_change(result: Entry) -> str:
    """Say which base image became which, with digests where they are known."""
    before, after = (_describe_bases(result[side]["bases"], _bases_used(result, side)) for side in ("before", "after"))
    if before == after or not before or not after:
        return f"base {after or before} brings"
    return f"base {before} -> {after} brings"


def _bases_used(result: Entry, side: str) -> set[str]:
    causes = [change[f"{side}_cause"] for change in result["changes"]]
    return {cause["reference"] for cause in causes if cause is not None and cause["reference"] is not None}


def _describe_bases(bases: Sequence[Entry], used: set[str]) -> str:
    shown = []
    for base in bases:
        if base["reference"] in used or not used:
            digest = f" ({base['digest'][:_DIGEST_SHOWN]}…)" if base["digest"] else ""
            shown.append(f"{show_reference(base['reference'])}{digest}")
    return ", ".join(dict.fromkeys(shown))


def find_notes(changes: Sequence[Entry]) -> list[str]:
    """Give what must not be missed: whom it runs as, a health check or a command that is gone."""
    notes = []
    for change in changes:
        path, before, after = change["path"], change["before"], change["after"]
        if path == "config.User" and _is_root(before) != _is_root(after):
            notes.append("runs as root now" if _is_root(after) else "no longer runs as root")
        elif path == "config.Healthcheck" and _is_checked(before) and not _is_checked(after):
            notes.append("the health check is gone")
        elif path == "config.Cmd" and change["action"] == "remove":
            by = f", cleared by {show_cause(change['after_cause'], None)}" if change["after_cause"] else ""
            notes.append(f"the command is gone{by}")
    return notes


def _is_root(user: str | None) -> bool:
    return (user or "").partition(":")[0] in _ROOT


def _is_checked(check: Entry | None) -> bool:
    return check is not None and check.get("Test") != ["NONE"]


def _render_changes(changes: Sequence[Entry], layout: Layout, *, is_base: bool) -> list[str]:
    names = [show_leaf(change["path"], change["key"]) for change in changes]
    places = [_show_place(change, is_base=is_base) for change in changes]
    follows = [show_because(change) for change in changes]
    name_width = max(map(len, names), default=0)
    place_width = max(map(len, places), default=0)
    follow_width = max(map(len, follows), default=0)
    values = [show_change(change) for change in changes]
    rest = layout.width - 4 - name_width - 1
    tail = (2 + place_width if place_width else 0) + (2 + follow_width if follow_width else 0)
    if rest - tail < LEAST_VALUE:
        tail -= 2 + follow_width if follow_width else 0
        follows = ["" for _ in follows]
    is_narrow = rest - tail < LEAST_VALUE
    room = max(LEAST_VALUE, rest if is_narrow else rest - tail)
    value_width = min(room, max((len(value) for value in values), default=0))
    lines = []
    for change, name, value, place, follow in zip(changes, names, values, places, follows, strict=True):
        style = change["action"]
        start = layout.paint(style, f"  {_SIGNS[style]} {name:{name_width}}")
        shown = value if layout.is_whole else _fit(change, value, room)
        line = f"{start} {shown:{value_width}}"
        if place and is_narrow:
            line = f"{line.rstrip()}\n      {place}"
        elif place:
            line += f"  {place:{place_width}}"
        lines.append(f"{line}  {layout.paint('note', follow)}" if follow else line)
        lines += [layout.paint("note", f"      {origin}") for origin in show_variable_origins(change)]
    return lines


def _fit(change: Entry, value: str, room: int) -> str:
    """Cut a change to the room there is, so that something of both values is left."""
    if len(value) <= room or change["action"] != "change" or change["path"] in ("config.Healthcheck", "text"):
        return cut(value, room)
    before, after = (_show_side(change, side) for side in ("before", "after"))
    half = (room - 4) // 2
    if len(before) <= half:
        return f"{before} -> {cut(after, room - 4 - len(before))}"
    if len(after) <= half:
        return f"{cut(before, room - 4 - len(after))} -> {after}"
    return f"{cut(before, half)} -> {cut(after, half)}"


def show_change(change: Entry) -> str:
    """Show what changed: both values, one, or the members of a health check that differ."""
    if change["path"] in _SETS and change["key"] is not None:
        return ""
    if change["action"] == "add":
        return _show_side(change, "after")
    if change["action"] == "remove":
        return _show_side(change, "before")
    if change["path"] == "config.Healthcheck":
        return _show_check_change(change["before"], change["after"])
    if change.get("hidden") and (change["before"] == change["after"] or None in (change["before"], change["after"])):
        return f"{HIDDEN} changed"
    if change["path"] == "text":
        return _show_first_difference(change["before"], change["after"])
    return f"{_show_side(change, 'before')} -> {_show_side(change, 'after')}"


def _show_first_difference(before: str, after: str) -> str:
    """Show where two texts of a whole config part."""
    shorter = min(len(before), len(after))
    start = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), shorter)
    first = max(0, start - _AROUND)
    shown = (show_line(f"…{text[first : start + _AROUND]}…") for text in (before, after))
    return f"from character {start + 1} on: {' -> '.join(shown)}"


def _show_side(change: Entry, side: str) -> str:
    value = change[side]
    if change["path"] == "history" and isinstance(value, dict):
        return show_line(value.get("created_by", ""))
    return show_value(change["path"], value, is_hidden=bool(change.get("hidden")))


def _show_check_change(before: Entry, after: Entry) -> str:
    members = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    shown = [
        f"{name} {show_check_member(name, before.get(name))} -> {show_check_member(name, after.get(name))}"
        for name in members
    ]
    return ", ".join(shown)


def _show_place(change: Entry, *, is_base: bool) -> str:
    """Say where a change comes from: what set the new value, what cleared the old one, or what set it."""
    before, after = change["before_cause"], change["after_cause"]
    # Of an image nothing but its values is known.
    cause = (after or before) if change["action"] != "remove" else before
    if cause is None or (is_base and cause["kind"] in ("base", "default")):
        return ""
    if change["action"] != "remove":
        return show_cause(cause, None)
    if after is not None:
        return f"cleared by {show_cause(after, None)}"
    # What follows by its words is still set, to something else.
    is_moved = change["key"] is not None and change["because"]
    return show_cause(cause, None) if is_moved else f"was {show_cause(cause, None)}"


def show_because(change: Entry) -> str:
    """Say what a change follows from."""
    shown = [f"${show_line(key)}" if path == "variable" else show_leaf(path, key) for path, key in change["because"]]
    return f"follows {', '.join(shown)}" if shown else ""


def show_variable_origins(change: Entry) -> list[str]:
    """Say where the projects of both sides say the values of the variables that a change follows from."""
    shown = []
    for name, origins in change.get("variable_origins", {}).items():
        places = dict.fromkeys(show_origin(origins[side]) for side in ("before", "after") if side in origins)
        shown.append(f"${show_line(name)}: {' -> '.join(places)}")
    return shown


def show_title(before: str, after: str, result: Entry) -> str:
    """Say what is compared: both sides, the target if one is named, and the platform."""
    platforms = list(dict.fromkeys(result[side]["platform"] for side in ("before", "after")))
    targets = list(dict.fromkeys(result[side]["target"] for side in ("before", "after")))
    title = f"{before} -> {after}"
    if targets != [None]:
        title += f", target {' -> '.join(target or '(last)' for target in targets)}"
    known = [platform for platform in platforms if platform is not None]
    return f"{title}, {' -> '.join(known)}" if known else title


def show_same(before: str, after: str) -> str:
    """Say that nothing differs."""
    return f"{show_line(before)} and {show_line(after)}: the image config is the same\n"
