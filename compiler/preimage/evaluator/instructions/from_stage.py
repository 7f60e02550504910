"""Every FROM of the file, in order: its base, its platform, its parent; and the warnings about stages as a whole.

Source: docs/reference/stages.md, "Global scope and FROM"; docs/reference/checks.md.
"""

from __future__ import annotations

from preimage.evaluator.plan import StagePlan
from preimage.evaluator.scopes import GlobalScope, declare_global_args
from preimage.evaluator.stage_run import BuildSetup
from preimage.golang.suggest import suggest
from preimage.golang.text import lower, upper
from preimage.model import rules
from preimage.model.errors import DockerfileError
from preimage.model.image import Platform
from preimage.model.instructions import INSTRUCTION_NAMES, Dockerfile, From, Instruction
from preimage.model.lint import Lint
from preimage.model.lookups import Lookups
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference
from preimage.shell.words import process_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.model.contexts import NamedContext
    from preimage.model.options import BuildOptions

_USUAL_WORDS = frozenset(map(str.upper, INSTRUCTION_NAMES))
_RESERVED_NAMES = ("context", "scratch")


def report_stage_names(dockerfile: Dockerfile, lint: Lint) -> None:
    """Warn of stage names that are reserved or repeated, and of casing that differs from the majority."""
    seen = set()
    for stage in dockerfile.stages:
        name = stage.source.name
        if not name:
            continue
        if name in _RESERVED_NAMES:
            lint.report(rules.RESERVED_STAGE_NAME, stage.source.lines, (), name)
        if name in seen:
            lint.report(rules.DUPLICATE_STAGE_NAME, stage.source.lines, (), name)
        seen.add(name)
    _report_casing(dockerfile, lint)


def _report_casing(dockerfile: Dockerfile, lint: Lint) -> None:
    words = {instruction.word for stage in dockerfile.stages for instruction in stage.instructions}
    words.update(stage.source.word for stage in dockerfile.stages)
    if words <= _USUAL_WORDS:
        return
    instructions: list[Instruction] = []
    for stage in dockerfile.stages:
        instructions.append(stage.source)
        instructions += stage.instructions
    lower_count = sum(instruction.word == lower(instruction.word) for instruction in instructions)
    upper_count = sum(instruction.word == upper(instruction.word) for instruction in instructions)
    majority, cased = ("lowercase", lower) if lower_count > upper_count else ("uppercase", upper)
    for instruction in instructions:
        word = instruction.word
        if word != cased(word):
            lint.report(rules.CONSISTENT_INSTRUCTION_CASING, instruction.lines, (), word, majority)


def report_default_bases(dockerfile: Dockerfile, build: BuildSetup) -> None:
    """Warn of bases that are no reference when all global ARGs have their defaults; the first fault ends it."""
    scope = GlobalScope(build.notes.automatic.copy())
    try:
        declare_global_args(scope, dockerfile.global_args, {}, build.syntax, build.budget)
        for stage in dockerfile.stages:
            base = process_word(stage.source.base, scope.values, build.syntax, build.budget)
            if not _is_reference(base):
                build.lint.report(rules.INVALID_DEFAULT_ARG_IN_FROM, stage.source.lines, (), stage.source.base)
    except (ValueError, DockerfileError):
        return


def _is_reference(text: str) -> bool:
    try:
        parse_reference(text)
    except ValueError:
        return False
    return True


def plan_stages(dockerfile: Dockerfile, build: BuildSetup, scope: GlobalScope) -> list[StagePlan]:
    """Plan the declared stages.

    Raises:
        DockerfileError: a base or platform that cannot be read, at its FROM.
    """
    stages: list[StagePlan] = []
    registered: dict[str, StagePlan] = {}
    has_contexts = bool(build.options.contexts)
    for number, stage in enumerate(dockerfile.stages):
        source = stage.source
        try:
            base = _expand_base(source, build, scope)
        except ValueError as error:
            raise DockerfileError(str(error), [source.lines]) from error
        platform = _expand_platform(source, build, scope) if source.platform else None
        context = _find_context(source.name, platform, build.options) if has_contexts and source.name else None
        # Here case counts, and only stages above are seen, unlike in COPY --from.
        parent = registered.get(base) if context is None else None
        plan = StagePlan(number, base, source.lines, stage, platform, parent, context)
        if source.name:
            registered[source.name] = plan
        stages.append(plan)
    return stages


def _find_context(name: str, platform: Platform | None, options: BuildOptions) -> NamedContext | None:
    """Find the context that replaces a stage."""
    from preimage.model.contexts import find_context

    try:
        return find_context(options.contexts, name, platform or options.platform)
    except ValueError as error:
        raise DockerfileError(str(error)) from error


def _expand_base(source: From, build: BuildSetup, scope: GlobalScope) -> str:
    if build.syntax.special.search(source.base) is None and source.base.isascii():
        return source.base
    lookups = Lookups()
    build.notes.from_lookups.setdefault(source.lines, []).append(lookups)
    try:
        base = process_word(source.base, scope.values, build.syntax, build.budget, lookups)
    finally:
        _report_undeclared(source, build, scope, lookups)
    if not base:
        raise ValueError(f"base name ({source.base}) should not be blank")
    return base


def _report_undeclared(source: From, build: BuildSetup, scope: GlobalScope, lookups: Lookups) -> None:
    if build.outline is not None:
        build.outline.add_from(source, lookups.found)
    for name in lookups.missing:
        if not scope.declares(name):
            hint = suggest(name, scope.names(), build.budget.suggestions)
            build.lint.report(rules.UNDEFINED_ARG_IN_FROM, source.lines, source.comments, name, hint)


def _expand_platform(source: From, build: BuildSetup, scope: GlobalScope) -> Platform:
    written = source.platform
    lookups = Lookups()
    build.notes.from_lookups.setdefault(source.lines, []).append(lookups)
    try:
        text = process_word(written, scope.values, build.syntax, build.budget, lookups)
    except ValueError as error:
        _report_undeclared(source, build, scope, lookups)
        _report_platform(source, build, scope, lookups, "", None)
        message = f"failed to process arguments for platform : {error}"
        raise DockerfileError(message, [source.lines]) from error
    _report_undeclared(source, build, scope, lookups)
    platform = None
    fault: ValueError | None = None
    try:
        platform = parse_platform(text) if text else None
    except ValueError as error:
        fault = error
    _report_platform(source, build, scope, lookups, text, platform)
    if platform is not None:
        return platform
    allowance = build.budget.suggestions
    hint = next(filter(None, (suggest(name, scope.values, allowance) for name in lookups.missing)), "")
    if fault is None:
        raise DockerfileError(f"empty platform value from expression {written}{hint}", [source.lines])
    # BuildKit attaches the FROM to this error twice.
    message = f"failed to parse platform {written}: {fault}{hint}"
    raise DockerfileError(message, [source.lines, source.lines]) from fault


def _report_platform(
    source: From, build: BuildSetup, scope: GlobalScope, lookups: Lookups, text: str, platform: Platform | None
) -> None:
    written = source.platform
    if not lookups.missing and list(lookups.found) == ["TARGETPLATFORM"] and text == scope.values["TARGETPLATFORM"]:
        build.lint.report(rules.REDUNDANT_TARGET_PLATFORM, source.lines, source.comments, written)
    if (
        not lookups.missing
        and not lookups.found
        and platform is not None
        and platform.os not in source.name
        and platform.architecture not in source.name
    ):
        build.lint.report(rules.FROM_PLATFORM_FLAG_CONST_DISALLOWED, source.lines, source.comments, text)
