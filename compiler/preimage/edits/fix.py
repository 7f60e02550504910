"""A fix: edits that take a finding away, and what is to be proven of them."""

from __future__ import annotations

from bisect import bisect_right

from preimage.golang.text import lower
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Final

    from preimage.edits.source_text import SourceText
    from preimage.model.edits import Edit
    from preimage.model.findings import Finding
    from preimage.model.positions import PlacedInstruction, PlacedWord
    from preimage.results.compilation import Compilation

    Judge = Callable[[dict[str, Any], dict[str, Any]], str]
    """Gives from the configs before and after, as JSON, why a fix does not hold, or an empty text."""

HISTORY = "history"
"""Among what a fix may change: entries of the history other than those of the instructions it edits."""
TARGET = "target"
"""Among what a fix may change: the name by which a stage is asked for."""
NO_RENAMES: Mapping[str, str] = {}


class Fix(Value):
    """What takes one finding away.

    - ``finding``: rule, message and lines, in the text before the fix.
    - ``title``: what it does, as a short imperative.
    - ``edits``: in any order, not overlapping.
    - ``may_change``: paths of the image config that may come out otherwise, `HISTORY` or `TARGET`; empty for a safe
      fix, after which the config has to be the same.
    - ``renames``: targets that have another name afterwards.
    - ``judge``: what else is asked of the configs in which something may change.
    """

    __slots__ = ("finding", "title", "edits", "may_change", "renames", "judge")

    def __init__(
        self,
        finding: Finding,
        title: str,
        edits: Sequence[Edit],
        may_change: frozenset[str] = frozenset(),
        *,
        renames: Mapping[str, str] = NO_RENAMES,
        judge: Judge | None = None,
    ) -> None:
        self.finding: Final = finding
        self.title: Final = title
        self.edits: Final = tuple(edits)
        self.may_change: Final = may_change
        self.renames: Final = renames
        self.judge: Final = judge

    @property
    def is_safe(self) -> bool:
        return not self.may_change


class NoFix(Value):
    """Why a finding has no fix."""

    __slots__ = ("finding", "reason")

    def __init__(self, finding: Finding, reason: str) -> None:
        self.finding: Final = finding
        self.reason: Final = reason

    @property
    def key(self) -> tuple[str, tuple[int, ...], str]:
        """What makes it the same as another one: rule and lines of the finding, and the reason."""
        return self.finding.rule, self.finding.lines, self.reason


class Scene:
    """What a fix is made from: the text, what its compilation came to, and the finding at hand."""

    __slots__ = ("compilation", "finding", "text")

    def __init__(self, text: SourceText, compilation: Compilation, finding: Finding) -> None:
        self.text = text
        self.compilation = compilation
        self.finding = finding

    def instruction(self, *keywords: str) -> PlacedInstruction | None:
        """Give the instruction that the finding points at; None if none of these keywords (lower case) stands there.

        A finding of a trigger points at a FROM.
        """
        found = self.text.instruction_at(self.finding.lines[0]) if self.finding.lines else None
        is_one = found is not None and (not keywords or lower(found.keyword.text) in keywords)
        return found if is_one else None

    def stage(self) -> int:
        """Give the place in the file of the stage that the finding is in, from 0; -1 above the first FROM."""
        line = self.finding.lines[0]
        return bisect_right(self.text.stages, line, key=lambda stage: stage[0].lines[0]) - 1

    def replace(self, instruction: PlacedInstruction, start: int, end: int, new: str) -> list[Edit]:
        """Give the edits that replace a stretch of an instruction's joined line.

        Continuations and what stands between them stay. A text of the same length is spread over the same lines, any
        other stands on the last of them. Of an empty stretch, the new text comes before ``start``.
        """
        line, rule = instruction.line, self.finding.rule
        if start == end:
            place = line.start(start)
            return [self.text.replace(rule, place, place, new)]
        parts = line.split(start, end)
        texts = [*([""] * (len(parts) - 1)), new]
        if len(new) == end - start:
            texts = [new[first - start : last - start] for first, last in parts]
        return [
            self.text.replace(rule, line.start(first), line.end(last), text)
            for (first, last), text in zip(parts, texts, strict=True)
        ]

    def replace_word(self, instruction: PlacedInstruction, word: PlacedWord, new: str) -> list[Edit]:
        """Give the edits that write another word in the place of one of an instruction's."""
        return self.replace(instruction, word.offset, word.offset + len(word.text), new)

    def insert_behind(self, instruction: PlacedInstruction, offset: int, new: str) -> Edit:
        """Give the edit that inserts behind the character before an offset, on the line of that character."""
        place = instruction.line.end(offset)
        return self.text.replace(self.finding.rule, place, place, new)

    def remove_word(self, instruction: PlacedInstruction, start: int, end: int, next_start: int) -> list[Edit]:
        """Give the edits that remove a word and the blanks behind it, up to the next word or the end of the line."""
        line = instruction.line
        gap = line.split(end, next_start)
        end = gap[0][1] if gap and line.end(end)[0] == line.start(gap[0][0])[0] else end
        return self.replace(instruction, start, end, "")
