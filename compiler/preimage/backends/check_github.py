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

from preimage.backends.check_entries import Entry, list_entries, plain_path
from preimage.model.report import ERROR, NOTE, WARNING, FileReport
from preimage.model.visible import show_line

_LEVELS = {ERROR: "error", WARNING: "warning", NOTE: "notice"}


def render_check(reports: Sequence[FileReport]) -> str:
    """Give the commands, one line each; empty if there is nothing to say."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give the commands one by one."""
    for report in reports:
        for entry in list_entries(report):
            yield _render_command(plain_path(report.filename), entry)


def _render_command(path: str, entry: Entry) -> str:
    properties = [f"file={_escape_property(path)}"]
    if entry.first is not None:
        properties += [f"line={entry.first}", f"endLine={entry.last}"]
    properties.append(f"title={_escape_property(entry.rule)}")
    return f"::{_LEVELS[entry.severity]} {','.join(properties)}::{_escape_message(entry.message)}\n"


def _escape_message(text: str) -> str:
    return show_line(_encode(text))


def _escape_property(text: str) -> str:
    return show_line(_encode(text).replace(":", "%3A").replace(",", "%2C"))


def _encode(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
