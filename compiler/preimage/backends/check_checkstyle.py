"""Check reports in the format of Checkstyle, which Jenkins and many plugins read.

Warnings have the severity ``warning``, errors ``error``, notes ``info``; ``source`` is ``preimage.`` and the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.check_entries import list_entries, plain_path
from preimage.backends.xml_text import render_attributes
from preimage.model.report import ERROR, NOTE, WARNING, FileReport

_SEVERITIES = {ERROR: "error", WARNING: "warning", NOTE: "info"}


def render_check(reports: Sequence[FileReport]) -> str:
    """Render the document, with a newline at the end."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give what ``render_check`` does, piece by piece; every file is listed, the good ones without content."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n'
    for report in reports:
        yield f"  <file{render_attributes(name=plain_path(report.filename))}>\n"
        for entry in list_entries(report):
            # The format knows no finding without a line: such ones are on the first.
            attributes = render_attributes(
                line=entry.first or 1,
                severity=_SEVERITIES[entry.severity],
                message=entry.message,
                source=f"preimage.{entry.rule}",
            )
            yield f"    <error{attributes}/>\n"
        yield "  </file>\n"
    yield "</checkstyle>\n"
