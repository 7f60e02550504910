"""What is wrong with a file as a flat list, for formats that know no difference between findings and errors."""

from __future__ import annotations

from collections.abc import Iterator

from preimage.backends.excerpt import is_block
from preimage.model.report import ERROR, ERROR_RULE, FileReport, by_line, first_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from preimage.model.edits import Suggestion


class Entry:
    """A finding, or the error of the file.

    ``first`` and ``last`` are 1-based lines, None if it has no place; ``severity`` is that of the report;
    ``suggestion`` is what would take a finding away, if that was asked for and is known.
    """

    __slots__ = ("first", "last", "lines", "message", "rule", "severity", "suggestion", "url")

    def __init__(
        self,
        rule: str,
        message: str,
        lines: tuple[int, ...],
        url: str,
        severity: str,
        suggestion: Suggestion | None = None,
    ) -> None:
        self.rule: Final = rule
        self.message: Final = message
        self.lines: Final = lines
        self.url: Final = url
        self.severity: Final = severity
        self.suggestion: Final = suggestion
        self.first: Final = first_line(lines)
        self.last: Final = _end_of_block(lines) if lines else None


def list_entries(report: FileReport) -> Iterator[Entry]:
    """Give the findings in the order of lines, then the error."""
    for finding in by_line(report.findings):
        severity = report.severity_of(finding)
        suggestion = report.suggestion_of(finding)
        yield Entry(finding.rule, finding.message, finding.lines, finding.url, severity, suggestion)
    if report.error is not None:
        yield Entry(ERROR_RULE, str(report.error), report.error_lines, "", ERROR)


def plain_path(filename: str) -> str:
    """Give a path without ``./`` in front, which is how servers look for it."""
    return filename.removeprefix("./")


def _end_of_block(lines: tuple[int, ...]) -> int:
    """Give the end of the lines without a gap: an error may name several places, these formats have one."""
    last = max(1, lines[0])
    if is_block(lines):
        return max(last, lines[-1])
    for line in lines:
        if line > last + 1:
            break
        last = max(last, line)
    return last
