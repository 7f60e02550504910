"""A difference as Markdown for one comment that is written anew each time.

Source: docs/reference/diff.md, "Markdown".
"""

from __future__ import annotations

import re

from preimage.backends.diff_text import find_notes, show_base_change, show_because, show_change
from preimage.backends.shown_text import cut, show_cause, show_field
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Entry = dict[str, Any]

MOST_CHARACTERS = 65_000
_SIGNS = {"add": "+", "remove": "-", "change": "~"}
_SETS = ("config.ExposedPorts", "config.Volumes")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!@])")
_LONGEST_VALUE = 300
_HEAD = "| | field | before | after | why |\n|---|---|---|---|---|\n"


def render_markdown(results: Sequence[tuple[str, Entry]], name: str, *, always: bool) -> str:
    """Render results with their titles; nothing at all without changes, unless ``always``.

    The first line marks the comment by ``name``. At most 65,000 characters: lines in the middle are left out then.
    """
    parts = [_render_result(title, result) for title, result in results if result["changes"]]
    if not parts and not always:
        return ""
    marker = f"<!-- preimage-diff:{re.sub('[^A-Za-z0-9._/]+', '-', name)} -->\n"
    return _shorten(marker + ("\n".join(parts) if parts else "### Image config: no changes\n"))


def _render_result(title: str, result: Entry) -> str:
    changes = result["changes"]
    own = [change for change in changes if change["group"] == "own"]
    base = [change for change in changes if change["group"] == "base"]
    of = f" of {_escape(title)}" if title else ""
    lines = [f"### Image config{of}: {_count(len(changes))}\n"]
    lines += [f"> **{_escape(note)}**\n" for note in find_notes(changes)]
    if own:
        lines.append("\n" + _HEAD + "".join(map(_render_row, own)))
    if base:
        heading = show_base_change(result).removesuffix(" brings").replace(" -> ", " → ")
        lines.append(f"\n<details><summary>{_escape_html(heading)}: {_count(len(base))}</summary>\n\n")
        lines.append(_HEAD + "".join(map(_render_row, base)) + "\n</details>\n")
    return "".join(lines)


def _count(number: int) -> str:
    return f"{number} change{'s' * (number != 1)}"


def _render_row(change: Entry) -> str:
    path, key = change["path"], change["key"]
    field = show_field(path) if key is None else f"{show_field(path)} {_code(show_line(str(key)))}"
    if path == "config.Healthcheck" and change["action"] == "change":
        before, after = "", _code(show_change(change))
    else:
        before, after = (_show_side(change, side) for side in ("before", "after"))
    return f"| {_SIGNS[change['action']]} | {field} | {before} | {after} | {_why(change)} |\n"


def _show_side(change: Entry, side: str) -> str:
    if change[side] is None and not (change.get("hidden") and _has_side(change, side)):
        return ""
    if change["path"] in _SETS and change["key"] is not None:
        return "yes"
    one = {**change, "action": "add", "after": change[side]}
    return _code(cut(show_change(one), _LONGEST_VALUE))


def _has_side(change: Entry, side: str) -> bool:
    return change["action"] in ("change", "remove" if side == "before" else "add")


def _why(change: Entry) -> str:
    before, after = change["before_cause"], change["after_cause"]
    cause = after if change["action"] != "remove" or after is not None else before
    why = ""
    if cause is not None:
        why = _escape(show_cause(cause, None))
        if change["action"] == "remove":
            why = f"cleared by {why}" if after is not None else f"was {why}"
    because = _escape(show_because(change))
    return ", ".join(filter(None, (why, because)))


def _code(text: str) -> str:
    """Give a text as code in a cell: no backtick ends it, no bar splits the row."""
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|")


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", show_line(text))


def _escape_html(text: str) -> str:
    shown = show_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([`*_@])", r"\\\1", shown)


def _shorten(text: str) -> str:
    """Leave lines in the middle out of a text that is too long."""
    if len(text) <= MOST_CHARACTERS:
        return text
    lines = text.splitlines(keepends=True)
    room = MOST_CHARACTERS - 200
    head: list[str] = []
    while lines and sum(map(len, head)) + len(lines[0]) <= room // 2:
        head.append(lines.pop(0))
    tail: list[str] = []
    size = sum(map(len, head))
    while lines and size + len(lines[-1]) <= room:
        size += len(lines[-1])
        tail.insert(0, lines.pop())
    return "".join([*head, f"\n… {len(lines)} lines left out; 'preimage diff' shows them …\n\n", *tail])
