"""Check reports as JUnit's XML, which nearly every build server shows: a suite for each file.

A finding is a failed test with the name of its rule, an error of the file one in error; a file without either is one
test that passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.check_entries import Entry, list_entries, plain_path
from preimage.backends.xml_text import escape_xml, render_attributes
from preimage.model.report import FileReport


def render_check(reports: Sequence[FileReport]) -> str:
    """Render the document, with a newline at the end."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give what ``render_check`` does, piece by piece."""
    failures = sum(len(report.findings) for report in reports)
    errors = sum(report.error is not None for report in reports)
    tests = failures + errors + sum(report.is_clean for report in reports)
    total = render_attributes(name="preimage", tests=tests, failures=failures, errors=errors)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{total}>\n'
    for report in reports:
        yield from _stream_suite(report)
    yield "</testsuites>\n"


def _stream_suite(report: FileReport) -> Iterator[str]:
    name = plain_path(report.filename)
    failures, errors = len(report.findings), int(report.error is not None)
    counts = render_attributes(name=name, tests=failures + errors or 1, failures=failures, errors=errors, skipped=0)
    yield f"  <testsuite{counts}>\n"
    if report.is_clean:
        yield f"    <testcase{render_attributes(name='check', classname=name, time=0)}/>\n"
    for entry in list_entries(report):
        yield _render_case(entry, name)
    yield "  </testsuite>\n"


def _render_case(entry: Entry, name: str) -> str:
    place = name if entry.first is None else f"{name}:{entry.first}"
    element = "error" if entry.is_error else "failure"
    case = render_attributes(name=entry.rule, classname=name, time=0)
    reason = render_attributes(type=entry.rule, message=entry.message)
    text = escape_xml(f"{place}: {entry.message}")
    return f"    <testcase{case}>\n      <{element}{reason}>{text}</{element}>\n    </testcase>\n"
