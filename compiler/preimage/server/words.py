"""The words of single instructions, and the stretch of the text that a finding or an error is about.

To place all words of a file takes longer than to compile it, so only the instructions that are pointed at are read.
"""

from __future__ import annotations

import re

from preimage.api import locate_words
from preimage.golang.text import lower, replace_invalid
from preimage.model import rules
from preimage.model.errors import PreimageError
from preimage.model.positions import JoinedLine, PlacedInstruction, PlacedWord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.model.positions import Position

    Span = tuple[Position, Position]

_QUOTED = re.compile(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"")
_KEYWORD = frozenset(
    (
        rules.CONSISTENT_INSTRUCTION_CASING.name,
        rules.MAINTAINER_DEPRECATED.name,
        rules.JSON_ARGS_RECOMMENDED.name,
        rules.MULTIPLE_INSTRUCTIONS_DISALLOWED.name,
        rules.NO_EMPTY_CONTINUATION.name,
    )
)
_STAGE_NAME = frozenset((rules.STAGE_NAME_CASING.name, rules.DUPLICATE_STAGE_NAME.name, rules.RESERVED_STAGE_NAME.name))
_PLATFORM = frozenset((rules.REDUNDANT_TARGET_PLATFORM.name, rules.FROM_PLATFORM_FLAG_CONST_DISALLOWED.name))
_VARIABLE = frozenset((rules.UNDEFINED_VAR.name, rules.UNDEFINED_ARG_IN_FROM.name))
_UNKNOWN_WORD = "unknown instruction: "
_AS, _NAME = 1, 2
_ESCAPE_DIRECTIVE = re.compile(r"(?i)[ \t]*#[ \t]*escape[ \t]*=[ \t]*`")
_MOST_DIRECTIVES = 4


class InstructionReader:
    """Reads single instructions of a text; those that did not change from one text to the next are read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[bool, str], PlacedInstruction | None] = {}
        self._used: dict[tuple[bool, str], PlacedInstruction | None] = {}

    def start(self) -> None:
        """Begin with another text: what the one before did not use is forgotten."""
        self._known, self._used = self._used, {}

    def read(self, lines: Sequence[str], first: int, last: int) -> PlacedInstruction | None:
        """Read the instruction on the 1-based lines ``first`` to ``last``, with places from line 1 on.

        None: it cannot be read.
        """
        text = "\n".join(lines[first - 1 : last])
        key = has_other_escape(lines), text
        if key in self._used:
            return self._used[key]
        found = self._known[key] if key in self._known else _read(*key)
        self._used[key] = found
        return found


def has_other_escape(lines: Sequence[str]) -> bool:
    """Tell whether the escape character of a file is the backtick."""
    return any(_ESCAPE_DIRECTIVE.match(line) for line in lines[:_MOST_DIRECTIVES])


def _read(is_backtick: bool, text: str) -> PlacedInstruction | None:
    head = "# escape=`\n" if is_backtick else ""
    try:
        found = locate_words(f"{head}{text}\n".encode("utf-8", "surrogateescape"))
    except PreimageError:
        return None
    if len(found) != 1:
        return None
    return _move(found[0], -1) if head else found[0]


def _move(instruction: PlacedInstruction, count: int) -> PlacedInstruction:
    """Give an instruction with all its places some lines further down."""
    line = instruction.line
    moved = JoinedLine(
        line.text, line.escape, [(offset, number + count, column) for offset, number, column in line.pieces]
    )
    return _rebuild(instruction, moved, count)


def _rebuild(instruction: PlacedInstruction, line: JoinedLine, count: int) -> PlacedInstruction:
    def move(word: PlacedWord) -> PlacedWord:
        start, end = word.start, word.end
        return PlacedWord(word.kind, word.text, (start[0] + count, start[1]), (end[0] + count, end[1]), word.offset)

    first, last = instruction.lines
    trigger = instruction.trigger
    return PlacedInstruction(
        (first + count, last + count),
        move(instruction.keyword),
        tuple(map(move, instruction.flags)),
        tuple(map(move, instruction.arguments)),
        instruction.heredocs,
        None if trigger is None else _rebuild(trigger, line, count),
        line,
    )


def find_span(instruction: PlacedInstruction, rule: str, message: str, number: int = 0) -> tuple[int, int]:
    """Give the stretch of an instruction's joined line that a finding or an error (empty rule) is about.

    ``number`` counts, from 0, findings of the instruction that say the same.
    """
    inner = instruction.trigger or instruction
    word = _find_word(inner, rule, message)
    if word is not None:
        return word.offset, word.offset + len(word.text)
    if rule in _VARIABLE or not rule:
        span = _find_reference(instruction.line, message, number)
        if span is not None:
            return span
    if lower(inner.keyword.text) == "from" and inner.arguments:
        base = inner.arguments[0]
        return base.offset, base.offset + len(base.text)
    return whole_span(instruction)


def whole_span(instruction: PlacedInstruction) -> tuple[int, int]:
    """Give the stretch from the keyword to the last argument."""
    inner = instruction.trigger or instruction
    words = (inner.keyword, *inner.flags, *inner.arguments)
    return instruction.keyword.offset, max(word.offset + len(word.text) for word in words)


def _find_word(instruction: PlacedInstruction, rule: str, message: str) -> PlacedWord | None:
    arguments = instruction.arguments
    if rule in _KEYWORD or (not rule and _UNKNOWN_WORD in message):
        return instruction.keyword
    if rule == rules.FROM_AS_CASING.name:
        return arguments[_AS] if len(arguments) > _AS else None
    if rule in _STAGE_NAME:
        return arguments[_NAME] if len(arguments) > _NAME else None
    if rule in _PLATFORM:
        return instruction.flags[0] if instruction.flags else None
    if rule in _VARIABLE:
        return None
    return _find_quoted(instruction, message)


def _find_quoted(instruction: PlacedInstruction, message: str) -> PlacedWord | None:
    """Give the first word that the message quotes."""
    words = (*instruction.flags, *instruction.arguments)
    for match in _QUOTED.finditer(message):
        quoted = match[1] if match[1] is not None else match[2]
        for word in words:
            if quoted and replace_invalid(word.text).strip("\"'") == quoted:
                return word
    return None


def _find_reference(line: JoinedLine, message: str, number: int) -> tuple[int, int] | None:
    """Give the reference to the variable that the message quotes; of several that with the number, or the last."""
    match = _QUOTED.search(message)
    name = (match[1] or match[2] or "").removeprefix("$") if match is not None else ""
    if not name:
        return None
    pattern = rf"\$(?:{re.escape(name)}(?![A-Za-z0-9_])|\{{{re.escape(name)}(?![A-Za-z0-9_])[^}}\s]*+\}}?)"
    found = [each.span() for each in re.finditer(pattern, line.text)]
    return found[min(number, len(found) - 1)] if found else None


def span_to_places(line: JoinedLine, span: tuple[int, int], shift: int) -> Span:
    """Give the places of a stretch of a joined line, some lines further down."""
    start, end = line.start(span[0]), line.end(span[1]) if span[1] > span[0] else line.start(span[0])
    return (start[0] + shift, start[1]), (end[0] + shift, end[1])
