"""SOURCE_DATE_EPOCH: the time of new history entries.

Source: docs/reference/stages.md, "SOURCE_DATE_EPOCH".
"""

from __future__ import annotations

from preimage.evaluator.scopes import GlobalScope
from preimage.evaluator.stage_run import BuildSetup
from preimage.golang.numbers import parse_int
from preimage.golang.quoting import quote
from preimage.golang.text import equal_fold
from preimage.model.errors import DockerfileError
from preimage.model.instructions import Add, Arg, Dockerfile, Stage
from preimage.model.options import BuildOptions
from preimage.model.references import check_digest
from preimage.model.values import Value
from preimage.shell.words import process_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

NAME = "SOURCE_DATE_EPOCH"

_REQUIREMENT = "SOURCE_DATE_EPOCH stage must contain exactly one remote ADD"


class Epoch(Value):
    """The epoch in seconds since 1970, None without one, and the build args with the argument in its plain form."""

    __slots__ = ("seconds", "build_args")

    def __init__(self, seconds: int | None, build_args: Mapping[str, str]) -> None:
        self.seconds: Final = seconds
        self.build_args: Final = build_args


def read_epoch(dockerfile: Dockerfile, build: BuildSetup, scope: GlobalScope) -> Epoch:
    """Find the epoch, and rewrite the argument in the scope in its plain form.

    Raises:
        DockerfileError: a value that is neither a time nor a stage fit to give one.
    """
    options = build.options
    value = options.build_args.get(NAME)
    is_build_arg = value is not None
    if value is None:
        value = scope.values.get(NAME)
        if not value:
            return Epoch(None, options.build_args)
    seconds = _parse_seconds(value)
    if seconds is None and value not in ("", "context") and not _is_context(value, options):
        stage = next((stage for stage in dockerfile.stages if equal_fold(stage.source.name, value)), None)
        if stage is None:
            raise DockerfileError(f"invalid SOURCE_DATE_EPOCH: {value}")
        _check_source_stage(stage, build, scope)
    build_args = dict(options.build_args)
    if seconds is not None:
        if is_build_arg:
            build_args[NAME] = str(seconds)
        if NAME in scope.values:
            scope.values[NAME] = str(seconds)
    else:
        build_args.pop(NAME, None)
        scope.values.pop(NAME, None)
    return Epoch(seconds, build_args)


def _parse_seconds(text: str) -> int | None:
    try:
        return parse_int(text)
    except ValueError:
        return None


def _is_context(name: str, options: BuildOptions) -> bool:
    """Tell whether a named context gives the time, which only a builder can ask it for."""
    if not options.contexts:
        return False
    from preimage.model.contexts import find_context

    try:
        return find_context(options.contexts, name, options.platform) is not None
    except ValueError as error:
        raise DockerfileError(str(error)) from error


def _check_source_stage(stage: Stage, build: BuildSetup, scope: GlobalScope) -> None:
    """Check that a stage can give the time: an empty one with nothing but one remote ADD.

    Raises:
        DockerfileError: at the FROM of the stage.
    """
    variables = {name: value for name, value in scope.values.items() if name != NAME}
    try:
        _check_base(stage, build, variables)
        has_add = False
        for instruction in stage.instructions:
            if isinstance(instruction, Arg):
                for name, default in instruction.pairs:
                    value = build.options.build_args.get(name)
                    if value is None and default is not None:
                        value = process_word(default, variables, build.syntax, build.budget)
                    if value is not None:
                        variables[name] = value
            elif isinstance(instruction, Add):
                if has_add:
                    raise ValueError(_REQUIREMENT)
                has_add = True
                _check_add(instruction, build, variables)
            else:
                raise ValueError(
                    "SOURCE_DATE_EPOCH stage does not meet source-only requirements: unsupported "
                    f"{instruction.word} instruction"
                )
        if not has_add:
            raise ValueError(_REQUIREMENT)
    except ValueError as error:
        raise DockerfileError(str(error), [stage.source.lines]) from error


def _check_base(stage: Stage, build: BuildSetup, variables: dict[str, str]) -> None:
    try:
        base = process_word(stage.source.base, variables, build.syntax, build.budget)
    except ValueError as error:
        raise ValueError(f"failed to process source stage base name {quote(stage.source.base)}: {error}") from error
    if base != "scratch":
        raise ValueError("SOURCE_DATE_EPOCH stage must use FROM scratch")


def _check_add(instruction: Add, build: BuildSetup, variables: dict[str, str]) -> None:
    from preimage.model.remote_sources import is_http_source, parse_git_source

    if len(instruction.sources) != 1 or instruction.heredocs:
        raise ValueError(f"{_REQUIREMENT} source")
    source = process_word(instruction.sources[0], variables, build.syntax, build.budget)
    # A git address whose query is bad is one of HTTP here, unlike for an ADD that runs.
    is_http = is_http_source(source)
    git = None if is_http else parse_git_source(source)
    if not is_http and (git is None or git.looks_local):
        raise ValueError("SOURCE_DATE_EPOCH stage source must be a single HTTP(S) or Git ADD")
    written = instruction.flags.get("checksum", "")
    checksum = process_word(written, variables, build.syntax, build.budget)
    if is_http and written:
        check_digest(checksum)
