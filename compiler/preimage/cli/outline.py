"""``preimage outline``: what a target takes from outside."""

from __future__ import annotations

from preimage.api import outline_request
from preimage.cli.base_options import open_base_sources
from preimage.cli.build_options import CommandParser, add_build_options, add_dockerfile_options
from preimage.cli.compilation import fetch_together, request_of_call
from preimage.cli.front_ends import require_own_front_end
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import print_note, reporting, write_report
from preimage.inputs.dockerfiles import read_dockerfile


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    parser = CommandParser(
        "outline", "Print the build args, secrets and ssh agents that a target takes, as --call=outline does."
    )
    add_dockerfile_options(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_build_options(parser, unresolved="empty", is_call=True)
    options = parser.parse_arguments(arguments)
    source = read_dockerfile(options.path, options.file, print_note)
    options = CommandSettings("outline", options).settle(source)
    sources = open_base_sources(options, say=lambda note: None)
    request = request_of_call(options, sources)
    fetch_together(sources, [(source, request)])
    with reporting(source.name, source.data):
        require_own_front_end(source.data, request.build_args)
        found = outline_request(source.data, request, sources.for_folder(source.folder))
    from preimage.backends.outline import render_json, render_text

    is_json = options.format == "json"
    write_report(render_json(found) if is_json else render_text(found), is_json=is_json, size=len(source.data))
    return 0
