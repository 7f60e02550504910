"""Check reports as Markdown, with suggestions as GitHub reads them in comments of a review.

A suggestion stands in a block of that name, and takes the place of the lines that are named above it. What is foreign
is escaped; a line is always one line.

Source: docs/reference/cli.md, "Markdown".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from preimage.backends.check_entries import Entry, list_entries, plain_path
from preimage.backends.suggested_lines import suggest_lines
from preimage.model.report import FileReport
from preimage.model.visible import show_line

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!@])")
_TICKS = re.compile("`+")


def render_check(reports: Sequence[FileReport]) -> str:
    """Render the report; empty if there is nothing to say."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give what ``render_check`` does, piece by piece."""
    separator = ""
    for report in reports:
        entries = list(list_entries(report))
        if entries:
            yield f"{separator}### {_escape(plain_path(report.filename))}\n"
            separator = "\n"
        for entry in entries:
            yield f"\n{_render_entry(entry, report.data)}"


def _render_entry(entry: Entry, data: bytes) -> str:
    suggestion = entry.suggestion
    suggested = suggest_lines(data, suggestion, entry.first, entry.last) if suggestion is not None else None
    first, last = (entry.first, entry.last) if suggested is None else (suggested.first, suggested.last)
    place = "" if first is None else f", line {first}" if first == last else f", lines {first} to {last}"
    rule = f"[{_escape(entry.rule)}]({entry.url})" if entry.url else f"**{_escape(entry.rule)}**"
    text = f"- {rule}{place}: {_escape(entry.message)}\n"
    if suggestion is None or suggested is None:
        return text
    lines = [show_line(line).replace("\\t", "\t") for line in suggested.lines]
    fence = "`" * max(3, *(len(run) + 1 for line in lines for run in _TICKS.findall(line)), 3)
    body = "".join(f"  {line}\n" for line in lines)
    warning = "" if suggestion.is_safe else " (this changes the image config)"
    return f"{text}\n  To {_escape(suggestion.title)}{warning}:\n\n  {fence}suggestion\n{body}  {fence}\n"


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", show_line(text))
