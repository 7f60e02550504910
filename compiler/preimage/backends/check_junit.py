"""Check reports as JUnit's XML, which nearly every build server shows: a suite for each file.

A warning is a failed test with the name of its rule, an error of the file one in error, a note one that passed, with
what it says as output; a file without anything is one test that passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.check_entries import Entry, list_entries, plain_path
from preimage.backends.xml_text import escape_xml, render_attributes
from preimage.model.report import ERROR, NOTE, FileReport


def render_check(reports: Sequence[FileReport]) -> str:
    """Render the document, with a newline at the end."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give what ``render_check`` does, piece by piece."""
    failures = sum(len(report.warnings) for report in reports)
    errors = sum(report.error_count for report in reports)
    tests = sum(_count_tests(report) for report in reports)
    total = render_attributes(name="preimage", tests=tests, failures=failures, errors=errors)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{total}>\n'
    for report in reports:
        yield from _stream_suite(report)
    yield "</testsuites>\n"


def _count_tests(report: FileReport) -> int:
    return len(report.findings) + (report.error is not None) or 1


def _stream_suite(report: FileReport) -> Iterator[str]:
    name = plain_path(report.filename)
    failures, errors = len(report.warnings), report.error_count
    tests = _count_tests(report)
    yield f"  <testsuite{render_attributes(name=name, tests=tests, failures=failures, errors=errors, skipped=0)}>\n"
    if not report.findings and report.error is None:
        yield f"    <testcase{render_attributes(name='check', classname=name, time=0)}/>\n"
    for entry in list_entries(report):
        yield _render_case(entry, name)
    yield "  </testsuite>\n"


def _render_case(entry: Entry, name: str) -> str:
    place = name if entry.first is None else f"{name}:{entry.first}"
    case = render_attributes(name=entry.rule, classname=name, time=0)
    reason = render_attributes(type=entry.rule, message=entry.message)
    text = escape_xml(f"{place}: {entry.message}")
    if entry.severity == NOTE:
        return f"    <testcase{case}>\n      <system-out>{text}</system-out>\n    </testcase>\n"
    element = "error" if entry.severity == ERROR else "failure"
    return f"    <testcase{case}>\n      <{element}{reason}>{text}</{element}>\n    </testcase>\n"
