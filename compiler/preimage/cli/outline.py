"""``preimage outline``: what a target takes from outside."""

from __future__ import annotations

from preimage.api import outline
from preimage.cli.base_options import open_base_sources
from preimage.cli.build_options import CommandParser, add_build_options, add_dockerfile_options, read_build_args
from preimage.cli.terminal import print_note, report_failure, write_report
from preimage.inputs.dockerfiles import read_dockerfile
from preimage.model.errors import BaseError, DockerfileError, LimitError
from preimage.model.visible import show, show_json


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    parser = CommandParser(
        "outline", "Print the build args, secrets and ssh agents that a target takes, as --call=outline does."
    )
    add_dockerfile_options(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_build_options(parser, unresolved="empty", is_call=True)
    options = parser.parse_args(arguments)
    source = read_dockerfile(options.path, options.file, print_note)
    build_args = read_build_args(options.build_arg)
    sources = open_base_sources(options, say=lambda note: None)
    try:
        found = outline(
            source.data,
            target=options.target,
            build_args=build_args,
            build_platform=options.build_platform,
            bases=sources.for_folder(source.folder),
            contexts=sources.contexts,
            check=build_args.get("BUILDKIT_DOCKERFILE_CHECK"),
        )
    except (DockerfileError, BaseError, LimitError) as error:
        return report_failure(source.name, source.data, error)
    from preimage.backends.outline import render_json, render_text

    if options.format == "json":
        write_report([render_json(found), "\n"], show_json, [len(source.data)])
    else:
        write_report([render_text(found)], show, [len(source.data)])
    return 0
