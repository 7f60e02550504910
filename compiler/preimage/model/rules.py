"""The one table of BuildKit's build check rules, each with the builder of its message.

A rule is reported as a value (``lint.report(rules.UNDEFINED_VAR, lines, comments, name, hint)``), so that mypy finds a
rule that does not exist and an argument that its message does not take. A new rule is one builder, one entry, one call.

Source: docs/reference/checks.md, "The rules".
"""

from __future__ import annotations

from preimage.golang.quoting import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final, Generic, ParamSpec

    Arguments = ParamSpec("Arguments")
else:
    Arguments = None

    class Generic:
        """Stand in for the one of ``typing``, whose import takes longer than a compilation."""

        __slots__ = ()

        def __class_getitem__(cls, parameters: object) -> type:
            return cls


URL_PREFIX = "https://docs.docker.com/go/dockerfile/rule/"


class Rule(Generic[Arguments]):
    """A build check rule.

    ``slug`` is that of its page (empty: no page), ``description`` its fixed text, ``message`` builds the text of one
    finding; experimental rules are off unless they are asked for.
    """

    __slots__ = ("name", "slug", "description", "message", "is_experimental")

    def __init__(
        self,
        name: str,
        slug: str,
        description: str,
        message: Callable[Arguments, str],
        is_experimental: bool = False,
    ) -> None:
        self.name: Final = name
        self.slug: Final = slug
        self.description: Final = description
        self.message: Final = message
        self.is_experimental: Final = is_experimental

    @property
    def url(self) -> str:
        return f"{URL_PREFIX}{self.slug}/" if self.slug else ""

    def __repr__(self) -> str:
        return f"<Rule {self.name}>"


def _stage_name_casing(name: str) -> str:
    return f"Stage name '{name}' should be lowercase"


def _from_as_casing(as_word: str, from_word: str) -> str:
    return f"'{as_word}' and '{from_word}' keywords' casing do not match"


def _no_empty_continuation() -> str:
    return "Empty continuation line"


def _consistent_instruction_casing(word: str, majority: str) -> str:
    return f"Command '{word}' should match the case of the command majority ({majority})"


def _duplicate_stage_name(name: str) -> str:
    return f"Duplicate stage name {quote(name)}, stage names should be unique"


def _reserved_stage_name(name: str) -> str:
    return f"Stage name should not use the same name as reserved stage {quote(name)}"


def _json_args_recommended(word: str) -> str:
    return f"JSON arguments recommended for {word} to prevent unintended behavior related to OS signals"


def _maintainer_deprecated() -> str:
    return "Maintainer instruction is deprecated in favor of using label"


def _undefined_arg_in_from(name: str, hint: str) -> str:
    return f"FROM argument '{name}' is not declared{hint}"


def _workdir_relative_path(path: str) -> str:
    return f"Relative workdir {quote(path)} can have unexpected results if the base image changes"


def _undefined_var(name: str, hint: str) -> str:
    return f"Usage of undefined variable '${name}'{hint}"


def _multiple_instructions_disallowed(word: str) -> str:
    return f"Multiple {word} instructions should not be used in the same stage because only the last one will be used"


def _legacy_key_value_format(word: str) -> str:
    return f'"{word} key=value" should be used instead of legacy "{word} key value" format'


def _invalid_base_image_platform(base: str, actual: str, expected: str) -> str:
    return f"Base image {base} was pulled with platform {quote(actual)}, expected {quote(expected)} for current build"


def _redundant_target_platform(written: str) -> str:
    return f"Setting platform to predefined {written} in FROM is redundant as this is the default behavior"


def _secrets_used_in_arg_or_env(keyword: str, name: str) -> str:
    return f"Do not use ARG or ENV instructions for sensitive data ({keyword} {quote(name)})"


def _invalid_default_arg_in_from(base: str) -> str:
    return f"Default value for ARG {base} results in empty or invalid base image name"


def _from_platform_flag_const_disallowed(platform: str) -> str:
    return f"FROM --platform flag should not use constant value {quote(platform)}"


def _copy_ignored_file(verb: str, path: str) -> str:
    return f"Attempting to {verb} file {quote(path)} that is excluded by .dockerignore"


def _invalid_definition_description(keyword: str, shown: str) -> str:
    return f"Comment for {keyword} should follow the format: `# {shown} <description>`"


def _expose_proto_casing(port: str) -> str:
    return f"Defined protocol '{port}' in EXPOSE instruction should be lowercase"


def _expose_invalid_format(port: str) -> str:
    return f"EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'"


STAGE_NAME_CASING = Rule(
    "StageNameCasing",
    "stage-name-casing",
    "Stage names should be lowercase",
    _stage_name_casing,
)
FROM_AS_CASING = Rule(
    "FromAsCasing",
    "from-as-casing",
    "The 'as' keyword should match the case of the 'from' keyword",
    _from_as_casing,
)
NO_EMPTY_CONTINUATION = Rule(
    "NoEmptyContinuation",
    "no-empty-continuation",
    "Empty continuation lines will become errors in a future release",
    _no_empty_continuation,
)
CONSISTENT_INSTRUCTION_CASING = Rule(
    "ConsistentInstructionCasing",
    "consistent-instruction-casing",
    "All commands within the Dockerfile should use the same casing (either upper or lower)",
    _consistent_instruction_casing,
)
DUPLICATE_STAGE_NAME = Rule(
    "DuplicateStageName",
    "duplicate-stage-name",
    "Stage names should be unique",
    _duplicate_stage_name,
)
RESERVED_STAGE_NAME = Rule(
    "ReservedStageName",
    "reserved-stage-name",
    "Reserved words should not be used as stage names",
    _reserved_stage_name,
)
JSON_ARGS_RECOMMENDED = Rule(
    "JSONArgsRecommended",
    "json-args-recommended",
    "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals",
    _json_args_recommended,
)
MAINTAINER_DEPRECATED = Rule(
    "MaintainerDeprecated",
    "maintainer-deprecated",
    "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
    _maintainer_deprecated,
)
UNDEFINED_ARG_IN_FROM = Rule(
    "UndefinedArgInFrom",
    "undefined-arg-in-from",
    "FROM command must use declared ARGs",
    _undefined_arg_in_from,
)
WORKDIR_RELATIVE_PATH = Rule(
    "WorkdirRelativePath",
    "workdir-relative-path",
    "Relative workdir without an absolute workdir declared within the build can have unexpected results if the "
    "base image changes",
    _workdir_relative_path,
)
UNDEFINED_VAR = Rule(
    "UndefinedVar",
    "undefined-var",
    "Variables should be defined before their use",
    _undefined_var,
)
MULTIPLE_INSTRUCTIONS_DISALLOWED = Rule(
    "MultipleInstructionsDisallowed",
    "multiple-instructions-disallowed",
    "Multiple instructions of the same type should not be used in the same stage",
    _multiple_instructions_disallowed,
)
LEGACY_KEY_VALUE_FORMAT = Rule(
    "LegacyKeyValueFormat",
    "legacy-key-value-format",
    "Legacy key/value format with whitespace separator should not be used",
    _legacy_key_value_format,
)
INVALID_BASE_IMAGE_PLATFORM = Rule(
    "InvalidBaseImagePlatform",
    "",
    "Base image platform does not match expected target platform",
    _invalid_base_image_platform,
)
REDUNDANT_TARGET_PLATFORM = Rule(
    "RedundantTargetPlatform",
    "redundant-target-platform",
    "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
    _redundant_target_platform,
)
SECRETS_USED_IN_ARG_OR_ENV = Rule(
    "SecretsUsedInArgOrEnv",
    "secrets-used-in-arg-or-env",
    "Sensitive data should not be used in the ARG or ENV commands",
    _secrets_used_in_arg_or_env,
)
INVALID_DEFAULT_ARG_IN_FROM = Rule(
    "InvalidDefaultArgInFrom",
    "invalid-default-arg-in-from",
    "Default value for global ARG results in an empty or invalid base image name",
    _invalid_default_arg_in_from,
)
FROM_PLATFORM_FLAG_CONST_DISALLOWED = Rule(
    "FromPlatformFlagConstDisallowed",
    "from-platform-flag-const-disallowed",
    "FROM --platform flag should not use a constant value",
    _from_platform_flag_const_disallowed,
)
COPY_IGNORED_FILE = Rule(
    "CopyIgnoredFile",
    "copy-ignored-file",
    "Attempting to Copy file that is excluded by .dockerignore",
    _copy_ignored_file,
)
INVALID_DEFINITION_DESCRIPTION = Rule(
    "InvalidDefinitionDescription",
    "invalid-definition-description",
    "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is "
    "not intended to be a description comment, add an empty line or comment between the instruction and the "
    "comment.",
    _invalid_definition_description,
    is_experimental=True,
)
EXPOSE_PROTO_CASING = Rule(
    "ExposeProtoCasing",
    "expose-proto-casing",
    "Protocol in EXPOSE instruction should be lowercase",
    _expose_proto_casing,
)
EXPOSE_INVALID_FORMAT = Rule(
    "ExposeInvalidFormat",
    "expose-invalid-format",
    "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a "
    "future release",
    _expose_invalid_format,
)

RULES: dict[str, Rule[...]] = {each.name: each for each in list(globals().values()) if isinstance(each, Rule)}
"""All of the above by name, in BuildKit's order."""
