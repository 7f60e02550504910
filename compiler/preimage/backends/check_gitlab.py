"""Check reports for GitLab's code quality: a list of issues, which merge requests show beside the lines.

Fingerprints do not depend on line numbers, so an issue stays the same when lines are added above it. Warnings are
``minor``, errors ``major``, notes ``info``. GitLab wants a line for each issue; what has no place is on line 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.check_entries import list_entries, plain_path
from preimage.backends.fingerprints import Fingerprints, hash_text
from preimage.golang.text import replace_invalid
from preimage.model.report import ERROR, NOTE, WARNING, FileReport

_SEVERITIES = {ERROR: "major", WARNING: "minor", NOTE: "info"}


def render_check(reports: Sequence[FileReport]) -> str:
    """Render the list, without a newline at the end."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give what ``render_check`` does, piece by piece."""
    from json import dumps

    separator = "[\n  "
    for report in reports:
        for issue in _list_issues(report):
            yield separator + dumps(issue, indent=2, ensure_ascii=False).replace("\n", "\n  ")
            separator = ",\n  "
    yield "[]" if separator.startswith("[") else "\n]"


def _list_issues(report: FileReport) -> Iterator[dict[str, object]]:
    path = replace_invalid(plain_path(report.filename))
    fingerprints = Fingerprints(report.text.split("\n"))
    for entry in list_entries(report):
        own = fingerprints.take(entry.rule, entry.message, [entry.lines])
        yield {
            "description": replace_invalid(entry.message),
            "check_name": entry.rule,
            "fingerprint": hash_text(f"{path}\n{own}"),
            "severity": _SEVERITIES[entry.severity],
            "location": {"path": path, "lines": {"begin": entry.first or 1, "end": entry.last or 1}},
        }
