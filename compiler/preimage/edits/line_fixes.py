"""Fixes of lines and instructions as such: blank lines, casing, comments, instructions that are one too many."""

from __future__ import annotations

import re

from preimage.edits.fix import HISTORY, Fix
from preimage.edits.from_fixes import cased_like
from preimage.golang.text import BLANKS, lower, upper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.edits.fix import Scene
    from preimage.model.positions import PlacedInstruction

_DIRECTIVE = re.compile(r"\s*#\s*(?:syntax|escape|check)\s*=", re.IGNORECASE)
_CHECK = re.compile(r"#\s*check\s*=", re.IGNORECASE)


def fix_empty_continuation(scene: Scene) -> list[Fix] | str:
    """Remove the blank lines inside the continuation of an instruction."""
    instruction = scene.instruction()
    if instruction is None:
        return "its lines cannot be told apart"
    last = scene.finding.lines[0]
    numbers = [
        number for number in range(instruction.lines[0] + 1, last + 1) if not scene.text.line(number).strip(BLANKS)
    ]
    edits = []
    while numbers:
        first = end = numbers.pop(0)
        while numbers and numbers[0] == end + 1:
            end = numbers.pop(0)
        edits.append(scene.text.remove_lines(scene.finding.rule, first, end))
    return [Fix(scene.finding, "remove the blank lines", edits)]


def fix_instruction_casing(scene: Scene) -> list[Fix] | str:
    """Write an instruction in the case that most have; with FROM goes AS."""
    instruction = scene.instruction()
    if instruction is None:
        return "its words cannot be told apart"
    cased = lower if scene.text.is_mostly_lower else upper
    keyword = instruction.keyword
    new = cased(keyword.text)
    edits = scene.replace_word(instruction, keyword, new)
    if lower(keyword.text) == "from" and len(instruction.arguments) == 3:
        as_word = instruction.arguments[1]
        new_as = cased_like(new, as_word.text)
        if as_word.text != new_as:
            edits += scene.replace_word(instruction, as_word, new_as)
    return [Fix(scene.finding, f"write {new}", edits)]


def fix_description(scene: Scene) -> list[Fix] | str:
    """Set a comment apart from the instruction below, which it does not describe, by an empty comment."""
    instruction = scene.instruction("from", "arg")
    comments = _list_comments(scene, instruction) if instruction is not None else []
    if instruction is None or not comments:
        return "the comment cannot be told apart"
    texts = [scene.text.line(number) for number in comments]
    if any(map(_CHECK.match, texts)):
        return "another check comment would lose its effect"
    names = {lower(word.text) for word in instruction.arguments[2:]} | {
        word.text for word in instruction.arguments if word.kind == "name"
    }
    if any(text[1:].strip(BLANKS).partition(" ")[0] in names for text in texts):
        return "a comment further up is the description"
    last = comments[-1]
    edit = scene.text.replace(scene.finding.rule, (last + 1, 1), (last + 1, 1), f"#{scene.text.newline(last)}")
    return [Fix(scene.finding, "set the comment apart", [edit])]


def _list_comments(scene: Scene, instruction: PlacedInstruction) -> list[int]:
    """Give the lines of the comments above an instruction, up to the one before it."""
    number = scene.text.number_of(instruction)
    first = scene.text.instructions[number - 1].lines[1] + 1 if number else 1
    while not number and _DIRECTIVE.match(scene.text.line(first)):
        first += 1
    lines = range(first, instruction.lines[0])
    return [line for line in lines if scene.text.line(line).lstrip(BLANKS).startswith("#")]


def fix_repetition(scene: Scene) -> list[Fix] | str:
    """Remove an instruction that a later one of its kind in the same stage replaces."""
    instruction = scene.instruction("cmd", "entrypoint", "healthcheck")
    if instruction is None:
        return "it comes from a trigger"
    number = scene.text.number_of(instruction)
    following = scene.text.instructions[number + 1] if number + 1 < len(scene.text.instructions) else None
    comments = _list_comments(scene, instruction)
    if any(_CHECK.match(scene.text.line(line)) for line in comments):
        return "the check comment above it would be for the next instruction"
    if comments and following is not None and lower(following.keyword.text) in ("from", "arg"):
        return "the comment above it would be for the next instruction"
    edit = scene.text.remove_lines(scene.finding.rule, *instruction.lines)
    title = f"remove the {upper(instruction.keyword.text)} that has no effect"
    return [Fix(scene.finding, title, [edit], frozenset((HISTORY,)))]
