"""``preimage outline``: what a target takes from outside."""

from __future__ import annotations

import argparse
import sys

from preimage.api import outline
from preimage.cli.base_options import BaseSources
from preimage.cli.build_options import HelpFormatter, add_build_options, read_build_args
from preimage.cli.dockerfiles import add_dockerfile_options, read_dockerfile
from preimage.cli.terminal import escape_report, report_failure
from preimage.model.errors import BaseError, DockerfileError


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="preimage outline",
        description="Print the build args, secrets and ssh agents that a target takes, as --call=outline does.",
        allow_abbrev=False,
        formatter_class=HelpFormatter,
    )
    add_dockerfile_options(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_build_options(parser, unresolved="empty")
    options = parser.parse_args(arguments)
    source = read_dockerfile(options.path, options.file)
    build_args = read_build_args(options.build_arg)
    try:
        found = outline(
            source.data,
            target=options.target,
            build_args=build_args,
            bases=BaseSources(options, say=lambda note: None).for_folder(source.folder),
            check=build_args.get("BUILDKIT_DOCKERFILE_CHECK"),
        )
    except (DockerfileError, BaseError) as error:
        return report_failure(source.name, source.data, error)
    from preimage.backends.outline import render_json, render_text

    text = render_json(found) + "\n" if options.format == "json" else render_text(found)
    sys.stdout.buffer.write(escape_report(text).encode("utf-8"))
    return 0
