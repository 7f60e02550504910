"""Check reports with one line for each finding and error: ``file:line: Rule: message``.

The line is the first one; without lines it is ``file: Rule: message``. Errors have the rule ``DockerfileError`` and
come last in their file, findings are sorted by line. What is foreign is made visible: a line is always one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.model.report import FileReport, by_line, first_line
from preimage.model.visible import show_line


def render_check(reports: Sequence[FileReport]) -> str:
    """Give the lines, each ended by a newline; empty if there is nothing to say."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give the lines one by one."""
    for report in reports:
        for finding in by_line(report.findings):
            yield _render_line(report.filename, finding.lines, finding.rule, finding.message)
        if report.error is not None:
            yield _render_line(report.filename, report.error_lines, "DockerfileError", str(report.error))


def _render_line(filename: str, lines: Sequence[int], rule: str, message: str) -> str:
    number = first_line(lines)
    place = filename if number is None else f"{filename}:{number}"
    return show_line(f"{place}: {rule}: {message}") + "\n"
