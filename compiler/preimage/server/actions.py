"""Quick fixes: the proven fixes of findings, and all safe ones at once."""

from __future__ import annotations

from preimage.edits.fix import Fix
from preimage.edits.fixing import find_fixes, fix_text
from preimage.fix_api import RequestCompiler
from preimage.model.errors import PreimageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from preimage.edits.fixing import FixResult
    from preimage.server.diagnostics import Diagnostic
    from preimage.server.document import Document


MOST_PROVEN_BYTES = 500_000
"""Bytes that are compiled for the fixes of one answer, about: a file that is larger has the fixes of one finding."""


class QuickFix:
    """A proven fix of a diagnostic; ``title`` says what it does, and of an unsafe one that the config changes."""

    __slots__ = ("diagnostic", "fix", "title")

    def __init__(self, diagnostic: Diagnostic, fix: Fix) -> None:
        self.diagnostic = diagnostic
        self.fix = fix
        self.title = f"{fix.finding.rule}: {fix.title}"
        if not fix.is_safe:
            changed = ", ".join(sorted(path.removeprefix("config.") for path in fix.may_change))
            self.title += f" (changes the image: {changed})"


def find_quick_fixes(document: Document, first: int, last: int) -> list[QuickFix]:
    """Give the fixes of what is found on the 1-based lines ``first`` to ``last``, each proven by compiling.

    A file with an error has none; of what is found in a long one, only the first are proven.
    """
    checked = document.checked
    if checked.error is not None or checked.compilation is None:
        return []
    found = [
        each
        for each in document.diagnostics
        if each.finding is not None and each.start[0] <= last and first <= each.end[0]
    ]
    if not found:
        return []
    del found[max(1, MOST_PROVEN_BYTES // len(document.text.data)) :]
    findings = [each.finding for each in found if each.finding is not None]
    try:
        fixes = find_fixes(document.text.data, checked.compilation, _open_compiler(document), findings)
    except PreimageError:
        return []
    return [QuickFix(each, fix) for each, fix in zip(found, fixes, strict=True) if isinstance(fix, Fix)]


def fix_all(document: Document) -> FixResult:
    """Fix all that can be fixed without changing the image config.

    Raises:
        PreimageError: the settings cannot be used.
    """
    return fix_text(document.text.data, _open_compiler(document), is_wanted=document.situation.is_on)


def _open_compiler(document: Document) -> RequestCompiler:
    situation = document.situation
    return RequestCompiler(situation.request, situation.bases, situation.ignore_file, situation.platforms)


def has_fixable(diagnostics: Sequence[Diagnostic]) -> bool:
    """Tell whether a rule that has fixes was broken."""
    from preimage.edits.rule_fixes import FIXES

    return any(each.finding is not None and not each.is_beyond and each.code in FIXES for each in diagnostics)
