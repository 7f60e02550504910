"""Fixes of the words of FROM: AS and the platform."""

from __future__ import annotations

from preimage.edits.fix import Fix
from preimage.golang.text import lower, upper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.edits.fix import Scene

_PLATFORM = frozenset(("architecture", "os", "os.version", "os.features", "variant"))


def fix_as_casing(scene: Scene) -> list[Fix] | str:
    """Write AS in the case of FROM."""
    instruction = scene.instruction("from")
    if instruction is None or len(instruction.arguments) < 2:
        return "its words cannot be told apart"
    as_word = instruction.arguments[1]
    new = cased_like(instruction.keyword.text, as_word.text)
    return [Fix(scene.finding, f"write {new}", scene.replace_word(instruction, as_word, new))]


def cased_like(keyword: str, word: str) -> str:
    """Give a word in the case of a keyword: lower if that is all lower case, else upper."""
    return lower(word) if keyword == lower(keyword) else upper(word)


def fix_redundant_platform(scene: Scene) -> list[Fix] | str:
    """Remove ``--platform=$TARGETPLATFORM``."""
    return _remove_platform(scene, frozenset())


def fix_constant_platform(scene: Scene) -> list[Fix] | str:
    """Remove a constant platform: whoever builds says which one is meant."""
    return _remove_platform(scene, _PLATFORM)


def _remove_platform(scene: Scene, may_change: frozenset[str]) -> list[Fix] | str:
    instruction = scene.instruction("from")
    if instruction is None or len(instruction.flags) != 1 or not instruction.arguments:
        return "its words cannot be told apart"
    flag, base = instruction.flags[0], instruction.arguments[0]
    edits = scene.remove_word(instruction, flag.offset, flag.offset + len(flag.text), base.offset)
    return [Fix(scene.finding, "remove the platform", edits, may_change)]
