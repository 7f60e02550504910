"""Fixes of ENV, LABEL and MAINTAINER."""

from __future__ import annotations

from preimage.edits.fix import Fix
from preimage.edits.from_fixes import cased_like
from preimage.edits.quoting import cut_parts, quote_part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.edits.fix import Scene
    from preimage.edits.quoting import Part
    from preimage.model.edits import Edit
    from preimage.model.positions import PlacedInstruction, PlacedWord

AUTHORS = "org.opencontainers.image.authors"


def fix_legacy_pair(scene: Scene) -> list[Fix] | str:
    """Write ``ENV key value`` as ``ENV key=value``, the value in quotes if it has blanks."""
    instruction = scene.instruction("env", "label")
    if instruction is None:
        return "it comes from a trigger"
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
    removed = scene.remove_word(instruction, name.offset, name_end, value.offset)
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


def fix_maintainer(scene: Scene) -> list[Fix] | str:
    """Write ``MAINTAINER name`` as a label; quotes around all of the name are not taken into the label."""
    instruction = scene.instruction("maintainer")
    if instruction is None or len(instruction.arguments) != 1:
        return "its words cannot be told apart"
    if AUTHORS in scene.text.labels:
        return f"the file sets a label {AUTHORS} already"
    keyword, text = instruction.keyword, instruction.arguments[0]
    label = cased_like(keyword.text, "label")
    edits = scene.replace_word(instruction, keyword, label)
    start, end = text.offset, text.offset + len(text.text)
    if _strip_quotes(text.text) == text.text:
        edits += scene.replace(instruction, start, start, f'{AUTHORS}="')
        edits += _protect(scene, instruction, text.text, start)
        edits.append(scene.insert_behind(instruction, end, '"'))
    else:
        edits += scene.replace(instruction, start, start + 1, f'{AUTHORS}="')
        edits += _protect(scene, instruction, text.text[1:-1], start + 1)
        edits += scene.replace(instruction, end - 1, end, '"')
    changes = frozenset(("author", "config.Labels"))
    return [Fix(scene.finding, f"write the author as {label} {AUTHORS}", edits, changes, judge=_judge_author)]


def _protect(scene: Scene, instruction: PlacedInstruction, text: str, offset: int) -> list[Edit]:
    escape = instruction.line.escape
    edits = []
    for index, character in enumerate(text):
        if character in ('"', "$", escape):
            edits += scene.replace(instruction, offset + index, offset + index, escape)
    return edits


def _strip_quotes(text: str) -> str:
    """Give what is in the quotes around a text; the text itself if there are none, or it has more of them."""
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and text.count(text[0]) == 2
    return text[1:-1] if is_quoted else text


def _judge_author(before: dict[str, Any], after: dict[str, Any]) -> str:
    author, label = before.get("author", ""), after.get("config", {}).get("Labels", {}).get(AUTHORS)
    is_kept = author == after.get("author", "") or label == _strip_quotes(author)
    return "" if is_kept else "the label would not be the author"
