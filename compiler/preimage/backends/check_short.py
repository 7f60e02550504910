"""Check reports with one line for each finding and error: ``file:line: Rule: message``.

The line is the first one; without lines it is ``file: Rule: message``. Errors have the rule ``DockerfileError`` and
come last in their file, findings are sorted by line. Control characters are escaped: a line is always one line.
"""

from __future__ import annotations

from collections.abc import Sequence

from preimage.backends.excerpt import escape_controls_of_line
from preimage.model.report import FileReport, by_line, first_line


def render_check(reports: Sequence[FileReport]) -> str:
    """Give the lines, each ended by a newline; empty if there is nothing to say."""
    return "".join(line for report in reports for line in _render_lines(report))


def _render_lines(report: FileReport) -> list[str]:
    lines = [
        _render_line(report.filename, finding.lines, finding.rule, finding.message)
        for finding in by_line(report.findings)
    ]
    if report.error is not None:
        lines.append(_render_line(report.filename, report.error_lines, "DockerfileError", str(report.error)))
    return lines


def _render_line(filename: str, lines: Sequence[int], rule: str, message: str) -> str:
    number = first_line(lines)
    place = filename if number is None else f"{filename}:{number}"
    return escape_controls_of_line(f"{place}: {rule}: {message}") + "\n"
