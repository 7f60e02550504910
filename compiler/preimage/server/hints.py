"""Inlay hints: what the text leaves out, at the place where it matters."""

from __future__ import annotations

from preimage.backends.hidden_values import HIDDEN, has_secret
from preimage.backends.shown_text import cut, show_value
from preimage.golang.text import lower
from preimage.model.visible import show_line
from preimage.server.hover import by_view, inner_names
from preimage.server.values import CMD, HEALTHCHECK, find_moment, value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from preimage.model.positions import PlacedInstruction, Position
    from preimage.results.compilation import Compilation
    from preimage.server.document import Document
    from preimage.server.references import Mention
    from preimage.server.values import ValueAt

    _Ask = Callable[[Compilation, int], str]

_SHELL_FORMS = frozenset(("run", "cmd", "entrypoint", "healthcheck"))
_KEPT = frozenset(("cmd", "entrypoint"))
"""Instructions whose shell becomes a part of the config."""
_WIDTH = 60


class Hint:
    """A text at a place: behind what stands there."""

    __slots__ = ("place", "text")

    def __init__(self, place: Position, text: str) -> None:
        self.place = place
        self.text = text


def list_hints(document: Document, first: int, last: int) -> list[Hint]:
    """Give the hints of the 1-based lines ``first`` to ``last``, in the order of the text."""
    hints: list[Hint] = []
    for instruction in document.instructions:
        if instruction.lines[1] < first or instruction.lines[0] > last:
            continue
        hints += _hint_values(document, instruction)
        keyword = lower(instruction.keyword.text)
        if keyword == "from":
            hints += _hint_by_view(document, instruction, _inherited_check, _behind(document, instruction))
        if keyword in _SHELL_FORMS and _is_shell_form(instruction, keyword):
            hints += _hint_by_view(document, instruction, _shell, instruction.keyword.end)
        if keyword == "entrypoint":
            hints += _hint_by_view(document, instruction, _cleared_command, _behind(document, instruction))
    return sorted((hint for hint in hints if first <= hint.place[0] <= last), key=lambda hint: hint.place)


def _hint_values(document: Document, instruction: PlacedInstruction) -> list[Hint]:
    mentions = document.mentions_of(instruction)
    outer_end = (0, 0)
    found = []
    for mention in mentions:
        if not mention.is_expanded or mention.start < outer_end:
            continue
        outer_end = mention.end
        text = _show_values(document, mention, mentions)
        if text:
            found.append(Hint(mention.end, f"= {text}"))
    return found


def _show_values(document: Document, mention: Mention, mentions: Sequence[Mention]) -> str:
    names = inner_names(mention, mentions)
    answers = by_view(document, lambda compilation: value_of(compilation, mention, names))
    shown = []
    for _, answer in answers:
        text = _show_value(answer)
        if not text:
            return ""
        if text not in shown:
            shown.append(text)
    return " | ".join(shown)


def _show_value(value: ValueAt) -> str:
    if value.state in ("unknown", "fault"):
        return ""
    return cut(value.text, _WIDTH) if value.text else '""' if value.state == "set" else "(not set)"


def _hint_by_view(document: Document, instruction: PlacedInstruction, ask: _Ask, place: Position) -> list[Hint]:
    line = instruction.lines[0]
    answers = by_view(document, lambda compilation: ask(compilation, line))
    texts = list(dict.fromkeys(str(answer) for _, answer in answers))
    return [Hint(place, " | ".join(texts))] if texts else []


def _behind(document: Document, instruction: PlacedInstruction) -> Position:
    """Give the end of the line on which the last word stands."""
    words = (instruction.keyword, *instruction.flags, *instruction.arguments)
    line = max(word.end for word in words)[0]
    return line, len(document.lines[line - 1].rstrip()) + 1


def _is_shell_form(instruction: PlacedInstruction, keyword: str) -> bool:
    arguments = instruction.arguments
    if keyword == "healthcheck":
        return len(arguments) > 1 and arguments[1].kind == "text"
    return bool(arguments) and arguments[0].kind == "text"


def _shell(compilation: Compilation, line: int) -> str:
    moment = find_moment(compilation, line)
    if moment is None:
        return ""
    keyword = lower(moment.place.instruction.word)
    if moment.has_default_shell() and (keyword not in _KEPT or moment.is_unknown):
        return ""
    shell = moment.shell()
    return cut(show_line(" ".join(shell)), _WIDTH) if shell is not None else ""


def _cleared_command(compilation: Compilation, line: int) -> str:
    moment = find_moment(compilation, line)
    if moment is None:
        return ""
    for effect in moment.effects():
        if (effect.path, effect.key) == CMD and effect.after is None and effect.before is not None:
            return f"clears CMD of the base: {cut(effect.show(effect.before), _WIDTH)}"
    return ""


def _inherited_check(compilation: Compilation, line: int) -> str:
    """Say what health check a stage starts with."""
    moment = find_moment(compilation, line)
    if moment is None or moment.place.stage is None:
        return ""
    own = set(map(id, compilation.trace.dockerfile.stages[moment.place.stage].instructions))
    value: object = None
    for write in moment.replay.all_writes:
        if write.leaf == HEALTHCHECK and write.number < moment.replay.ends[moment.place.stage]:
            value = value if id(write.instruction) in own else write.value
    if not isinstance(value, dict) or not value.get("Test") or value["Test"][0] == "NONE":
        return ""
    shown = show_value("config.Healthcheck", value)
    return f"inherits HEALTHCHECK {HIDDEN if has_secret(shown) else cut(shown, _WIDTH)}"
