"""A fix: edits that take a finding away, and what is to be proven of them."""

from __future__ import annotations

from preimage.golang.text import lower
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

    from preimage.edits.edit import Edit, SourceText
    from preimage.model.findings import Finding
    from preimage.model.positions import PlacedInstruction
    from preimage.results.compilation import Compilation


class Fix(Value):
    """What takes one finding away.

    - ``finding``: rule, message and lines, in the text before the fix.
    - ``title``: what it does, as a short imperative.
    - ``edits``: in any order, not overlapping.
    - ``may_change``: paths of the image config that may come out otherwise, besides the text of the history; empty
      for a safe fix, after which the config has to be the same.
    """

    __slots__ = ("finding", "title", "edits", "may_change")

    def __init__(
        self, finding: Finding, title: str, edits: Sequence[Edit], may_change: frozenset[str] = frozenset()
    ) -> None:
        self.finding: Final = finding
        self.title: Final = title
        self.edits: Final = tuple(edits)
        self.may_change: Final = may_change

    @property
    def is_safe(self) -> bool:
        return not self.may_change


class NoFix(Value):
    """Why a finding has no fix."""

    __slots__ = ("finding", "reason")

    def __init__(self, finding: Finding, reason: str) -> None:
        self.finding: Final = finding
        self.reason: Final = reason


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

    def replace(self, instruction: PlacedInstruction, start: int, end: int, new: str) -> list[Edit]:
        """Give the edits that replace a stretch of an instruction's joined line; what is on later lines is removed.

        Continuations and what stands between them stay. Of an empty stretch, the new text comes before ``start``.
        """
        line, rule = instruction.line, self.finding.rule
        if start == end:
            place = line.start(start)
            return [self.text.replace(rule, place, place, new)]
        parts = line.split(start, end)
        texts = [new, *([""] * (len(parts) - 1))]
        return [
            self.text.replace(rule, line.start(first), line.end(last), text)
            for (first, last), text in zip(parts, texts, strict=True)
        ]

    def insert_behind(self, instruction: PlacedInstruction, offset: int, new: str) -> Edit:
        """Give the edit that inserts behind the character before an offset, on the line of that character."""
        place = instruction.line.end(offset)
        return self.text.replace(self.finding.rule, place, place, new)
