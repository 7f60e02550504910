"""What a check comes to: the closing line, and how often each rule was broken.

Source: docs/reference/cli.md, "The closing line".
"""

from __future__ import annotations

from collections.abc import Sequence

from preimage.model.report import ERROR_RULE, FileReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class RuleCount:
    """How often a rule was broken: ``findings`` in how many ``files``."""

    __slots__ = ("files", "findings", "rule")

    def __init__(self, rule: str, findings: int, files: int) -> None:
        self.rule: Final = rule
        self.findings: Final = findings
        self.files: Final = files


def render_closing_line(reports: Sequence[FileReport], skipped: str = "", *, foreign: int = 0) -> str:
    """Give the closing line, without a newline, such as ``3 files: 1 error, 2 warnings in 2 files``.

    ``skipped`` says what was passed over because of its name, such as ``2 templates skipped``; ``foreign`` is how many
    files were for another front end.
    """
    errors = sum(report.error_count for report in reports)
    warnings = sum(len(report.warnings) for report in reports)
    notes = sum(len(report.notes) for report in reports)
    counts = [_count(errors, "error")] if errors else []
    counts += [_count(warnings, "warning")] if warnings else []
    counts += [_count(notes, "note")] if notes else []
    line = f"{_count(len(reports), 'file')}: {', '.join(counts) or 'no errors, no warnings'}"
    if counts and len(reports) > 1:
        line += f" in {_count(sum(bool(report.findings) or report.error is not None for report in reports), 'file')}"
    others = [skipped] if skipped else []
    others += [f"{_count(foreign, 'file')} for another front end skipped"] if foreign else []
    return "; ".join((line, *others))


def count_rules(reports: Sequence[FileReport]) -> list[RuleCount]:
    """Give how often each rule was broken, the most frequent first; errors of files count as `ERROR_RULE`."""
    findings: dict[str, int] = {}
    files: dict[str, int] = {}
    for report in reports:
        rules = [finding.rule for finding in report.findings]
        if report.error is not None:
            rules.append(ERROR_RULE)
        for rule in rules:
            findings[rule] = findings.get(rule, 0) + 1
        for rule in set(rules):
            files[rule] = files.get(rule, 0) + 1
    counts = [RuleCount(rule, count, files[rule]) for rule, count in findings.items()]
    return sorted(counts, key=lambda each: (-each.findings, each.rule))


def render_statistics(reports: Sequence[FileReport]) -> str:
    """Give a line for each rule that was broken: how often, its name, in how many files."""
    counts = count_rules(reports)
    if not counts:
        return ""
    number = len(str(counts[0].findings))
    name = max(len(each.rule) for each in counts)
    lines = (f"{each.findings:>{number}}  {each.rule:<{name}}  in {_count(each.files, 'file')}\n" for each in counts)
    return "".join(lines)


def render_statistics_json(reports: Sequence[FileReport]) -> str:
    """Give the same as a list of objects with ``rule``, ``findings`` and ``files``, without a newline at the end."""
    from json import dumps

    return dumps(
        [{"rule": each.rule, "findings": each.findings, "files": each.files} for each in count_rules(reports)], indent=2
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
