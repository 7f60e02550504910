"""Fixes of FROM."""

from __future__ import annotations

from preimage.edits.fix import Fix
from preimage.golang.text import lower, upper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.edits.fix import Scene


def fix_as_casing(scene: Scene) -> list[Fix] | str:
    """Write AS in the case of FROM."""
    instruction = scene.instruction("from")
    if instruction is None or len(instruction.arguments) < 2:
        return "its words cannot be told apart"
    as_word = instruction.arguments[1]
    new = cased_like(instruction.keyword.text, as_word.text)
    edits = scene.replace(instruction, as_word.offset, as_word.offset + len(as_word.text), new)
    return [Fix(scene.finding, f"write {new}", edits)]


def cased_like(keyword: str, word: str) -> str:
    """Give a word in the case of a keyword: lower if that is all lower case, else upper."""
    return lower(word) if keyword == lower(keyword) else upper(word)
