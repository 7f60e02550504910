"""Which rules have fixes, what makes them, and why the others have none."""

from __future__ import annotations

from preimage.edits import from_fixes, json_fixes, line_fixes, pairs_fixes, ports_fixes, process_fixes, stage_fixes
from preimage.model import notes, portability, rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from preimage.edits.fix import Fix, Scene

    MakeFix = Callable[[Scene], list[Fix] | str]
    """Gives the ways to take the finding of a scene away, the best first; or why there is none."""

FIXES: dict[str, MakeFix] = {
    rules.STAGE_NAME_CASING.name: stage_fixes.fix_stage_name_casing,
    rules.FROM_AS_CASING.name: from_fixes.fix_as_casing,
    rules.NO_EMPTY_CONTINUATION.name: line_fixes.fix_empty_continuation,
    rules.CONSISTENT_INSTRUCTION_CASING.name: line_fixes.fix_instruction_casing,
    rules.DUPLICATE_STAGE_NAME.name: stage_fixes.fix_duplicate_name,
    rules.RESERVED_STAGE_NAME.name: stage_fixes.fix_reserved_name,
    rules.JSON_ARGS_RECOMMENDED.name: process_fixes.fix_shell_form,
    rules.MAINTAINER_DEPRECATED.name: pairs_fixes.fix_maintainer,
    rules.WORKDIR_RELATIVE_PATH.name: process_fixes.fix_relative_directory,
    rules.MULTIPLE_INSTRUCTIONS_DISALLOWED.name: line_fixes.fix_repetition,
    rules.LEGACY_KEY_VALUE_FORMAT.name: pairs_fixes.fix_legacy_pair,
    rules.REDUNDANT_TARGET_PLATFORM.name: from_fixes.fix_redundant_platform,
    rules.FROM_PLATFORM_FLAG_CONST_DISALLOWED.name: from_fixes.fix_constant_platform,
    rules.INVALID_DEFINITION_DESCRIPTION.name: line_fixes.fix_description,
    rules.EXPOSE_PROTO_CASING.name: ports_fixes.fix_protocol_casing,
    rules.EXPOSE_INVALID_FORMAT.name: ports_fixes.fix_port_format,
    notes.ALMOST_JSON.name: json_fixes.fix_almost_json,
}
"""What makes the fixes of a rule, by its name."""

REASONS: dict[str, str] = {
    rules.UNDEFINED_ARG_IN_FROM.name: "whether the name is misspelled or an ARG is missing is not known",
    rules.UNDEFINED_VAR.name: "whether the name is misspelled, an ARG is missing, or nothing is meant, is not known",
    rules.INVALID_BASE_IMAGE_PLATFORM.name: "the image is what it is; another one has to be chosen",
    rules.SECRETS_USED_IN_ARG_OR_ENV.name: "where the secret is to come from at build time is not known",
    rules.INVALID_DEFAULT_ARG_IN_FROM.name: "which image is meant by default is not known",
    rules.COPY_IGNORED_FILE.name: "whether the line or the ignore file is wrong is not known",
    notes.START_INTERVAL_WITHOUT_PERIOD.name: "how long the start takes is not known",
    notes.HIDDEN_CHARACTER.name: "whether the character is meant is not known",
    notes.UTF16.name: "to write the whole file in another encoding is left to an editor",
    notes.UNKNOWN_RULE.name: "which rule is meant is not known",
    notes.CHECK_WITHOUT_EFFECT.name: "what was to be switched off is not known",
    notes.FROM_LIKE_STAGE.name: "whether the image or the stage is meant is not known",
    **dict.fromkeys(portability.PORTABILITY_RULES, "it depends on the tools that are to be supported"),
}
"""Why a rule has no fixes, by its name."""


_SAFE = "safe (--fix)"
_UNSAFE = "changes the image config (--unsafe-fixes)"
_KNOWN = "safe (--fix) where the base image is known, else it changes the image config (--unsafe-fixes)"

SUMMARIES: dict[str, tuple[str, str]] = {
    rules.STAGE_NAME_CASING.name: (_SAFE, "the name in lower case, where it is declared and where it is used"),
    rules.FROM_AS_CASING.name: (_SAFE, "AS in the case of FROM"),
    rules.NO_EMPTY_CONTINUATION.name: (_SAFE, "the blank lines go"),
    rules.CONSISTENT_INSTRUCTION_CASING.name: (_SAFE, "the word in the case that most instructions have"),
    rules.DUPLICATE_STAGE_NAME.name: (_SAFE, "the stage above gets a name of its own"),
    rules.RESERVED_STAGE_NAME.name: (_UNSAFE, "another name, where it is declared and where it is used"),
    rules.JSON_ARGS_RECOMMENDED.name: (_UNSAFE, "JSON form, if the text needs no shell"),
    rules.MAINTAINER_DEPRECATED.name: (_UNSAFE, "LABEL org.opencontainers.image.authors"),
    rules.WORKDIR_RELATIVE_PATH.name: (_KNOWN, "the whole path"),
    rules.MULTIPLE_INSTRUCTIONS_DISALLOWED.name: (_UNSAFE, "the earlier instruction goes"),
    rules.LEGACY_KEY_VALUE_FORMAT.name: (_SAFE, "key=value, with quotes if they are needed"),
    rules.REDUNDANT_TARGET_PLATFORM.name: (_SAFE, "the flag goes"),
    rules.FROM_PLATFORM_FLAG_CONST_DISALLOWED.name: (_UNSAFE, "the flag goes"),
    rules.INVALID_DEFINITION_DESCRIPTION.name: (_SAFE, "an empty comment sets the comment apart"),
    rules.EXPOSE_PROTO_CASING.name: (_SAFE, "the protocol in lower case"),
    rules.EXPOSE_INVALID_FORMAT.name: (_SAFE, "only the port of the container"),
    notes.ALMOST_JSON.name: (_UNSAFE, "JSON as it was meant"),
}
"""What kind of fix a rule has, and what it does, by the rule's name."""


def describe_fix(rule: str) -> str:
    """Say in a line what the fix of a rule is, or why it has none."""
    if rule in SUMMARIES:
        kind, text = SUMMARIES[rule]
        return f"Fix: {text}; {kind}."
    return f"No fix: {explain_missing(rule)}."


def explain_missing(rule: str) -> str:
    """Say why a rule has no fixes."""
    return REASONS.get(rule, "there is no fix for this rule")
