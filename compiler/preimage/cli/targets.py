"""``preimage targets``: the stages that can be asked for."""

from __future__ import annotations

import argparse
import sys

from preimage.api import targets
from preimage.cli.build_options import HelpFormatter
from preimage.cli.dockerfiles import add_dockerfile_options, read_dockerfile
from preimage.cli.terminal import escape_report, report_failure
from preimage.model.errors import DockerfileError


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="preimage targets",
        description="Print the stages of a Dockerfile that can be asked for, as --call=targets does.",
        allow_abbrev=False,
        formatter_class=HelpFormatter,
    )
    add_dockerfile_options(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    options = parser.parse_args(arguments)
    source = read_dockerfile(options.path, options.file)
    try:
        found = targets(source.data)
    except DockerfileError as error:
        return report_failure(source.name, source.data, error)
    from preimage.backends.targets import render_json, render_text

    text = render_json(found) + "\n" if options.format == "json" else render_text(found)
    sys.stdout.buffer.write(escape_report(text).encode("utf-8"))
    return 0
