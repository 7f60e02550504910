"""Differences as text and JSON, each with the line of the Dockerfile that set the predicted value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.model.trace import Trace
from preimage.model.visible import show_line
from preimage.results.differences import Difference, show_value
from preimage.results.origins import Causes


def render_text(differences: Sequence[Difference], trace: Trace | None, filename: str, names: tuple[str, str]) -> str:
    """Render two lines a difference, one for each side under its name; the side that the trace explains comes first."""
    return "".join(stream_text(differences, trace, filename, names))


def stream_text(
    differences: Sequence[Difference], trace: Trace | None, filename: str, names: tuple[str, str]
) -> Iterator[str]:
    """Give what ``render_text`` does, difference by difference."""
    causes = Causes(trace, filename)
    width = max(map(len, names))
    for difference in differences:
        place = difference.field if difference.key is None else f"{difference.field} {difference.key}"
        old, new = (show_value(difference, value) for value in (difference.old, difference.new))
        cause = causes.find(difference)
        lines = [
            f"{place}:",
            f"  {names[0]:{width}}  {old}" + (f"  ({cause})" if cause else ""),
            f"  {names[1]:{width}}  {new}",
        ]
        yield "".join(f"{show_line(line)}\n" for line in lines)


def render_json(differences: Sequence[Difference], trace: Trace | None, filename: str, names: tuple[str, str]) -> str:
    """Render a list of objects with field, key, both values under their names, and cause; no newline at the end."""
    import json

    causes = Causes(trace, filename)
    return json.dumps(
        [
            {
                "field": difference.field,
                "key": difference.key,
                names[0]: difference.old,
                names[1]: difference.new,
                "cause": causes.find(difference),
            }
            for difference in differences
        ],
        indent=2,
        ensure_ascii=False,
    )
