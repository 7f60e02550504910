"""Check reports in reviewdog's diagnostic format, which reviewdog turns into comments of a review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.check_entries import Entry, list_entries, plain_path
from preimage.backends.suggested_lines import suggest_lines
from preimage.golang.text import replace_invalid
from preimage.model.report import ERROR, NOTE, WARNING, FileReport

_SEVERITIES = {ERROR: "ERROR", WARNING: "WARNING", NOTE: "INFO"}


def render_check(reports: Sequence[FileReport]) -> str:
    """Render the result, without a newline at the end."""
    return "".join(stream_check(reports))


def stream_check(reports: Sequence[FileReport]) -> Iterator[str]:
    """Give what ``render_check`` does, piece by piece."""
    from json import dumps

    yield '{\n  "source": {\n    "name": "preimage"\n  },\n  "severity": "WARNING",\n  "diagnostics": '
    separator = "[\n    "
    for report in reports:
        path = replace_invalid(plain_path(report.filename))
        for entry in list_entries(report):
            text = dumps(_describe(entry, path, report.data), indent=2, ensure_ascii=False)
            yield separator + text.replace("\n", "\n    ")
            separator = ",\n    "
    yield ("[]" if separator.startswith("[") else "\n  ]") + "\n}"


def _describe(entry: Entry, path: str, data: bytes) -> dict[str, object]:
    location: dict[str, object] = {"path": path}
    suggested = suggest_lines(data, entry.suggestion, entry.first, entry.last) if entry.suggestion else None
    if suggested is not None:
        # A comment of a review can only suggest what becomes of its own lines.
        location["range"] = {"start": {"line": suggested.first}, "end": {"line": suggested.last}}
    elif entry.first is not None:
        location["range"] = {"start": {"line": entry.first}, "end": {"line": entry.last}}
    code = {"value": entry.rule}
    if entry.url:
        code["url"] = entry.url
    diagnostic: dict[str, object] = {
        "message": replace_invalid(entry.message),
        "location": location,
        "severity": _SEVERITIES[entry.severity],
        "code": code,
    }
    if suggested is not None:
        diagnostic["suggestions"] = [{"range": location["range"], "text": "\n".join(suggested.lines)}]
    return diagnostic
