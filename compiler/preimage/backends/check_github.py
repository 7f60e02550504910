"""Check reports as GitHub workflow commands, which GitHub shows as annotations of the run and of the pull request.

Findings are warnings, an error of the file is an error with the title ``DockerfileError``. What GitHub shows is
limited: of each step at most 10 warnings and 10 errors, of each job at most 50 annotations in all, and in the list of
changed files of a pull request only those on lines that it shows. The rest is in the log only; SARIF does without.
Paths must be relative to the root of the repository to be found; a leading ``./`` is dropped. The title is cut by
GitHub after 255 characters, the message after 64 KiB.

Escaped are ``%``, CR and LF everywhere, ``:`` and ``,`` in properties too; other control characters are written out, as
a log is read in a terminal.
"""

from __future__ import annotations

from collections.abc import Sequence

from preimage.backends.excerpt import escape_controls
from preimage.model.report import FileReport, by_line, first_line


def render_check(reports: Sequence[FileReport]) -> str:
    """Give the commands, one line each; empty if there is nothing to say."""
    return "".join(line for report in reports for line in _render_commands(report))


def _render_commands(report: FileReport) -> list[str]:
    commands = [
        _render_command("warning", report.filename, finding.lines, finding.rule, finding.message)
        for finding in by_line(report.findings)
    ]
    if report.error is not None:
        commands.append(
            _render_command("error", report.filename, report.error_lines, "DockerfileError", str(report.error))
        )
    return commands


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
    for line in lines:
        if line > last + 1:
            break
        last = max(last, line)
    return last


def _escape_message(text: str) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escape_controls(text)


def _escape_property(text: str) -> str:
    return _escape_message(text).replace(":", "%3A").replace(",", "%2C")
