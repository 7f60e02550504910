"""From the options of a command to the request of a build: the only place that knows both."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from contextlib import suppress

from preimage.api import compile_request
from preimage.cli.build_options import read_build_args, read_labels
from preimage.cli.front_ends import require_own_front_end
from preimage.inputs.base_sources import BaseSources
from preimage.inputs.dockerfiles import DockerfileInput, read_ignore_file
from preimage.model.bases import BaseSource
from preimage.model.errors import LimitError, PreimageError
from preimage.model.options import BuildRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.results.compilation import Compilation


def compile_dockerfile(
    source: DockerfileInput,
    options: argparse.Namespace,
    sources: BaseSources,
    platform: str | None,
    *,
    build_args: dict[str, str] | None = None,
    build_platform: str | None = None,
) -> Compilation:
    """Compile a Dockerfile for one platform, as the build options of a command say.

    ``build_args`` takes the place of those that the options name. Errors are those of ``preimage.compile``, of
    ``BaseSources.for_folder`` and of ``read_ignore_file``.
    """
    request = request_of_build(options, sources, platform, build_args=build_args, build_platform=build_platform)
    require_own_front_end(source.data, request.build_args)
    bases = sources.for_folder(source.folder)
    # Where warnings are not shown, too: with error=true what it excludes fails the build.
    return compile_request(source.data, request, bases, read_ignore_file(source))


def request_of_build(
    options: argparse.Namespace,
    sources: BaseSources,
    platform: str | None,
    *,
    build_args: dict[str, str] | None = None,
    build_platform: str | None = None,
) -> BuildRequest:
    """Give the request of a build for one platform; see `compile_dockerfile`."""
    return BuildRequest(
        target=options.target,
        build_args=read_build_args(options.build_arg) if build_args is None else build_args,
        platform=platform,
        build_platform=build_platform,
        labels=read_labels(options.label),
        contexts=sources.contexts,
    )


def fetch_together(sources: BaseSources, builds: Iterable[tuple[DockerfileInput, BuildRequest]]) -> None:
    """Have the images of several builds fetched at the same time, as soon as one of them is asked of a registry.

    Until then nothing is taken from ``builds``.
    """

    def rehearse(registry: BaseSource) -> None:
        for source, request in builds:
            # It is told when it is built.
            with suppress(PreimageError, OSError):
                compile_request(source.data, request, sources.for_folder(source.folder, registry))

    sources.expect(rehearse)


def require_few_targets(size: int, count: int, limit: int) -> None:
    """Refuse to evaluate each of so many targets, for which a Dockerfile of ``size`` bytes is read once more.

    Raises:
        LimitError: targets times bytes are more than ``limit``.
    """
    if count * size > limit:
        raise LimitError(
            f"the Dockerfile has {count} targets and {size} bytes; to evaluate each target, their product may be at "
            f"most {limit}"
        )


def request_of_call(
    options: argparse.Namespace,
    sources: BaseSources,
    *,
    platform: str | None = None,
    all_stages: bool = False,
    has_notes: bool = False,
) -> BuildRequest:
    """Give the request of check or outline, which set no labels; None as platform: that of the builder."""
    return BuildRequest(
        target=options.target,
        build_args=read_build_args(options.build_arg),
        platform=platform,
        build_platform=options.build_platform,
        contexts=sources.contexts,
        all_stages=all_stages,
        has_notes=has_notes,
        extra_rules=frozenset(name for name, level in (options.rules or {}).items() if level != "off"),
    )


def request_of_lock(
    options: argparse.Namespace, sources: BaseSources, platform: str | None, *, target: str | None, all_stages: bool
) -> BuildRequest:
    """Give the request that finds what a target needs; what a check says of the Dockerfile does not matter to it."""
    return BuildRequest(
        target=target,
        build_args=read_build_args(options.build_arg),
        platform=platform,
        labels=read_labels(options.label),
        contexts=sources.contexts,
        all_stages=all_stages,
        has_checks=False,
    )
