"""Check reports as SARIF 2.1.0, as code scanning of GitHub and others read it.

One run for all files. The ids of rules are BuildKit's names and those of preimage's own notes; ``DockerfileError`` is
the rule of results with level ``error``: the file does not build, or could not be checked. Notes about the text have
level ``note``. Every rule is listed, found or not, so that their indexes are the same in every report. Relative paths
are relative to ``%SRCROOT%``, which is the root of the repository for those who upload the file. Fingerprints do not
depend on line numbers or file names, so a finding keeps its identity when lines are added above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from preimage.backends.fingerprints import Fingerprints
from preimage.golang.jsontext import escape_go
from preimage.golang.text import encode_utf8, replace_invalid
from preimage.model.errors import DockerfileError
from preimage.model.notes import NOTE_RULES, OWN_RULES
from preimage.model.portability import PORTABILITY_RULES
from preimage.model.report import ERROR_RULE, FileReport
from preimage.model.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.edits import Suggestion, TextLines

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ERROR_DESCRIPTION = "The Dockerfile cannot be built or checked"
_INDEXES = {name: index for index, name in enumerate((*RULES, *OWN_RULES, ERROR_RULE))}

_PLAIN_IN_URI = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def render_check(reports: Sequence[FileReport], *, version: str = "") -> str:
    """Render the log, without a newline at the end; ``version`` is that of preimage."""
    return "".join(stream_check(reports, version=version))


def stream_check(reports: Sequence[FileReport], *, version: str = "") -> Iterator[str]:
    """Give what ``render_check`` does, piece by piece."""
    from json import dumps

    driver: dict[str, object] = {"name": "preimage"}
    if version:
        driver["version"] = version
    driver["rules"] = _list_rules()
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "utf16CodeUnits", "results": []}],
    }
    head, empty, tail = escape_go(dumps(log, indent=2, ensure_ascii=False)).rpartition("[]")
    yield head
    margin = "\n" + " " * 8
    separator = f"[{margin}"
    for report in reports:
        for result in _list_results(report):
            text = escape_go(dumps(result, indent=2, ensure_ascii=False))
            yield separator + text.replace("\n", margin)
            separator = f",{margin}"
    yield f"\n{' ' * 6}]" if separator.startswith(",") else empty
    yield tail


def _list_rules() -> list[dict[str, object]]:
    rules: list[dict[str, object]] = []
    for rule in (*RULES.values(), *OWN_RULES.values()):
        is_enabled = not rule.is_experimental and rule.name not in PORTABILITY_RULES
        configuration: dict[str, object] = {"level": _level(rule.name), "enabled": is_enabled}
        rules.append(_describe_rule(rule.name, rule.description, rule.url, configuration))
    rules.append(_describe_rule(ERROR_RULE, _ERROR_DESCRIPTION, "", {"level": "error"}))
    return rules


def _level(rule: str) -> str:
    return "note" if rule in NOTE_RULES else "warning"


def _describe_rule(name: str, description: str, url: str, configuration: dict[str, object]) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": name,
        "name": name.rpartition("/")[2],
        "shortDescription": _message(description),
        "fullDescription": _message(description),
        "defaultConfiguration": configuration,
        # Code scanning shows the help only, not where it is.
        "help": _message(f"{description}\n\n{url}" if url else description),
    }
    if url:
        entry["helpUri"] = url
    return entry


def _list_results(report: FileReport) -> Iterator[dict[str, object]]:
    artifact = _artifact_of(report.filename)
    fingerprints = Fingerprints(report.text.split("\n"))
    text: TextLines | None = None
    for finding in report.findings:
        level = report.severity_of(finding)
        result = _result(finding.rule, level, finding.message, [finding.lines], artifact, fingerprints)
        advice = report.advice_on(finding)
        if isinstance(advice, str):
            result["properties"] = {"noFix": advice}
        elif advice is not None:
            text = text or _read_lines(report.data)
            result["fixes"] = [_describe_fix(advice, artifact, text)]
        yield result
    error = report.error
    if error is not None:
        places = error.locations if isinstance(error, DockerfileError) else ()
        yield _result(ERROR_RULE, "error", str(error), places or [()], artifact, fingerprints)


def _result(
    rule: str,
    level: str,
    message: str,
    places: Sequence[Sequence[int]],
    artifact: dict[str, str],
    fingerprints: Fingerprints,
) -> dict[str, object]:
    locations = []
    for lines in places:
        place: dict[str, object] = {"artifactLocation": artifact}
        if lines:
            # Line 0 stands for a directive on line 1.
            place["region"] = {"startLine": max(1, lines[0]), "endLine": max(1, lines[-1])}
        locations.append({"physicalLocation": place})
    return {
        "ruleId": rule,
        "ruleIndex": _INDEXES[rule],
        "level": level,
        "message": _message(message),
        "locations": locations,
        "partialFingerprints": {"findingHash/v1": fingerprints.take(rule, message, places)},
    }


def _read_lines(data: bytes) -> TextLines:
    from preimage.model.edits import TextLines

    return TextLines(data)


def _describe_fix(suggestion: Suggestion, artifact: dict[str, str], text: TextLines) -> dict[str, object]:
    replacements = []
    for edit in sorted(suggestion.edits, key=lambda each: each.start):
        region = {
            "startLine": edit.start[0],
            "startColumn": text.utf16_column(edit.start),
            "endLine": edit.end[0],
            "endColumn": text.utf16_column(edit.end),
        }
        replacements.append({"deletedRegion": region, "insertedContent": {"text": edit.new}})
    change = {"artifactLocation": artifact, "replacements": replacements}
    return {"description": _message(suggestion.title), "artifactChanges": [change]}


def _message(text: str) -> dict[str, str]:
    # Braces are placeholders in SARIF, and doubled where they are meant (3.11.5).
    return {"text": replace_invalid(text).replace("{", "{{").replace("}", "}}")}


def _artifact_of(filename: str) -> dict[str, str]:
    """Give the location of a file: relative to the root of the sources, or a ``file`` URI for an absolute path."""
    path = _encode_path(filename)
    if filename.startswith("/"):
        return {"uri": f"file://{path}"}
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return {"uri": path or ".", "uriBaseId": "%SRCROOT%"}


def _encode_path(path: str) -> str:
    return "".join(chr(byte) if byte in _PLAIN_IN_URI else f"%{byte:02X}" for byte in encode_utf8(path))
