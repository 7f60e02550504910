"""Fixes of EXPOSE."""

from __future__ import annotations

from preimage.edits.fix import Fix
from preimage.golang.text import lower
from preimage.model.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.edits.fix import Scene
    from preimage.model.positions import PlacedInstruction, PlacedWord


def fix_protocol_casing(scene: Scene) -> list[Fix] | str:
    """Write the protocol of a port in lower case."""
    instruction = scene.instruction("expose")
    if instruction is None:
        return "it comes from a trigger"
    edits = []
    for word in _find_words(scene, instruction):
        start = _find_outside(word.text, "/") + 1
        protocol = word.text[start:]
        if start and "$" not in protocol and protocol != lower(protocol):
            offset = word.offset + start
            edits += scene.replace(instruction, offset, offset + len(protocol), lower(protocol))
    return [Fix(scene.finding, "write the protocol in lower case", edits)] if edits else "it comes from a variable"


def fix_port_format(scene: Scene) -> list[Fix] | str:
    """Leave only the port of the container: address and port of the host mean nothing in EXPOSE."""
    instruction = scene.instruction("expose")
    if instruction is None:
        return "it comes from a trigger"
    edits = []
    for word in _find_words(scene, instruction):
        end = _find_outside(word.text, ":") + 1
        start = 1 if word.text[0] in "'\"" else 0
        if "$" in word.text[start:end]:
            return "a variable stands before the port, whose value may be at fault"
        if end > start:
            edits += scene.replace(instruction, word.offset + start, word.offset + end, "")
    return [Fix(scene.finding, "leave only the container's port", edits)] if edits else "it comes from a variable"


def _find_words(scene: Scene, instruction: PlacedInstruction) -> list[PlacedWord]:
    """Give the word that the finding is about, or all if a variable hides which one it is."""
    message = RULES[scene.finding.rule].message
    exact = [word for word in instruction.arguments if message(word.text.strip("'\"")) == scene.finding.message]
    return exact[:1] or list(instruction.arguments)


def _find_outside(text: str, wanted: str) -> int:
    """Give the offset of the last such character outside braces; -1: there is none."""
    depth, found = 0, -1
    for offset, character in enumerate(text):
        if character == wanted and not depth:
            found = offset
        depth += (character == "{") - (character == "}" and depth > 0)
    return found
