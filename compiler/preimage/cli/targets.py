"""``preimage targets``: the stages that can be asked for."""

from __future__ import annotations

from preimage.api import targets
from preimage.cli.base_options import add_unused_base_options
from preimage.cli.build_options import CommandParser, add_dockerfile_options
from preimage.cli.terminal import print_note, reporting, write_report
from preimage.inputs.dockerfiles import read_dockerfile


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    parser = CommandParser("targets", "Print the stages of a Dockerfile that can be asked for, as --call=targets does.")
    add_dockerfile_options(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_unused_base_options(parser)
    options = parser.parse_args(arguments)
    source = read_dockerfile(options.path, options.file, print_note)
    with reporting(source.name, source.data):
        found = targets(source.data)
    from preimage.backends.targets import render_json, render_text

    is_json = options.format == "json"
    write_report(render_json(found) if is_json else render_text(found), is_json=is_json)
    return 0
