"""The one table of BuildKit's build check rules.

Source: docs/reference/checks.md, "The rules".
"""

from __future__ import annotations

URL_PREFIX = "https://docs.docker.com/go/dockerfile/rule/"


class Rule:
    """A build check rule: its name, the slug of its page (none: no page) and its fixed description."""

    __slots__ = ("description", "is_experimental", "name", "slug")

    def __init__(self, name: str, slug: str, description: str, is_experimental: bool = False) -> None:
        self.name = name
        self.slug = slug
        self.description = description
        self.is_experimental = is_experimental

    @property
    def url(self) -> str:
        return f"{URL_PREFIX}{self.slug}/" if self.slug else ""


_TABLE = (
    Rule("StageNameCasing", "stage-name-casing", "Stage names should be lowercase"),
    Rule("FromAsCasing", "from-as-casing", "The 'as' keyword should match the case of the 'from' keyword"),
    Rule(
        "NoEmptyContinuation",
        "no-empty-continuation",
        "Empty continuation lines will become errors in a future release",
    ),
    Rule(
        "ConsistentInstructionCasing",
        "consistent-instruction-casing",
        "All commands within the Dockerfile should use the same casing (either upper or lower)",
    ),
    Rule("DuplicateStageName", "duplicate-stage-name", "Stage names should be unique"),
    Rule("ReservedStageName", "reserved-stage-name", "Reserved words should not be used as stage names"),
    Rule(
        "JSONArgsRecommended",
        "json-args-recommended",
        "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals",
    ),
    Rule(
        "MaintainerDeprecated",
        "maintainer-deprecated",
        "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
    ),
    Rule("UndefinedArgInFrom", "undefined-arg-in-from", "FROM command must use declared ARGs"),
    Rule(
        "WorkdirRelativePath",
        "workdir-relative-path",
        "Relative workdir without an absolute workdir declared within the build can have unexpected results if the "
        "base image changes",
    ),
    Rule("UndefinedVar", "undefined-var", "Variables should be defined before their use"),
    Rule(
        "MultipleInstructionsDisallowed",
        "multiple-instructions-disallowed",
        "Multiple instructions of the same type should not be used in the same stage",
    ),
    Rule(
        "LegacyKeyValueFormat",
        "legacy-key-value-format",
        "Legacy key/value format with whitespace separator should not be used",
    ),
    Rule("InvalidBaseImagePlatform", "", "Base image platform does not match expected target platform"),
    Rule(
        "RedundantTargetPlatform",
        "redundant-target-platform",
        "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
    ),
    Rule(
        "SecretsUsedInArgOrEnv",
        "secrets-used-in-arg-or-env",
        "Sensitive data should not be used in the ARG or ENV commands",
    ),
    Rule(
        "InvalidDefaultArgInFrom",
        "invalid-default-arg-in-from",
        "Default value for global ARG results in an empty or invalid base image name",
    ),
    Rule(
        "FromPlatformFlagConstDisallowed",
        "from-platform-flag-const-disallowed",
        "FROM --platform flag should not use a constant value",
    ),
    Rule(
        "CopyIgnoredFile",
        "copy-ignored-file",
        "Attempting to Copy file that is excluded by .dockerignore",
    ),
    Rule(
        "InvalidDefinitionDescription",
        "invalid-definition-description",
        "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is "
        "not intended to be a description comment, add an empty line or comment between the instruction and the "
        "comment.",
        is_experimental=True,
    ),
    Rule(
        "ExposeProtoCasing",
        "expose-proto-casing",
        "Protocol in EXPOSE instruction should be lowercase",
    ),
    Rule(
        "ExposeInvalidFormat",
        "expose-invalid-format",
        "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a "
        "future release",
    ),
)

RULES: dict[str, Rule] = {rule.name: rule for rule in _TABLE}
