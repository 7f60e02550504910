"""compile(), outline() and targets(): the only place where the rooms meet."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache

from preimage.bases.static import StaticBases
from preimage.evaluator.evaluate import Evaluation, evaluate
from preimage.frontend.front_ends import FrontEnd, find_front_end
from preimage.frontend.parser import parse_dockerfile
from preimage.frontend.source import find_check_directive
from preimage.golang.text import encode_utf8
from preimage.model.bases import BaseSource
from preimage.model.detachment import detach_image
from preimage.model.errors import DockerfileError, LimitError, OptionError
from preimage.model.image import Platform
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits
from preimage.model.lint import CheckOptions, Lint, parse_check_options
from preimage.model.options import CHECK_ARG, NOTHING, BuildOptions, BuildRequest
from preimage.model.platforms import machine_platform, normalize_platform, parse_platform
from preimage.results.compilation import Compilation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from dockerfile_parse import DockerfileParser

    from preimage.evaluator.outline import OutlineCollector
    from preimage.frontend.notes.text_notes import NoteTaker
    from preimage.model.findings import Finding
    from preimage.model.graph import StageGraph
    from preimage.model.ignore import IgnoreFile
    from preimage.model.outline import Outline, Targets
    from preimage.model.positions import PlacedInstruction
    from preimage.results.diff import Diff
    from preimage.results.sides import Comparable

Text = bytes | str | os.PathLike[str]
NO_BASES = StaticBases({})


def compile(  # noqa: A001  # preimage.compile reads as what it is
    dockerfile: Text | DockerfileParser,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] = NOTHING,
    platform: str | None = None,
    build_platform: str | None = None,
    labels: Mapping[str, str] = NOTHING,
    contexts: Mapping[str, str] = NOTHING,
    bases: BaseSource = NO_BASES,
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
        bases: where the configs of base images come from; default: none is known.
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
        OptionError: a platform, the name of a context or a check option that cannot be read, or a path that is no
            regular file.
        BaseUnreadable: a base source knows an image but cannot give it.
        LimitError: the Dockerfile would take more than ``limits`` allow.
        OSError: the file cannot be read.
    """
    if unresolved != "error":
        bases = _assume_empty(bases, unresolved)
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
    return _compile(dockerfile, request, bases, check, ignore_file, limits)


def compile_request(
    dockerfile: Text, request: BuildRequest, bases: BaseSource, ignore_file: IgnoreFile | None = None
) -> Compilation:
    """Compile a Dockerfile for the request of a client, which has the build arg BUILDKIT_DOCKERFILE_CHECK as an option.

    Errors are those of ``compile``.

    Source: docs/reference/checks.md, "Switching rules".
    """
    check = request.build_args.get(CHECK_ARG)
    return _compile(dockerfile, request, bases, check, ignore_file, DEFAULT_LIMITS)


def outline(
    dockerfile: Text | DockerfileParser,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] = NOTHING,
    build_platform: str | None = None,
    contexts: Mapping[str, str] = NOTHING,
    bases: BaseSource = NO_BASES,
    check: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Outline:
    """Give what a target takes from outside: build args, secrets, ssh agents (``--call=outline``).

    Arguments and errors are those of ``compile``.
    """
    request = BuildRequest(target=target, build_args=build_args, build_platform=build_platform, contexts=contexts)
    return _outline(dockerfile, request, bases, check, limits)


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

    data = _read(dockerfile, limits)
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
    build_platform: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> StageGraph:
    """Give the stages of a Dockerfile, the images they use, what goes where, and what the target needs.

    No base image is looked up: what triggers of images copy is not in the graph. Arguments and errors are those of
    ``compile``.
    """
    from preimage.evaluator.graph import plan_graph

    options = _read_request(BuildRequest(target=target, build_args=build_args, build_platform=build_platform))
    data = _read(dockerfile, limits)
    budget = Budget(limits, len(data))
    if not data:
        raise DockerfileError("the Dockerfile cannot be empty")
    return plan_graph(parse_dockerfile(data, Lint(None, budget), budget), options, budget)


def locate_words(
    dockerfile: Text | DockerfileParser, *, limits: Limits = DEFAULT_LIMITS
) -> tuple[PlacedInstruction, ...]:
    """Give the words of a Dockerfile with line and column of each, for editors and for changes of the text.

    Raises:
        DockerfileError: the file cannot be read; its shape is not checked.
    """
    from preimage.frontend.word_places import locate_words as locate

    return tuple(locate(_read(dockerfile, limits), Budget(limits)))


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
) -> Compilation:
    options = _read_request(request, ignore_file)
    data = _read(dockerfile, limits)
    budget = Budget(limits, len(data))
    notes: list[Finding] = []
    taken = notes if request.has_notes else None
    evaluation, lint = _evaluate(data, options, bases, check, budget, taken)
    base = evaluation.base
    detach_image(evaluation.image, base.image if base is not None else None)
    return Compilation(
        evaluation.image,
        lint.findings,
        evaluation.trace,
        evaluation.bases,
        evaluation.epoch,
        base.detached() if base is not None else None,
        lint.options,
        notes,
    )


def _outline(
    dockerfile: Text | DockerfileParser, request: BuildRequest, bases: BaseSource, check: str | None, limits: Limits
) -> Outline:
    from preimage.evaluator.outline import OutlineCollector

    options = _read_request(request)
    data = _read(dockerfile, limits)
    budget = Budget(limits, len(data))
    collector = OutlineCollector()
    evaluation, _ = _evaluate(data, options, bases, check, budget, None, collector)
    return collector.outline(evaluation.target, data, budget)


def _evaluate(
    data: bytes,
    options: BuildOptions,
    bases: BaseSource,
    check: str | None,
    budget: Budget,
    notes: list[Finding] | None = None,
    collector: OutlineCollector | None = None,
) -> tuple[Evaluation, Lint]:
    """Evaluate a file; ``notes`` is where its notes go, None if none are taken."""
    read = _read_check_options(data) if check is None else _parse_check_arg(check)
    lint = Lint(read.with_rules(options.extra_rules) if options.has_checks else parse_check_options("skip=all"), budget)
    if not data:
        raise DockerfileError("the Dockerfile cannot be empty")
    taker = None if notes is None else _make_note_taker(data, read, options, budget, notes)
    try:
        dockerfile = parse_dockerfile(data, lint, budget, taker)
        return evaluate(dockerfile, options, bases, lint, budget, collector), lint
    except DockerfileError as error:
        error.warnings = lint.findings
        error.notes = notes or []
        raise


def _make_note_taker(
    data: bytes, read: CheckOptions, options: BuildOptions, budget: Budget, notes: list[Finding]
) -> NoteTaker:
    from preimage.frontend.notes.text_notes import NoteTaker

    lint = Lint(read, budget)
    lint.findings = notes
    return NoteTaker(data, lint, options.contexts, budget.suggestions)


def _read_request(request: BuildRequest, ignore_file: IgnoreFile | None = None) -> BuildOptions:
    machine = _read_platform(request.build_platform, "build")
    return BuildOptions(
        target=request.target,
        build_args=request.build_args,
        platform=_read_platform(request.platform) if request.platform else machine,
        is_platform_implicit=not request.platform,
        build_platform=machine,
        labels=request.labels,
        contexts=_read_contexts(request.contexts) if request.contexts else request.contexts,
        all_stages=request.all_stages,
        has_checks=request.has_checks,
        extra_rules=request.extra_rules,
        ignore_file=ignore_file,
    )


def _read(dockerfile: Text | DockerfileParser, limits: Limits) -> bytes:
    if isinstance(dockerfile, str):
        data = encode_utf8(dockerfile)
    elif isinstance(dockerfile, bytes | bytearray | memoryview):
        data = bytes(dockerfile)
    elif isinstance(dockerfile, os.PathLike):
        return _read_path(os.fspath(dockerfile), limits)
    else:
        content = getattr(dockerfile, "content", None)
        if not isinstance(content, str):
            kind = type(dockerfile).__name__
            raise TypeError(f"a Dockerfile is bytes, str, a path or a DockerfileParser, not {kind}")
        data = encode_utf8(content)
    if len(data) > limits.dockerfile_bytes:
        raise _too_large(limits)
    return data


def _read_path(path: str, limits: Limits) -> bytes:
    from preimage.bases.safe_files import open_regular, read_all

    try:
        with open_regular(path, follow=True) as file:
            data = read_all(file, limits.dockerfile_bytes)
    except ValueError as error:
        raise OptionError(f"{path} {error}; only regular files are read here") from error
    if data is None:
        raise _too_large(limits)
    return data


def _too_large(limits: Limits) -> LimitError:
    return LimitError(f"the Dockerfile is larger than {limits.dockerfile_bytes} bytes (limit dockerfile_bytes)")


@lru_cache(maxsize=64)
def _read_platform(text: str | None, kind: str = "target") -> Platform:
    """Read and normalise a platform; the value is shared and not to be changed."""
    if not text:
        return normalize_platform(machine_platform())
    try:
        return normalize_platform(parse_platform(text))
    except ValueError as error:
        raise OptionError(f"failed to parse {kind} platform {text}: {error}") from error


def _assume_empty(bases: BaseSource, unresolved: str) -> BaseSource:
    if unresolved != "empty":
        raise OptionError(f'unresolved is "error" or "empty", not {unresolved!r}')
    from preimage.bases.chain import ChainOfBases
    from preimage.bases.empty import EmptyBases

    return ChainOfBases([bases, EmptyBases()])


def _read_contexts(contexts: Mapping[str, str]) -> Mapping[str, str]:
    """Bring the names of contexts into the form by which they are looked up, as a client does."""
    from preimage.model.contexts import parse_context_name

    read = {}
    for key, source in contexts.items():
        name, separator, platform = key.partition("::")
        try:
            read[parse_context_name(name) + separator + platform] = source
        except ValueError as error:
            raise OptionError(str(error)) from error
    return read


def _parse_check_arg(value: str) -> CheckOptions:
    try:
        return parse_check_options(value)
    except ValueError as error:
        raise OptionError(f"failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: {error}") from error


def _read_check_options(data: bytes) -> CheckOptions:
    """Read the options of the directive at the top of a Dockerfile."""
    try:
        return parse_check_options(find_check_directive(data))
    except ValueError as error:
        raise DockerfileError(f"failed to parse check options: {error}") from error
