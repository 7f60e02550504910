"""Fixes as JSON: what an editor needs to make them.

Source: docs/reference/check-calls.md, "Fixes".
"""

from __future__ import annotations

from preimage.backends.call_json import render_list, render_object
from preimage.golang.jsontext import encode_string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.edits import Edit, Suggestion
    from preimage.model.positions import Position


def render_fix(advice: Suggestion | str, depth: int) -> tuple[str, str]:
    """Render the member that says how a finding is fixed, or why it is not: key and value."""
    if isinstance(advice, str):
        return "noFix", encode_string(advice)
    edits = sorted(advice.edits, key=lambda each: (each.start, each.end))
    members = [
        ("title", encode_string(advice.title)),
        ("safe", "true" if advice.is_safe else "false"),
        ("edits", render_list([_render_edit(edit, depth + 2) for edit in edits], depth + 1)),
    ]
    return "fix", render_object(members, depth)


def _render_edit(edit: Edit, depth: int) -> str:
    members = [
        ("start", _render_position(edit.start, depth + 1)),
        ("end", _render_position(edit.end, depth + 1)),
        ("text", encode_string(edit.new)),
    ]
    return render_object(members, depth)


def _render_position(position: Position, depth: int) -> str:
    line, column = position
    return render_object([("line", str(line)), ("column", str(column))], depth)
