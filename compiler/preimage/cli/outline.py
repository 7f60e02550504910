"""``preimage outline``: what a target takes from outside."""

from __future__ import annotations

from preimage.api import outline_request
from preimage.cli.build_options import CommandParser, add_build_options, add_dockerfile_options
from preimage.cli.compilation import EntrySources, fetch_together, request_of_call
from preimage.cli.front_ends import require_own_front_end
from preimage.cli.project_options import read_one_entry
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import reporting, write_report


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    parser = CommandParser(
        "outline", "Print the build args, secrets and ssh agents that a target takes, as --call=outline does."
    )
    add_dockerfile_options(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_build_options(parser, unresolved="empty", is_call=True)
    options = parser.parse_arguments(arguments)
    settings = CommandSettings("outline", options)
    entry = read_one_entry(options.path, options)
    source = entry.source
    options = settings.settle(entry)
    sources = EntrySources(settings, say=lambda note: None).open(entry, options)
    request = request_of_call(entry, options, sources)
    fetch_together(sources, [(entry, request)])
    with reporting(source.name, source.data):
        require_own_front_end(source.data, request.build_args)
        found = outline_request(source.data, request, sources.for_folder(source.folder))
    from preimage.backends.outline import render_json, render_text

    is_json = options.format == "json"
    write_report(render_json(found) if is_json else render_text(found), is_json=is_json, size=len(source.data))
    return 0
