"""Check reports as GitHub workflow commands, which GitHub shows as annotations of the run and of the pull request.

Findings are warnings, notes about the text are notices, an error of the file is an error with the title
``DockerfileError``. What GitHub shows is limited: of each step at most 10 warnings and 10 errors, of each job at most
50 annotations in all, and in the list of changed files of a pull request only those on lines that it shows. The rest is
in the log only; SARIF does without. Paths must be relative to the root of the repository to be found; a leading ``./``
is dropped. The title is cut by GitHub after 255 characters, the message after 64 KiB.

Escaped are ``%``, CR and LF everywhere, ``:`` and ``,`` in properties too; other control characters are written out, as
a log is read in a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.excerpt import is_block
from preimage.model.report import ERROR, NOTE, WARNING, FileReport, by_line, first_line
from preimage.model.visible import show_line

_LEVELS = {ERROR: "error", WARNING: "warning", NOTE: "notice"}


def render_check(reports: Sequence[FileReport]) -> str:
    """Give the commands, one line each; empty if there is nothing to say."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give the commands one by one."""
    for report in reports:
        for finding in by_line(report.findings):
            level = _LEVELS[report.severity_of(finding)]
            yield _render_command(level, report.filename, finding.lines, finding.rule, finding.message)
        if report.error is not None:
            yield _render_command("error", report.filename, report.error_lines, "DockerfileError", str(report.error))


def _render_command(level: str, filename: str, lines: Sequence[int], title: str, message: str) -> str:
    properties = [f"file={_escape_property(filename.removeprefix('./'))}"]
    number = first_line(lines)
    if number is not None:
        properties += [f"line={number}", f"endLine={_last_of_block(lines)}"]
    properties.append(f"title={_escape_property(title)}")
    return f"::{level} {','.join(properties)}::{_escape_message(message)}\n"


def _last_of_block(lines: Sequence[int]) -> int:
    """Give the end of the lines without a gap: an error may name several places, an annotation has one."""
    last = max(1, lines[0])
    if is_block(lines):
        return max(last, lines[-1])
    for line in lines:
        if line > last + 1:
            break
        last = max(last, line)
    return last


def _escape_message(text: str) -> str:
    return show_line(_encode(text))


def _escape_property(text: str) -> str:
    return show_line(_encode(text).replace(":", "%3A").replace(",", "%2C"))


def _encode(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
