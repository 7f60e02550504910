"""The changes of the report page: what is another since a side before, in the words of diff."""

from __future__ import annotations

from html import escape

from preimage.backends.diff_text import find_notes, show_because
from preimage.backends.page_values import make_breakable, render_cause, show_page_value
from preimage.backends.shown_text import show_cause, show_leaf
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Entry = dict[str, Any]


def render_changes(before: str, changes: Sequence[Entry], stage: int | None) -> str:
    """Render the changes since ``before``; ``stage`` is the place of the target's, which causes do not name."""
    heading = f"<h2>Changes since <code>{escape(show_line(before))}</code></h2>"
    if not changes:
        return f"{heading}<p>None.</p>"
    notes = "".join(f'<p class="warning">{escape(note)}</p>' for note in find_notes(changes))
    own = [change for change in changes if change["group"] == "own"]
    base = [change for change in changes if change["group"] == "base"]
    rows = [_render_row(change, stage) for change in own]
    if base:
        rows.append('<tr><th colspan="4">Came with the base image</th></tr>')
        rows += [_render_row(change, stage) for change in base]
    head = "<tr><th>Field</th><th>Before</th><th>After</th><th>Why</th></tr>"
    return f'{heading}{notes}<div class="wide"><table>{head}{"".join(rows)}</table></div>'


def _render_row(change: Entry, stage: int | None) -> str:
    label = make_breakable(show_leaf(change["path"], change["key"]))
    sides = "".join(f"<td>{_render_side(change, side)}</td>" for side in ("before", "after"))
    follows = show_because(change)
    why = _render_why(change, stage) + (f'<span class="hint">{escape(follows)}</span>' if follows else "")
    return f'<tr class="{change["action"]}"><td>{label}</td>{sides}<td>{why}</td></tr>'


def _render_side(change: Entry, side: str) -> str:
    value = change[side]
    is_hidden = bool(change.get("hidden"))
    if value is None and not (is_hidden and change["action"] == "change"):
        return ""
    shown = show_page_value(change["path"], value, is_hidden=is_hidden)
    return f"<code>{make_breakable(shown)}</code>" if shown else ""


def _render_why(change: Entry, stage: int | None) -> str:
    """Say where a change comes from; lines of the side before are no links, since the page has those of the other."""
    before, after = change["before_cause"], change["after_cause"]
    if change["action"] != "remove":
        return render_cause(after, stage)
    if after is not None:
        return f"cleared by {render_cause(after, stage)}"
    return escape(f"was {show_cause(before, None)}") if before is not None else ""
