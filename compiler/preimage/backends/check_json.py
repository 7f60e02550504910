"""Check reports as JSON: BuildKit's object for each file.

One file gives BuildKit's object and nothing else. Several give a list of such objects in the order of the files, each
with ``filename`` in front, as does ``as_list``: what reads the reports of a changing number of files wants one shape.
Notes about the text are a list of their own, ``notes``, which is there if there are any: ``warnings`` stays BuildKit's.
A finding of a rule that counts as an error has one member more, ``"severity": "error"``. Where suggestions were asked
for, each has ``fix``, with the edits, or ``noFix``, which says why there is none.

Source: docs/reference/check-calls.md, "JSON".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from preimage.backends.call_json import Locations, render_bytes, render_list, render_object
from preimage.golang.jsontext import encode_string
from preimage.model.findings import Finding, find_rule
from preimage.model.report import FileReport


def render_check(reports: Sequence[FileReport], *, as_list: bool = False) -> str:
    """Render the reports, without a newline at the end."""
    return "".join(stream_check(reports, as_list=as_list))


def stream_check(reports: Sequence[FileReport], *, as_list: bool = False) -> Iterator[str]:
    """Give what ``render_check`` does, piece by piece."""
    if len(reports) == 1 and not as_list:
        yield from _stream_object(reports[0], 0)
        return
    separator = "[\n  "
    for report in reports:
        yield separator
        separator = ",\n  "
        yield from _stream_object(report, 1)
    yield "\n]" if reports else "[]"


def _stream_object(report: FileReport, depth: int) -> Iterator[str]:
    """Give a file's object; with a depth, its name comes first."""
    locations = Locations()
    indent = "  " * (depth + 1)
    yield f'{{\n{indent}"filename": {encode_string(report.filename)},\n' if depth else "{\n"
    yield f'{indent}"warnings": '
    yield from _stream_list(_render_findings(report, depth + 2, locations, is_note=False), depth + 1)
    if any(finding.is_note for finding in report.findings):
        yield f',\n{indent}"notes": '
        yield from _stream_list(_render_findings(report, depth + 2, locations, is_note=True), depth + 1)
    source = [
        ("filename", encode_string(report.filename)),
        ("data", render_bytes(report.data)),
        ("language", '"Dockerfile"'),
    ]
    yield f',\n{indent}"sources": {render_list([render_object(source, depth + 2)], depth + 1)}'
    if report.error is not None:
        error = [
            ("message", encode_string(str(report.error))),
            ("location", locations.render(report.error_lines, depth + 2)),
        ]
        yield f',\n{indent}"buildError": {render_object(error, depth + 1)}'
    yield f"\n{'  ' * depth}}}"


def _stream_list(elements: Iterable[str], depth: int) -> Iterator[str]:
    """Give a list whose elements are rendered one by one; null without any."""
    indent = "  " * (depth + 1)
    separator = "[\n"
    for element in elements:
        yield f"{separator}{indent}{element}"
        separator = ",\n"
    yield "null" if separator == "[\n" else f"\n{'  ' * depth}]"


def _render_findings(report: FileReport, depth: int, locations: Locations, *, is_note: bool) -> Iterator[str]:
    for finding in report.findings:
        if finding.is_note == is_note:
            yield _render_finding(report, finding, depth, locations)


def _render_finding(report: FileReport, finding: Finding, depth: int, locations: Locations) -> str:
    members = [
        *_list_members_of_rule(finding.rule),
        ("detail", encode_string(finding.message)),
        ("location", locations.render(finding.lines, depth + 1)),
    ]
    if finding.rule in report.fatal_rules:
        members.append(("severity", '"error"'))
    advice = report.advice_on(finding)
    if advice is not None:
        from preimage.backends.fix_json import render_fix

        members.append(render_fix(advice, depth + 1))
    return render_object(members, depth)


@lru_cache
def _list_members_of_rule(name: str) -> list[tuple[str, str]]:
    """Give what all findings of a rule have in common; there are few rules."""
    rule = find_rule(name)
    members = [("ruleName", encode_string(name)), ("description", encode_string(rule.description))]
    return [*members, ("url", encode_string(rule.url))] if rule.url else members
