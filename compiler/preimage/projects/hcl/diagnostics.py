"""What is wrong with a file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from preimage.projects.hcl.source import Span


class Diagnostic(NamedTuple):
    """One fault: what it is in short, in full, and its place."""

    summary: str
    detail: str
    span: Span | None

    def render(self) -> str:
        """Give ``FILE:RANGE: Summary; Detail``."""
        place = self.span.render() if self.span is not None else "<nil>"
        return f"{place}: {self.summary}; {self.detail}"


class HclError(Exception):
    """Faults that end the reading; the first one is what is said, the others are counted."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = tuple(diagnostics)

    def __str__(self) -> str:
        return render_all(self.diagnostics)


def render_all(diagnostics: Sequence[Diagnostic]) -> str:
    """Give the text of the first, and how many others there are."""
    if not diagnostics:
        return "no diagnostics"
    text = diagnostics[0].render()
    return text if len(diagnostics) == 1 else f"{text}, and {len(diagnostics) - 1} other diagnostic(s)"
