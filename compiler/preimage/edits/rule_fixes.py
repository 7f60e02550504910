"""Which rules have fixes, what makes them, and why the others have none."""

from __future__ import annotations

from preimage.edits import from_fixes, pairs_fixes
from preimage.model import rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.edits.fix import Fix, Scene

    MakeFix = Callable[[Scene], list[Fix] | str]
    """Gives the ways to take the finding of a scene away, the best first; or why there is none."""

FIXES: dict[str, MakeFix] = {
    rules.FROM_AS_CASING.name: from_fixes.fix_as_casing,
    rules.LEGACY_KEY_VALUE_FORMAT.name: pairs_fixes.fix_legacy_pair,
}
"""What makes the fixes of a rule, by its name."""

REASONS: dict[str, str] = {
    rules.UNDEFINED_ARG_IN_FROM.name: "whether the name is misspelled or an ARG is missing is not known",
    rules.UNDEFINED_VAR.name: "whether the name is misspelled, an ARG is missing, or nothing is meant, is not known",
    rules.INVALID_BASE_IMAGE_PLATFORM.name: "the image is what it is; another one has to be chosen",
    rules.SECRETS_USED_IN_ARG_OR_ENV.name: "where the secret is to come from at build time is not known",
    rules.INVALID_DEFAULT_ARG_IN_FROM.name: "which image is meant by default is not known",
    rules.COPY_IGNORED_FILE.name: "whether the line or the ignore file is wrong is not known",
}
"""Why a rule has no fixes, by its name."""


def explain_missing(rule: str) -> str:
    """Say why a rule has no fixes."""
    return REASONS.get(rule, "there is no fix for this rule")
