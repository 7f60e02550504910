"""Check reports as text: BuildKit's, and what the client prints around it.

For one file this is what ``docker buildx build --check`` prints. Several files are one report: one count for all, then
the texts one after the other; since the summary no longer tells the files apart, a warning that has no excerpt is
followed by a line with the name of its file, and an error begins with it.

Source: docs/reference/check-calls.md, "Text".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.colors import leave, paint_excerpt
from preimage.backends.excerpt import Excerpts, render_excerpt
from preimage.golang.sorting import sort_like_go
from preimage.model.errors import DockerfileError
from preimage.model.findings import Finding
from preimage.model.report import FileReport, by_line
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.backends.colors import Paint


def render_findings(report: FileReport, *, names_file: bool = False) -> str:
    """Give the text that BuildKit itself makes of a file's findings; empty without any. Errors are not in it.

    ``names_file`` adds a line with the file's name to findings without an excerpt.
    """
    return "".join(_stream_findings(report, names_file))


def _stream_findings(report: FileReport, names_file: bool, brush: Paint | None = None) -> Iterator[str]:
    if not report.findings:
        return
    ordered = [finding for finding in report.findings if not finding.is_note]
    sort_like_go(ordered, _is_before)
    excerpts = Excerpts(report.filename, report.text)
    for finding in (*ordered, *by_line([finding for finding in report.findings if finding.is_note])):
        excerpt = excerpts.render(finding.lines)
        if names_file and not excerpt:
            excerpt = f"{show_line(report.filename)}\n"
        severity = report.severity_of(finding)
        label = f"{severity.upper()}:"
        url = f" - {finding.url}" if finding.url else ""
        heading = f"{label} {finding.rule}{url}"
        if brush is not None:
            heading = f"{brush(severity, label)} {brush('name', finding.rule)}{brush('link', url)}"
            excerpt = paint_excerpt(excerpt, severity, brush)
        yield f"\n{heading}\n{show_line(finding.message)}\n{excerpt}"


def _is_before(first: Finding, second: Finding) -> bool:
    if first.lines and second.lines:
        return first.lines[0] < second.lines[0]
    if not first.lines and not second.lines:
        return first.rule < second.rule
    return not first.lines


def render_check(reports: Sequence[FileReport]) -> str:
    """Give what the client prints on standard output: how many warnings there are, and their text.

    Empty when there are errors but no findings. Notes about the text come behind the warnings and are not counted.
    """
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport], brush: Paint | None = None) -> Iterator[str]:
    """Give what ``render_check`` does, piece by piece; painted, what is foreign is made visible, too."""
    faults = sum(len(report.faults) for report in reports)
    warnings = sum(len(report.warnings) for report in reports)
    has_errors = any(report.error is not None for report in reports)
    if faults or warnings:
        yield f"Check complete, {_summarize(faults, warnings)}\n"
    elif not has_errors:
        yield "Check complete, no warnings found.\n"
    if not any(report.findings for report in reports):
        return
    for report in reports:
        yield from _stream_findings(report, len(reports) > 1, brush)
    if has_errors:
        yield "\n"


def _summarize(faults: int, warnings: int) -> str:
    counts = [(faults, "error"), (warnings, "warning")]
    shown = " and ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
    return f"{shown} {'has' if faults + warnings == 1 else 'have'} been found!"


def render_errors(reports: Sequence[FileReport], brush: Paint = leave, *, names_file: bool = False) -> str:
    """Give what the client prints on standard error, whatever the format: each error with its excerpt, all visible.

    An error without one begins with the file's name if there are several files, if ``names_file``, or if it is none of
    the Dockerfile's own.
    """
    parts = []
    for report in reports:
        if report.error is None:
            continue
        excerpt = render_excerpt(report.filename, report.text, report.error_lines)
        text = str(report.error)
        is_own = report.is_read and isinstance(report.error, DockerfileError)
        is_named = bool(excerpt) or text.startswith((f"{report.filename} ", f"{report.filename}:"))
        if not is_named and (names_file or len(reports) > 1 or not is_own):
            text = f"{report.filename}: {text}"
        parts.append(f"{brush('error', 'ERROR:')} {show_line(text)}\n{paint_excerpt(excerpt, 'error', brush)}\n")
    return "".join(parts)
