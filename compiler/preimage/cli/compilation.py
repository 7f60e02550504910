"""From a Dockerfile and the options of a command to a compilation."""

from __future__ import annotations

import argparse

from preimage.api import compile
from preimage.cli.build_options import read_build_args, read_labels
from preimage.inputs.base_sources import BaseSources
from preimage.inputs.dockerfiles import DockerfileInput, read_ignore_file

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

    ``build_args`` takes the place of those that the options name. Errors are those of ``preimage.compile`` and of
    ``BaseSources.for_folder``.
    """
    if build_args is None:
        build_args = read_build_args(options.build_arg)
    return compile(
        source.data,
        target=options.target,
        build_args=build_args,
        platform=platform,
        build_platform=build_platform,
        labels=read_labels(options.label),
        bases=sources.for_folder(source.folder),
        contexts=sources.contexts,
        check=build_args.get("BUILDKIT_DOCKERFILE_CHECK"),
        # Where warnings are not shown, too: with error=true what it excludes fails the build.
        ignore_file=read_ignore_file(source),
    )
