"""compile(), outline() and targets(): the only place where the rooms meet."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache

from preimage.bases.static import StaticBases
from preimage.evaluator.evaluate import Evaluation, evaluate
from preimage.frontend.parser import parse_dockerfile
from preimage.frontend.source import find_check_directive
from preimage.golang.text import encode_utf8
from preimage.model.bases import BaseSource
from preimage.model.compilation import Compilation
from preimage.model.detachment import detach_image
from preimage.model.errors import DockerfileError, LimitError, OptionError
from preimage.model.image import Platform
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits
from preimage.model.lint import CheckOptions, Lint, parse_check_options
from preimage.model.options import NOTHING, BuildOptions
from preimage.model.platforms import machine_platform, normalize_platform, parse_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerfile_parse import DockerfileParser

    from preimage.evaluator.outline import OutlineCollector
    from preimage.model.ignore import IgnoreFile
    from preimage.model.outline import Outline, Targets

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
    all_stages: bool = False,
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
        all_stages: evaluate every stage, as ``--check`` does; with a target it has no effect.
        check: replaces the ``# check=`` directive, as the build arg BUILDKIT_DOCKERFILE_CHECK does.
        ignore_file: the ignore file of the build context, for the rule CopyIgnoredFile.
        limits: bounds on time and memory.

    Raises:
        DockerfileError: BuildKit's text, with lines and with the warnings found before it.
        OptionError: a platform, the name of a context or a check option that cannot be read.
        BaseUnreadable: a base source knows an image but cannot give it.
        LimitError: the Dockerfile would take more than ``limits`` allow.
        OSError: the file cannot be read.
    """
    machine = _read_platform(build_platform, "build")
    options = BuildOptions(
        target=target or "",
        build_args=build_args,
        platform=_read_platform(platform) if platform else machine,
        is_platform_implicit=not platform,
        build_platform=machine,
        labels=labels,
        contexts=_read_contexts(contexts) if contexts else contexts,
        all_stages=all_stages,
        ignore_file=ignore_file,
    )
    evaluation, lint = _evaluate(_read(dockerfile, limits), options, bases, check, limits)
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
    )


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
    from preimage.evaluator.outline import OutlineCollector

    platform = _read_platform(build_platform, "build")
    options = BuildOptions(
        target=target or "",
        build_args=build_args,
        platform=platform,
        build_platform=platform,
        contexts=_read_contexts(contexts) if contexts else contexts,
    )
    data = _read(dockerfile, limits)
    collector = OutlineCollector()
    evaluation, _ = _evaluate(data, options, bases, check, limits, collector)
    return collector.outline(evaluation.target, data)


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
    stages = parse_dockerfile(data, Lint(), Budget(limits)).stages
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


def _evaluate(
    data: bytes,
    options: BuildOptions,
    bases: BaseSource,
    check: str | None,
    limits: Limits,
    collector: OutlineCollector | None = None,
) -> tuple[Evaluation, Lint]:
    lint = Lint(_read_check_options(data) if check is None else _parse_check_arg(check))
    budget = Budget(limits)
    if not data:
        raise DockerfileError("the Dockerfile cannot be empty")
    try:
        dockerfile = parse_dockerfile(data, lint, budget)
        return evaluate(dockerfile, options, bases, lint, budget, collector), lint
    except DockerfileError as error:
        error.warnings = lint.findings
        raise


def _read(dockerfile: Text | DockerfileParser, limits: Limits) -> bytes:
    if isinstance(dockerfile, str):
        data = encode_utf8(dockerfile)
    elif isinstance(dockerfile, bytes | bytearray | memoryview):
        data = bytes(dockerfile)
    elif isinstance(dockerfile, os.PathLike):
        with open(dockerfile, "rb") as file:
            data = file.read(limits.dockerfile_bytes + 1)
    else:
        content = getattr(dockerfile, "content", None)
        if not isinstance(content, str):
            kind = type(dockerfile).__name__
            raise TypeError(f"a Dockerfile is bytes, str, a path or a DockerfileParser, not {kind}")
        data = encode_utf8(content)
    if len(data) > limits.dockerfile_bytes:
        raise LimitError(f"the Dockerfile is larger than {limits.dockerfile_bytes} bytes")
    return data


@lru_cache(maxsize=64)
def _read_platform(text: str | None, kind: str = "target") -> Platform:
    """Read and normalise a platform; the value is shared and not to be changed."""
    if not text:
        return normalize_platform(machine_platform())
    try:
        return normalize_platform(parse_platform(text))
    except ValueError as error:
        raise OptionError(f"failed to parse {kind} platform {text}: {error}") from error


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
