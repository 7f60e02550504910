"""The targets of a Dockerfile as ``docker buildx build --call=targets`` prints them: text and JSON.

Source: docs/reference/check-calls.md, "Targets".
"""

from __future__ import annotations

from preimage.backends.call_json import Locations, render_bytes, render_list, render_object
from preimage.golang.jsontext import encode_string
from preimage.golang.tabwriter import render_columns
from preimage.model.outline import Target, Targets


def render_text(targets: Targets) -> str:
    """Render the table; it has its header even without targets."""
    rows = "".join(f"{_label_of(target)}\t{target.description}\n" for target in targets.targets)
    return render_columns(f"TARGET\tDESCRIPTION\n{rows}", 1)


def _label_of(target: Target) -> str:
    if not target.is_default:
        return target.name
    return f"{target.name} (default)" if target.name else "(default)"


def render_json(targets: Targets) -> str:
    """Render BuildKit's object, without a newline at the end."""
    locations = Locations()
    elements = [_render_target(target, locations) for target in targets.targets]
    return render_object(
        [
            ("targets", render_list(elements, 1) if elements else "null"),
            ("sources", render_list([render_bytes(targets.source)], 1)),
        ],
        0,
    )


def _render_target(target: Target, locations: Locations) -> str:
    members = []
    if target.name:
        members.append(("name", encode_string(target.name)))
    if target.is_default:
        members.append(("default", "true"))
    for key, text in (("description", target.description), ("base", target.base), ("platform", target.platform)):
        if text:
            members.append((key, encode_string(text)))
    members.append(("location", locations.render(target.lines, 3)))
    return render_object(members, 2)
