"""The outline of a target as ``docker buildx build --call=outline`` prints it: text and JSON.

Source: docs/reference/check-calls.md, "Outline".
"""

from __future__ import annotations

from collections.abc import Sequence

from preimage.backends.call_json import Locations, render_bytes, render_list, render_object
from preimage.golang.jsontext import encode_string
from preimage.golang.tabwriter import render_columns
from preimage.model.outline import Outline, OutlineArg, OutlineMount


def render_text(outline: Outline) -> str:
    """Render the blocks that have something to show, each followed by an empty line."""
    blocks = []
    if outline.name:
        target = f"TARGET:\t{outline.name}\n"
        if outline.description:
            target += f"DESCRIPTION:\t{outline.description}\n"
        blocks.append(render_columns(target, 1))
    if outline.args:
        rows = "".join(f"{arg.name}\t{arg.value}\t{arg.description}\n" for arg in outline.args)
        blocks.append(render_columns(f"BUILD ARG\tVALUE\tDESCRIPTION\n{rows}", 3))
    for heading, mounts in (("SECRET", outline.secrets), ("SSH", outline.ssh)):
        if mounts:
            rows = "".join(f"{mount.name}\t{'true' if mount.is_required else ''}\n" for mount in mounts)
            blocks.append(render_columns(f"{heading}\tREQUIRED\n{rows}", 3))
    return "".join(f"{block}\n" for block in blocks)


def render_json(outline: Outline) -> str:
    """Render BuildKit's object, without a newline at the end; what is empty is left out."""
    locations = Locations()
    members = [(key, encode_string(text)) for key, text in _texts_of(outline) if text]
    if outline.args:
        members.append(("args", render_list((_render_arg(arg, locations) for arg in outline.args), 1)))
    if outline.secrets:
        members.append(("secrets", _render_mounts(outline.secrets, locations)))
    if outline.ssh:
        members.append(("ssh", _render_mounts(outline.ssh, locations)))
    members.append(("sources", render_list([render_bytes(outline.source)], 1)))
    return render_object(members, 0)


def _texts_of(described: Outline | OutlineArg) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("name", described.name), ("description", described.description)


def _render_arg(arg: OutlineArg, locations: Locations) -> str:
    members = [(key, encode_string(text)) for key, text in (*_texts_of(arg), ("value", arg.value)) if text]
    return render_object([*members, ("location", locations.render(arg.lines, 3))], 2)


def _render_mounts(mounts: Sequence[OutlineMount], locations: Locations) -> str:
    return render_list((_render_mount(mount, locations) for mount in mounts), 1)


def _render_mount(mount: OutlineMount, locations: Locations) -> str:
    members = [("name", encode_string(mount.name))]
    if mount.is_required:
        members.append(("required", "true"))
    return render_object([*members, ("location", locations.render(mount.lines, 3))], 2)
