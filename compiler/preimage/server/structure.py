"""The outline of an open file: its stages and what is in them, and what can be folded."""

from __future__ import annotations

from preimage.backends.shown_text import cut
from preimage.golang.text import lower, upper
from preimage.model.visible import show_line
from preimage.server.stages import split_stages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from preimage.model.positions import PlacedInstruction, Position
    from preimage.server.document import Document
    from preimage.server.words import Span

    SymbolKind = Literal["stage", "variable", "instruction"]
    FoldKind = Literal["stage", "instruction", "comment"]

_VARIABLES = ("arg", "env")
_WIDTH = 80


class Symbol:
    """An entry of the outline: its name, a detail, all its text, and the word that stands for it."""

    __slots__ = ("children", "detail", "end", "kind", "mark", "name", "start")

    def __init__(self, kind: SymbolKind, name: str, detail: str, span: Span, mark: Span) -> None:
        self.kind: SymbolKind = kind
        self.name = name
        self.detail = detail
        self.start, self.end = span
        self.mark = mark
        self.children: list[Symbol] = []


class Fold:
    """Lines, from 1, that can be folded to the first of them."""

    __slots__ = ("first", "kind", "last")

    def __init__(self, first: int, last: int, kind: FoldKind) -> None:
        self.first = first
        self.last = last
        self.kind: FoldKind = kind


def list_symbols(document: Document) -> list[Symbol]:
    """Give the outline: what stands above the first FROM, then the stages."""
    above, stages = split_stages(document.instructions)
    symbols = [_describe(each, document) for each in above]
    for stage in stages:
        base = stage.base.text if stage.base is not None else ""
        end = _end_of_line(document, stage.lines[1])
        word = stage.source.keyword
        if stage.name:
            word = stage.source.arguments[2]
        name = stage.name or base or f"stage {stage.index}"
        symbol = Symbol(
            "stage",
            show_line(name),
            show_line(f"FROM {base}" if stage.name else f"stage {stage.index}"),
            (stage.source.keyword.start, end),
            (word.start, word.end),
        )
        symbol.children = [_describe(each, document) for each in stage.instructions]
        symbols.append(symbol)
    return symbols


def _describe(instruction: PlacedInstruction, document: Document) -> Symbol:
    keyword = lower(instruction.keyword.text)
    names = [word.text for word in instruction.arguments if word.kind == "name"]
    words = names or [word.text for word in (*instruction.flags, *instruction.arguments)]
    text = cut(show_line(" ".join(words)), _WIDTH)
    is_variable = keyword in _VARIABLES
    return Symbol(
        "variable" if is_variable else "instruction",
        f"{upper(keyword)} {text}".strip() or "?",
        "",
        (instruction.keyword.start, _end_of_line(document, instruction.lines[1])),
        (instruction.keyword.start, instruction.keyword.end),
    )


def _end_of_line(document: Document, number: int) -> Position:
    return number, len(document.lines[number - 1]) + 1


def list_folds(document: Document) -> list[Fold]:
    """Give what can be folded, in the order of the lines: stages, instructions of several lines, blocks of comments."""
    _, stages = split_stages(document.instructions)
    folds = [Fold(*stage.lines, "stage") for stage in stages]
    folds += [Fold(*each.lines, "instruction") for each in document.instructions]
    folds += _fold_comments(document.lines, document.instructions)
    return sorted((fold for fold in folds if fold.first < fold.last), key=lambda fold: (fold.first, -fold.last))


def _fold_comments(lines: Sequence[str], instructions: Sequence[PlacedInstruction]) -> list[Fold]:
    inside = {number for each in instructions for number in range(each.lines[0], each.lines[1] + 1)}
    folds: list[Fold] = []
    for number, line in enumerate(lines, start=1):
        if number in inside or not line.lstrip().startswith("#"):
            continue
        if folds and folds[-1].last == number - 1:
            folds[-1].last = number
        else:
            folds.append(Fold(number, number, "comment"))
    return folds
