"""The stages of an open file as its text has them, also while it cannot be compiled: names, and what uses them."""

from __future__ import annotations

import re

from preimage.golang.text import lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preimage.model.positions import PlacedInstruction, PlacedWord, Position
    from preimage.server.words import Span

_BASE, _NAME, _WITH_NAME = 0, 2, 3
_FROM_FLAG = re.compile(r"--from=(.*)", re.DOTALL)
_MOUNT_FROM = re.compile(r"(?:^--mount=|,)from=([^,]*)")


class StageText:
    """A stage: its FROM, its place in the file from 0, its name as written (empty without one), and what is in it."""

    __slots__ = ("index", "instructions", "name", "source")

    def __init__(self, index: int, source: PlacedInstruction) -> None:
        self.index = index
        self.source = source
        self.name = source.arguments[_NAME].text if len(source.arguments) >= _WITH_NAME else ""
        self.instructions: list[PlacedInstruction] = []

    @property
    def base(self) -> PlacedWord | None:
        """The word that says what it is based on."""
        return self.source.arguments[_BASE] if self.source.arguments else None

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line, up to its last instruction."""
        last = self.instructions[-1] if self.instructions else self.source
        return self.source.lines[0], last.lines[1]

    @property
    def label(self) -> str:
        return self.name or f"stage {self.index}"


class StageUse:
    """A word, or a part of one, that names a stage; ``is_definition``: behind AS, or the FROM of one without a name."""

    __slots__ = ("end", "is_definition", "stage", "start", "text")

    def __init__(self, stage: StageText, text: str, span: Span, *, is_definition: bool = False) -> None:
        self.stage = stage
        self.text = text
        self.start, self.end = span
        self.is_definition = is_definition

    def holds(self, position: Position) -> bool:
        return self.start <= position <= self.end


def split_stages(instructions: Sequence[PlacedInstruction]) -> tuple[list[PlacedInstruction], list[StageText]]:
    """Give the instructions above the first FROM, and the stages."""
    above: list[PlacedInstruction] = []
    stages: list[StageText] = []
    for instruction in instructions:
        if lower(instruction.keyword.text) == "from":
            stages.append(StageText(len(stages), instruction))
        elif stages:
            stages[-1].instructions.append(instruction)
        else:
            above.append(instruction)
    return above, stages


def find_stage(stages: Sequence[StageText], name: str, before: int) -> StageText | None:
    """Give the stage that a name means to the one at place ``before``: of one name the last above, else the first."""
    wanted = lower(name)
    named = [stage for stage in stages if stage.name and lower(stage.name) == wanted]
    above = [stage for stage in named if stage.index < before]
    return above[-1] if above else named[0] if named else None


def list_stage_uses(stages: Sequence[StageText]) -> list[StageUse]:
    """Give all places where a stage is named."""
    found: list[StageUse] = []
    for stage in stages:
        base = stage.base
        if base is not None:
            _add(found, stages, base.text, stage, (base.start, base.end))
        word = stage.source.arguments[_NAME] if stage.name else stage.source.keyword
        found.append(StageUse(stage, word.text, (word.start, word.end), is_definition=True))
        for instruction in stage.instructions:
            for text, span in _list_sources(instruction):
                _add(found, stages, text, stage, span)
    return found


def _add(found: list[StageUse], stages: Sequence[StageText], text: str, stage: StageText, span: Span) -> None:
    target = find_stage(stages, text, stage.index)
    if target is None and text.isdecimal() and len(text) < 6 and int(text) < len(stages) and text != str(stage.index):
        target = stages[int(text)]
    if target is not None and text:
        found.append(StageUse(target, text, span))


def _list_sources(instruction: PlacedInstruction) -> Iterator[tuple[str, Span]]:
    """Give what the flags of an instruction copy or mount from."""
    inner = instruction.trigger or instruction
    keyword = lower(inner.keyword.text)
    pattern = _FROM_FLAG if keyword == "copy" else _MOUNT_FROM if keyword == "run" else None
    if pattern is None:
        return
    line = instruction.line
    for flag in inner.flags:
        for match in pattern.finditer(flag.text):
            first, last = flag.offset + match.start(1), flag.offset + match.end(1)
            if first < last:
                yield match[1], (line.start(first), line.end(last))
