"""Reports on builds of projects: what holds for several builds of one Dockerfile is said once.

Source: docs/reference/checks.md, "Builds of projects".
"""

from __future__ import annotations

from preimage.model.findings import Finding
from preimage.model.report import FileReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.inputs.entries import Entry
    from preimage.model.edits import Suggestion

    Reported = tuple[Entry | None, FileReport]
    """A report, and the entry that it is on; None: what could not be read."""


def merge_reports(reported: Sequence[Reported]) -> list[list[int]]:
    """Give the places of reports that are one: those on builds of one Dockerfile, with the same error if any.

    Reports that belong to no project stand alone. The order is that of the first of each.
    """
    groups: dict[object, list[int]] = {}
    for place, (entry, report) in enumerate(reported):
        key: object = place
        if entry is not None and entry.name:
            key = (report.filename, report.data, str(report.error or ""))
        groups.setdefault(key, []).append(place)
    return list(groups.values())


def join_reports(reported: Sequence[Reported]) -> FileReport:
    """Make one report of those on the builds of a Dockerfile; each finding names those that it holds for."""
    first = reported[0][1]
    if reported[0][0] is None or not reported[0][0].name:
        return first
    holders: dict[Finding, list[Entry]] = {}
    advice: dict[Finding, list[Suggestion | str | None]] = {}
    for entry, report in reported:
        for finding in dict.fromkeys(report.findings):
            if entry is not None:
                holders.setdefault(finding, []).append(entry)
                advice.setdefault(finding, []).append(report.suggestions.get(id(finding)))
    findings = [_name_holders(finding, entries) for finding, entries in holders.items()]
    suggestions = {id(shown): _agree(own) for shown, own in zip(findings, advice.values(), strict=True)}
    return FileReport(
        filename=first.filename,
        data=first.data,
        findings=findings,
        error=first.error,
        suggestions={key: found for key, found in suggestions.items() if found is not None},
        fatal_rules=first.fatal_rules,
    )


def _agree(advice: Sequence[Suggestion | str | None]) -> Suggestion | str | None:
    """Give what takes a finding away in all builds that have it, or why there is nothing; None: nobody has asked."""
    reasons = [each for each in advice if isinstance(each, str)]
    if reasons:
        return reasons[0]
    return advice[0] if all(each == advice[0] for each in advice) else "its fix is not the same for all builds"


def _name_holders(finding: Finding, entries: Sequence[Entry]) -> Finding:
    names: dict[str, list[str]] = {}
    for entry in entries:
        assert entry.opened is not None, "only builds of projects have a name"
        names.setdefault(entry.opened.title, []).append(entry.name)
    shown = "; ".join(f"{title}#{', '.join(found)}" for title, found in names.items())
    return Finding(finding.rule, f"{finding.message} ({shown})", finding.lines)
