"""Fixes of ENV, LABEL and MAINTAINER."""

from __future__ import annotations

from preimage.edits.fix import Fix
from preimage.edits.quoting import cut_parts, quote_part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.edits.edit import Edit
    from preimage.edits.fix import Scene
    from preimage.edits.quoting import Part
    from preimage.model.positions import PlacedInstruction, PlacedWord


def fix_legacy_pair(scene: Scene) -> list[Fix] | str:
    """Write ``ENV key value`` as ``ENV key=value``, the value in quotes if it has blanks."""
    instruction = scene.instruction("env", "label")
    if instruction is None:
        return "it comes from a trigger of the base"
    if len(instruction.arguments) != 2:
        return "its words cannot be told apart"
    name, value = instruction.arguments
    parts = cut_parts(value.text, instruction.line.escape)
    ways = [_quote(scene, instruction, value, parts), _escape(scene, instruction, value, parts)]
    if all(part.kind != "blank" for part in parts):
        ways.insert(0, ("", []))
    return [
        Fix(
            scene.finding,
            f"write {instruction.keyword.text} as key=value",
            [*_join_pair(scene, instruction, name, value, opening), *edits],
        )
        for opening, edits in ways
    ]


def _join_pair(
    scene: Scene, instruction: PlacedInstruction, name: PlacedWord, value: PlacedWord, opening: str
) -> list[Edit]:
    """Give the edits that put an equals sign between name and value, on the line where the value begins."""
    name_end = name.offset + len(name.text)
    if name.end[0] == value.start[0]:
        return scene.replace(instruction, name_end, value.offset, f"={opening}")
    # With the name go the blanks behind it, up to the continuation.
    name_end = instruction.line.split(name_end, value.offset)[0][1]
    removed = scene.replace(instruction, name.offset, name_end, "")
    return [*removed, *scene.replace(instruction, value.offset, value.offset, f"{name.text}={opening}")]


def _quote(
    scene: Scene, instruction: PlacedInstruction, value: PlacedWord, parts: list[Part]
) -> tuple[str, list[Edit]]:
    """Give what opens a quoted value, and the edits that write the rest of it so."""
    text, escape = value.text, instruction.line.escape
    edits = []
    for part in parts:
        written, new = text[part.start : part.end], quote_part(text, part, escape)
        if new != written:
            edits += scene.replace(instruction, value.offset + part.start, value.offset + part.end, new)
    return '"', [*edits, scene.insert_behind(instruction, value.offset + len(text), '"')]


def _escape(
    scene: Scene, instruction: PlacedInstruction, value: PlacedWord, parts: list[Part]
) -> tuple[str, list[Edit]]:
    """Give the edits that put an escape before each blank of a value."""
    escape = instruction.line.escape
    edits = []
    for part in parts:
        if part.kind == "blank":
            for offset in range(value.offset + part.start, value.offset + part.end):
                edits += scene.replace(instruction, offset, offset, escape)
    return "", edits
