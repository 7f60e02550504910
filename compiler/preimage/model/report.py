"""What one file's check found: the value that every report format is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from preimage.golang.text import decode_utf8
from preimage.model.errors import BaseError, DockerfileError, PreimageError
from preimage.model.findings import Finding
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from preimage.model.edits import Suggestion

ERROR, WARNING, NOTE = "error", "warning", "note"
"""Severities; a note fails nothing by itself."""

NO_TEXT = "its fix has bytes that are not UTF-8, which this format cannot hold"
ERROR_RULE = "DockerfileError"
"""What stands in the place of a rule where reports list errors beside findings."""


class FileReport(Value):
    """One checked file: ``filename`` as it was given, its bytes, the findings in BuildKit's order, and an error.

    Behind BuildKit's, ``findings`` has preimage's own; ``warnings`` are those that fail a check, ``notes`` those that
    do not, and ``faults`` those of ``fatal_rules``, which count as errors.

    ``is_read`` is False if the error is that there is no such file or that it cannot be read. ``suggestions`` are what
    would take findings away, or why there is nothing, each by the identity (``id``) of its finding; empty if none were
    asked for.
    """

    __slots__ = ("filename", "data", "findings", "error", "is_read", "suggestions", "fatal_rules")

    def __init__(
        self,
        *,
        filename: str,
        data: bytes,
        findings: Sequence[Finding] = (),
        error: PreimageError | None = None,
        is_read: bool = True,
        suggestions: Mapping[int, Suggestion | str] | None = None,
        fatal_rules: frozenset[str] = frozenset(),
    ) -> None:
        self.filename: Final = filename
        self.data: Final = data
        self.findings: Final = findings
        self.error: Final = error
        self.is_read: Final = is_read
        self.suggestions: Final = suggestions or {}
        self.fatal_rules: Final = fatal_rules

    @property
    def text(self) -> str:
        """The file's text; each byte that is not UTF-8 is a lone surrogate."""
        return decode_utf8(self.data)

    def severity_of(self, finding: Finding) -> str:
        """Give `ERROR`, `WARNING` or `NOTE`."""
        if finding.rule in self.fatal_rules:
            return ERROR
        return NOTE if finding.is_note else WARNING

    def suggestion_of(self, finding: Finding) -> Suggestion | None:
        """Give what would take a finding away, if that was asked for and is known."""
        found = self.suggestions.get(id(finding))
        return None if isinstance(found, str) else found

    def advice_on(self, finding: Finding) -> Suggestion | str | None:
        """Give what would take a finding away, as text, or why there is nothing; None if that was not asked for."""
        found = self.suggestions.get(id(finding))
        return found if found is None or isinstance(found, str) or found.is_text else NO_TEXT

    @property
    def warnings(self) -> list[Finding]:
        """The findings that fail a check: BuildKit's, and portability notes, which have to be asked for."""
        return [finding for finding in self.findings if self.severity_of(finding) == WARNING]

    @property
    def notes(self) -> list[Finding]:
        """The notes about the text, which fail nothing by themselves."""
        return [finding for finding in self.findings if self.severity_of(finding) == NOTE]

    @property
    def faults(self) -> list[Finding]:
        """The findings that count as errors, which fail in any case."""
        return [finding for finding in self.findings if finding.rule in self.fatal_rules]

    @property
    def error_count(self) -> int:
        """How many errors there are: that of the file, and findings that count as one."""
        return (self.error is not None) + (len(self.faults) if self.fatal_rules else 0)

    @property
    def is_clean(self) -> bool:
        """No warning and no error: what exit status 0 means."""
        return not self.error_count and not self.warnings

    @property
    def error_lines(self) -> tuple[int, ...]:
        """The lines of the error, sorted, each once; none for an error that is not about the Dockerfile."""
        return self.error.lines if isinstance(self.error, DockerfileError | BaseError) else ()


def first_line(lines: Sequence[int]) -> int | None:
    """Give the first of the lines as an editor counts them (line 0 stands for line 1); None if there are none."""
    return max(1, lines[0]) if lines else None


def by_line(findings: Sequence[Finding]) -> list[Finding]:
    """Sort findings by their first line, those without lines first; equal ones stay in BuildKit's order."""
    return sorted(findings, key=lambda finding: finding.lines[0] if finding.lines else -1)
