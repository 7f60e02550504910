"""Faults as the tool shows them: the lines of the file around the place, then what is wrong.

Source: docs/reference/bake.md, "Errors".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from preimage.model.errors import ProjectError
from preimage.projects.hcl.diagnostics import Diagnostic, render_all

_MOST_LINES = 1_000


def make_error(faults: Sequence[Diagnostic], texts: Mapping[str, str]) -> ProjectError:
    """Give the error of the first fault, with a frame from the text of its file, by name."""
    first = faults[0]
    message = f"ERROR: {render_all(faults)}"
    if first.span is None:
        return ProjectError(message)
    name = first.span.source.name
    start = first.span.source.position(first.span.start)[0]
    end = first.span.source.position(first.span.end)[0]
    frame = _draw_frame(name, texts.get(name, ""), start, end)
    return ProjectError(f"{frame}{message}", name, start)


def _draw_frame(name: str, text: str, start: int, end: int) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    last = len(lines)
    if start > last:
        # A template of JSON may have more lines than the file.
        return ""
    end = min(end, last)
    pad = 4 if start == end else 2
    first, final, taken = start, end, 0
    while taken < pad:
        if first > 1:
            first -= 1
            taken += 1
        if final < last:
            final += 1
            taken += 1
        taken += 1
    shown = range(first, min(final, first + _MOST_LINES) + 1)
    rows = [f"{number:>4} | {'>>>' if start <= number <= end else '   '} {lines[number - 1]}" for number in shown]
    rule = "-" * 20
    return "\n".join([f"{name}:{start}", rule, *rows, rule, ""])
