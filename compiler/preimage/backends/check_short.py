"""Check reports with one line for each finding and error: ``file:line: Rule: message``.

The line is the first one; without lines it is ``file: Rule: message``. Errors have the rule ``DockerfileError`` and
come last in their file, findings are sorted by line. What is foreign is made visible: a line is always one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.check_entries import Entry, list_entries
from preimage.backends.colors import leave
from preimage.model.report import FileReport
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.backends.colors import Paint


def render_check(reports: Sequence[FileReport]) -> str:
    """Give the lines, each ended by a newline; empty if there is nothing to say."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport], brush: Paint = leave) -> Iterator[str]:
    """Give the lines one by one."""
    for report in reports:
        for entry in list_entries(report):
            yield _render_line(report.filename, entry, brush)


def _render_line(filename: str, entry: Entry, brush: Paint) -> str:
    place = filename if entry.first is None else f"{filename}:{entry.first}"
    # What is foreign may only mean something to a terminal or a server together with what stands beside it.
    line = show_line(f"{place}: {entry.rule}: {entry.message}")
    if brush is not leave:
        place = show_line(place)
        line = f"{brush('place', place)}: {brush(entry.severity, entry.rule)}:{line[len(f'{place}: {entry.rule}:') :]}"
    return f"{line}\n"
