"""Check reports with one line for each finding and error: ``file:line: Rule: message``.

The line is the first one; without lines it is ``file: Rule: message``. Errors have the rule ``DockerfileError`` and
come last in their file, findings are sorted by line. What is foreign is made visible: a line is always one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.colors import leave
from preimage.model.report import ERROR, ERROR_RULE, WARNING, FileReport, by_line, first_line
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
        for finding in by_line(report.findings):
            severity = ERROR if finding.rule in report.fatal_rules else WARNING
            yield _render_line(report.filename, finding.lines, finding.rule, finding.message, brush, severity)
        if report.error is not None:
            yield _render_line(report.filename, report.error_lines, ERROR_RULE, str(report.error), brush, ERROR)


def _render_line(filename: str, lines: Sequence[int], rule: str, message: str, brush: Paint, severity: str) -> str:
    number = first_line(lines)
    place = filename if number is None else f"{filename}:{number}"
    # What is foreign may only mean something to a terminal or a server together with what stands beside it.
    line = show_line(f"{place}: {rule}: {message}")
    if brush is not leave:
        place = show_line(place)
        line = f"{brush('place', place)}: {brush(severity, rule)}:{line[len(f'{place}: {rule}:') :]}"
    return f"{line}\n"
