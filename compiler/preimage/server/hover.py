"""What is shown under the cursor: the value of a variable, or what an instruction does to the config."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice, takewhile

from preimage.backends.shown_text import cut, show_leaf, show_reference
from preimage.golang.text import upper
from preimage.model.instructions import From
from preimage.server.values import bound_by, find_moment, summarize_stage, value_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from preimage.model.positions import PlacedInstruction, Position
    from preimage.results.compilation import Compilation
    from preimage.server.document import Document
    from preimage.server.references import Mention
    from preimage.server.values import Effect, ValueAt
    from preimage.server.words import Span

    _Answer = TypeVar("_Answer", ValueAt, str)

MOST_EFFECTS = 30
"""Leaves that the hover of one instruction shows."""
_WIDTH = 300
_NO_INSTRUCTION = "history and files only: nothing of the config changes"


class Hover:
    """What is shown, as Markdown, and of what."""

    __slots__ = ("end", "start", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.start, self.end = span
        self.text = text


def find_hover(document: Document, position: Position) -> Hover | None:
    """Give what is to be shown at a place; None: nothing is known of it."""
    instruction = document.instruction_at(position[0])
    if instruction is None:
        return None
    mentions = document.mentions_of(instruction)
    found = [mention for mention in mentions if mention.start <= position < mention.end]
    if found:
        # Of those inside of each other the innermost.
        mention = found[-1]
        text = _describe_variable(document, mention, mentions)
        return Hover((mention.start, mention.end), text) if text else None
    text = _describe_instruction(document, instruction)
    keyword = (instruction.trigger or instruction).keyword
    return Hover((keyword.start, keyword.end), text) if text else None


def inner_names(mention: Mention, mentions: Sequence[Mention]) -> list[str]:
    """Give the names of all variables that a reference names, its own and those inside.

    ``mentions`` are those of the instruction, in the order of the text.
    """
    first = bisect_left(mentions, mention.start, key=_start_of)
    inside = takewhile(lambda each: each.start < mention.end, islice(mentions, first, None))
    return list(dict.fromkeys([mention.name, *(each.name for each in inside)]))


def _start_of(mention: Mention) -> Position:
    return mention.start


def by_view(document: Document, ask: Callable[[Compilation], _Answer | None]) -> list[tuple[str, _Answer]]:
    """Ask all compilations; give the answers with the titles of their views, alike ones once and without a title.

    None and an empty text are no answers.
    """
    asked = [(view.title, ask(compilation)) for view, compilation in document.compilations]
    answers = [(title, answer) for title, answer in asked if answer is not None and answer != ""]
    if answers and all(answer == answers[0][1] for _, answer in answers):
        return [("", answers[0][1])]
    return answers


def _describe_variable(document: Document, mention: Mention, mentions: Sequence[Mention]) -> str:
    names = inner_names(mention, mentions)

    def ask(compilation: Compilation) -> ValueAt | None:
        if mention.is_definition:
            return bound_by(compilation, mention.name, mention.start[0]) or value_of(compilation, mention, names)
        return value_of(compilation, mention, names)

    answers = by_view(document, ask)
    title = code(mention.text if not mention.is_definition else f"${mention.name}")
    parts = [f"{title}{_of_view(view)} {_describe_value(answer)}" for view, answer in answers]
    if parts and not mention.is_expanded and not mention.is_definition:
        parts.append("The builder does not put it in: the shell that runs the command looks it up.")
    return "\n\n".join(parts)


def _of_view(title: str) -> str:
    return f" ({title})" if title else ""


def _describe_value(value: ValueAt) -> str:
    if value.state == "unknown":
        text = "is not known"
    elif value.state == "fault":
        text = f"cannot be expanded: {plain(value.text)}"
    elif value.state == "unset" and not value.text:
        text = "is not set"
    else:
        text = f"is {code(value.text) if value.text else 'empty'}"
    cause = f", from {plain(value.cause)}" if value.cause else ""
    reason = f"  \n{plain(value.reason)}" if value.reason else ""
    return f"{text}{cause}.{reason}"


def _describe_instruction(document: Document, instruction: PlacedInstruction) -> str:
    line = instruction.lines[0]

    def ask(compilation: Compilation) -> str:
        return _describe_effects(compilation, line)

    name = upper(instruction.keyword.text)
    answers = by_view(document, ask)
    parts = [f"**{plain(name)}**{_of_view(view)}\n\n{answer}" for view, answer in answers]
    return "\n\n".join(parts)


def _describe_effects(compilation: Compilation, line: int) -> str:
    moment = find_moment(compilation, line)
    if moment is None:
        return ""
    effects = moment.effects()
    if isinstance(moment.place.instruction, From):
        return _describe_from(compilation, moment.place.stage or 0)
    if not effects:
        return _NO_INSTRUCTION
    fates = _list_fates(compilation, line)
    lines = [_describe_effect(effect, fates.get((effect.path, effect.key), "")) for effect in effects[:MOST_EFFECTS]]
    if len(effects) > MOST_EFFECTS:
        lines.append(f"- and {len(effects) - MOST_EFFECTS} more")
    return "\n".join(lines)


def _describe_effect(effect: Effect, fate: str) -> str:
    name = plain(show_leaf(effect.path, effect.key))
    after = "cleared" if effect.after is None else code(cut(effect.show(effect.after), _WIDTH))
    before = "not set before" if effect.before is None else f"before: {code(cut(effect.show(effect.before), _WIDTH))}"
    if effect.before == effect.after:
        before = "as before"
    return f"- {name}: {after} ({before}){fate}"


def _list_fates(compilation: Compilation, line: int) -> dict[tuple[str, object], str]:
    """Say of what does not reach the image of the target why."""
    from preimage.backends.reason_stories import explain_loss

    entry = compilation.line(line).to_dict()
    fates = {}
    for loss in entry["lost"]:
        by = loss["by"]
        where = f"at line {by['lines'][0]}" if by and by["lines"] else ""
        fates[loss["path"], loss["key"]] = f" — {plain(explain_loss(loss, where).strip())}"
    return fates


def _describe_from(compilation: Compilation, stage: int) -> str:
    trace = compilation.trace.stages[stage]
    if trace is None:
        return ""
    lines = []
    if trace.parent is not None:
        name = compilation.trace.dockerfile.stages[trace.parent].source.name
        lines.append(f"- starts from stage {plain(name or str(trace.parent))}")
    elif trace.reference:
        known = ", which is not known: an empty image stands for it" if trace.is_assumed else ""
        lines.append(f"- starts from {code(show_reference(trace.reference))}{known}")
    else:
        lines.append("- starts from nothing")
    summary = summarize_stage(compilation, stage)
    return "\n".join([*lines, f"- ends with: {code(summary)}"])


def code(text: str) -> str:
    """Give a text as code in Markdown, whatever it holds."""
    longest = 0
    run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def plain(text: str) -> str:
    """Give a text as it is in Markdown, without any meaning of its characters."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>#|!~$" else character for character in text)
