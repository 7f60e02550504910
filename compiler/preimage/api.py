"""compile(), outline() and targets(): the only place where the rooms meet."""

from __future__ import annotations

from collections.abc import Mapping

from preimage.bases.given import open_bases
from preimage.bases.static import StaticBases
from preimage.evaluator.evaluate import Evaluation, evaluate
from preimage.frontend.front_ends import FrontEnd, find_front_end
from preimage.frontend.parser import parse_dockerfile
from preimage.frontend.source import read_check_options
from preimage.inputs.given_dockerfile import Text, read_given_dockerfile
from preimage.model.arguments import require_arguments
from preimage.model.bases import BaseSource
from preimage.model.collector import PausedCollector
from preimage.model.detachment import detach_image
from preimage.model.errors import DockerfileError, OptionError
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits
from preimage.model.lint import Lint, parse_check_arg, parse_check_options
from preimage.model.options import CHECK_ARG, NOTHING, BuildOptions, BuildRequest, read_request
from preimage.results.compilation import Compilation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from dockerfile_parse import DockerfileParser

    from preimage.bases.given import Bases
    from preimage.evaluator.memory import CompilationMemory
    from preimage.evaluator.outline import OutlineCollector
    from preimage.model.check_result import CheckResult
    from preimage.model.findings import Finding
    from preimage.model.graph import StageGraph
    from preimage.model.ignore import IgnoreFile
    from preimage.model.outline import Outline, Targets
    from preimage.model.positions import PlacedInstruction
    from preimage.results.diff import Diff
    from preimage.results.sides import Comparable

NO_BASES: BaseSource = StaticBases({})


def compile(  # noqa: A001  # preimage.compile reads as what it is
    dockerfile: Text | DockerfileParser,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] = NOTHING,
    platform: str | None = None,
    build_platform: str | None = None,
    labels: Mapping[str, str] = NOTHING,
    contexts: Mapping[str, str] = NOTHING,
    bases: Bases = NO_BASES,
    unresolved: Literal["error", "empty"] = "error",
    all_stages: bool = False,
    notes: bool = False,
    check: str | None = None,
    ignore_file: IgnoreFile | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Compilation:
    """Compile a Dockerfile to the image config that BuildKit's front end hands to its exporter.

    Args:
        dockerfile: the text as ``bytes`` or ``str``, the path of a file, or a ``dockerfile_parse.DockerfileParser``.
        target: the stage to build; default: the last.
        build_args: values of build args by name, taken as they are.
        platform: the platform asked for, such as ``linux/arm64``; default: the build platform.
        build_platform: the platform of the builder; default: Linux on this machine's architecture.
        labels: labels set on top of the result, as ``docker build --label`` does.
        contexts: named contexts by name, such as ``{"alpine": "docker-image://alpine:3.20"}``. Images and the
            ``oci-layout://NAME@DIGEST`` of a layout are asked of ``bases``; other sources have no config.
        bases: where the configs of base images come from: a base source, or a mapping as `StaticBases` takes it;
            default: none is known.
        unresolved: what is done with a base that is not known: ``"error"``, or ``"empty"``: an empty image stands for
            it, and what depends on it is told as unknown.
        all_stages: evaluate every stage, as ``--check`` does; with a target it has no effect.
        notes: take notes about the text, too: ``notes`` of the result, or of the error.
        check: replaces the ``# check=`` directive, as the build arg BUILDKIT_DOCKERFILE_CHECK of a client's request
            does; here that build arg is one like others.
        ignore_file: the ignore file of the build context, for the rule CopyIgnoredFile.
        limits: bounds on time and memory.

    Raises:
        DockerfileError: BuildKit's text, with lines and with the warnings found before it.
        TypeError: an argument of a wrong type.
        OptionError: a platform, the name of a context or of a base, or a check option that cannot be read, a ``str``
            that is a path, or a path that is no regular file.
        BaseUnreadable: a base source knows an image but cannot give it.
        LimitError: the Dockerfile would take more than ``limits`` allow.
        OSError: the file cannot be read.
    """
    request = BuildRequest(
        target=target,
        build_args=build_args,
        platform=platform,
        build_platform=build_platform,
        labels=labels,
        contexts=contexts,
        all_stages=all_stages,
        has_notes=notes,
    )
    require_arguments(request, limits, check, ignore_file)
    return _compile(dockerfile, request, _open_bases(bases, unresolved), check, ignore_file, limits)


def check(
    dockerfile: Text | DockerfileParser,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] = NOTHING,
    build_platform: str | None = None,
    contexts: Mapping[str, str] = NOTHING,
    bases: Bases = NO_BASES,
    unresolved: Literal["error", "empty"] = "empty",
    check: str | None = None,
    ignore_file: IgnoreFile | None = None,
    portable: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> CheckResult:
    """Check a Dockerfile as ``preimage check`` does: every stage, or with a target what that stage needs.

    What is wrong with the Dockerfile is the ``error`` of the result, and ``findings`` are those before it;
    ``notes`` are preimage's own notes about the text.

    Args:
        unresolved: as for ``compile``; but a base that is not known is an empty image unless asked otherwise.
        portable: also note what other builders and older engines make of the result.

    The other arguments, and the errors, are those of ``compile``, but that no DockerfileError is raised.
    """
    from preimage.model.check_result import CheckResult

    request = BuildRequest(
        target=target,
        build_args=build_args,
        build_platform=build_platform,
        contexts=contexts,
        all_stages=True,
        has_notes=True,
    )
    require_arguments(request, limits, check, ignore_file)
    try:
        result = _compile(dockerfile, request, _open_bases(bases, unresolved), check, ignore_file, limits)
    except DockerfileError as error:
        return CheckResult(tuple(error.warnings), error, tuple(error.notes))
    findings = result.warnings
    if portable:
        from preimage.results.portability_notes import find_portability_notes

        findings = [*findings, *find_portability_notes(result)]
    return CheckResult(tuple(findings), None, tuple(result.notes))


def compile_request(
    dockerfile: Text,
    request: BuildRequest,
    bases: BaseSource,
    ignore_file: IgnoreFile | None = None,
    budget: Budget | None = None,
    memory: CompilationMemory | None = None,
) -> Compilation:
    """Compile a Dockerfile for the request of a client, which has the build arg BUILDKIT_DOCKERFILE_CHECK as an option.

    ``budget`` is drawn on; default: one of the usual limits. ``memory`` is what is known of the text before. Errors are
    those of ``compile``.

    Source: docs/reference/checks.md, "Switching rules".
    """
    check = request.build_args.get(CHECK_ARG)
    limits = budget.limits if budget else DEFAULT_LIMITS
    return _compile(dockerfile, request, bases, check, ignore_file, limits, budget, memory)


def outline(
    dockerfile: Text | DockerfileParser,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] = NOTHING,
    build_platform: str | None = None,
    contexts: Mapping[str, str] = NOTHING,
    bases: Bases = NO_BASES,
    check: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Outline:
    """Give what a target takes from outside: build args, secrets, ssh agents (``--call=outline``).

    Arguments and errors are those of ``compile``.
    """
    request = BuildRequest(target=target, build_args=build_args, build_platform=build_platform, contexts=contexts)
    require_arguments(request, limits, check)
    return _outline(dockerfile, request, open_bases(bases), check, limits)


def outline_request(dockerfile: Text, request: BuildRequest, bases: BaseSource) -> Outline:
    """Give what a target takes from outside, for the request of a client; see ``compile_request``."""
    return _outline(dockerfile, request, bases, request.build_args.get(CHECK_ARG), DEFAULT_LIMITS)


def targets(dockerfile: Text | DockerfileParser, *, limits: Limits = DEFAULT_LIMITS) -> Targets:
    """Give the stages that can be asked for (``--call=targets``); nothing is evaluated.

    Raises:
        DockerfileError: the file cannot be parsed.
    """
    from preimage.evaluator.outline import describe
    from preimage.model.outline import Target, Targets

    data = read_given_dockerfile(dockerfile, limits)
    if not data:
        raise DockerfileError("the Dockerfile cannot be empty")
    budget = Budget(limits, len(data))
    stages = parse_dockerfile(data, Lint(None, budget), budget).stages
    return Targets(
        targets=tuple(
            Target(
                name=stage.source.name,
                is_default=stage is stages[-1],
                description=describe(stage.source.comments, stage.source.name),
                base=stage.source.base,
                platform=stage.source.platform,
                lines=tuple(stage.source.lines),
            )
            for stage in stages
        ),
        source=data,
    )


def front_end(data: bytes, build_args: Mapping[str, str] = NOTHING) -> FrontEnd | None:
    """Give the front end that a Dockerfile asks for; None if it asks for none. `compile` follows one for all."""
    return find_front_end(data, build_args)


def stage_graph(
    dockerfile: Text | DockerfileParser,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] = NOTHING,
    platform: str | None = None,
    build_platform: str | None = None,
    contexts: Mapping[str, str] = NOTHING,
    bases: Bases | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> StageGraph:
    """Give the stages of a Dockerfile, the images they use, what goes where, and what the target needs.

    Without ``bases`` no base image is looked up, and what triggers copy is not in the graph. Arguments and errors are
    those of ``compile``.
    """
    request = BuildRequest(
        target=target, build_args=build_args, platform=platform, build_platform=build_platform, contexts=contexts
    )
    require_arguments(request, limits)
    return _graph(dockerfile, request, None if bases is None else open_bases(bases), limits)


def graph_of_request(dockerfile: Text, request: BuildRequest, bases: BaseSource) -> StageGraph:
    """Give the graph of stages for the request of a client; see ``stage_graph``."""
    return _graph(dockerfile, request, bases, DEFAULT_LIMITS)


def locate_words(
    dockerfile: Text | DockerfileParser, *, limits: Limits = DEFAULT_LIMITS
) -> tuple[PlacedInstruction, ...]:
    """Give the words of a Dockerfile with line and column of each, for editors and for changes of the text.

    Raises:
        DockerfileError: the file cannot be read; its shape is not checked.
    """
    from preimage.frontend.word_places import locate_words as locate

    return tuple(locate(read_given_dockerfile(dockerfile, limits), Budget(limits)))


def diff(before: Comparable, after: Comparable, *, history: bool = False) -> Diff:
    """Compare two results by field and key, with the causes on both sides.

    Each is what ``compile`` gave, an image, or an image config as a mapping; for the latter no causes are known.
    ``history`` compares the entries of the history, too.
    """
    from preimage.results.diff import compare

    return compare(before, after, history=history)


def _compile(
    dockerfile: Text | DockerfileParser,
    request: BuildRequest,
    bases: BaseSource,
    check: str | None,
    ignore_file: IgnoreFile | None,
    limits: Limits,
    budget: Budget | None = None,
    memory: CompilationMemory | None = None,
) -> Compilation:
    options = read_request(request, ignore_file)
    data = read_given_dockerfile(dockerfile, limits)
    budget = budget or Budget(limits, len(data))
    notes: list[Finding] = []
    taken = notes if request.has_notes else None
    evaluation, lint = _evaluate(data, options, bases, check, budget, taken, None, memory)
    return make_compilation(evaluation, lint, notes)


def make_compilation(evaluation: Evaluation, lint: Lint, notes: list[Finding]) -> Compilation:
    """Give what an evaluation comes to, with an image that shares nothing with its base."""
    base = evaluation.base
    detach_image(evaluation.image, base.image if base is not None else None)
    own = base.detached() if base is not None else None
    return Compilation(
        evaluation.image, lint.findings, evaluation.trace, evaluation.bases, evaluation.epoch, own, lint.options, notes
    )


def _outline(
    dockerfile: Text | DockerfileParser, request: BuildRequest, bases: BaseSource, check: str | None, limits: Limits
) -> Outline:
    from preimage.evaluator.outline import OutlineCollector

    options = read_request(request)
    data = read_given_dockerfile(dockerfile, limits)
    budget = Budget(limits, len(data))
    collector = OutlineCollector()
    evaluation, _ = _evaluate(data, options, bases, check, budget, None, collector)
    return collector.outline(evaluation.target, data, budget)


def _graph(
    dockerfile: Text | DockerfileParser, request: BuildRequest, bases: BaseSource | None, limits: Limits
) -> StageGraph:
    from preimage.evaluator.graph import plan_graph

    options = read_request(request)
    data = read_given_dockerfile(dockerfile, limits)
    if not data:
        raise DockerfileError("the Dockerfile cannot be empty")
    budget = Budget(limits, len(data))
    return plan_graph(parse_dockerfile(data, Lint(None, budget), budget), options, budget, bases)


def _evaluate(
    data: bytes,
    options: BuildOptions,
    bases: BaseSource,
    check: str | None,
    budget: Budget,
    notes: list[Finding] | None = None,
    collector: OutlineCollector | None = None,
    memory: CompilationMemory | None = None,
) -> tuple[Evaluation, Lint]:
    """Evaluate a file; ``notes`` is where its notes go, None if none are taken."""
    read = read_check_options(data) if check is None else parse_check_arg(check)
    lint = Lint(read.with_rules(options.extra_rules) if options.has_checks else parse_check_options("skip=all"), budget)
    if not data:
        raise DockerfileError("the Dockerfile cannot be empty")
    taker = None
    if notes is not None:
        from preimage.frontend.notes.text_notes import NoteTaker

        taker = NoteTaker(data, Lint(read, budget, notes), options.contexts, budget.suggestions)
    try:
        with PausedCollector(len(data)):
            dockerfile = parse_dockerfile(data, lint, budget, taker, None, memory.parsed if memory else None)
            stages = memory.stages if memory else None
            return evaluate(dockerfile, options, bases, lint, budget, collector, stages), lint
    except DockerfileError as error:
        error.warnings = lint.findings
        error.notes = notes or []
        raise


def _open_bases(bases: Bases, unresolved: str) -> BaseSource:
    source = open_bases(bases)
    if unresolved == "error":
        return source
    if unresolved != "empty":
        raise OptionError(f'unresolved is "error" or "empty", not {unresolved!r}')
    from preimage.bases.chain import ChainOfBases
    from preimage.bases.empty import EmptyBases

    return ChainOfBases([source, EmptyBases()])
