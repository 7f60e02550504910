"""Check reports as JSON: BuildKit's object for each file.

One file gives BuildKit's object and nothing else. Several give a list of such objects in the order of the files, each
with ``filename`` in front, as does ``as_list``: what reads the reports of a changing number of files wants one shape.

Source: docs/reference/check-calls.md, "JSON".
"""

from __future__ import annotations

from collections.abc import Sequence

from preimage.backends.call_json import render_bytes, render_list, render_location, render_object
from preimage.golang.jsontext import encode_string
from preimage.model.findings import Finding
from preimage.model.report import FileReport


def render_check(reports: Sequence[FileReport], *, as_list: bool = False) -> str:
    """Render the reports, without a newline at the end."""
    if len(reports) == 1 and not as_list:
        return render_object(_members_of(reports[0], 0), 0)
    return render_list(
        (
            render_object([("filename", encode_string(report.filename)), *_members_of(report, 1)], 1)
            for report in reports
        ),
        0,
    )


def _members_of(report: FileReport, depth: int) -> list[tuple[str, str]]:
    """Give the keys and rendered values of a file's object."""
    findings = [_render_finding(finding, depth + 2) for finding in report.findings]
    source = [
        ("filename", encode_string(report.filename)),
        ("data", render_bytes(report.data)),
        ("language", '"Dockerfile"'),
    ]
    members = [
        ("warnings", render_list(findings, depth + 1) if findings else "null"),
        ("sources", render_list([render_object(source, depth + 2)], depth + 1)),
    ]
    if report.error is not None:
        error = [
            ("message", encode_string(str(report.error))),
            ("location", render_location(report.error_lines, depth + 2)),
        ]
        members.append(("buildError", render_object(error, depth + 1)))
    return members


def _render_finding(finding: Finding, depth: int) -> str:
    members = [
        ("ruleName", encode_string(finding.rule)),
        ("description", encode_string(finding.description)),
    ]
    if finding.url:
        members.append(("url", encode_string(finding.url)))
    members += [
        ("detail", encode_string(finding.message)),
        ("location", render_location(finding.lines, depth + 1)),
    ]
    return render_object(members, depth)
