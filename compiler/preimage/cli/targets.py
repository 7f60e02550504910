"""``preimage targets``: the stages that can be asked for."""

from __future__ import annotations

from preimage.api import stage_graph, targets
from preimage.cli.base_options import add_unused_base_options
from preimage.cli.build_options import CommandParser, add_dockerfile_options
from preimage.cli.terminal import print_note, report_failure, write_report
from preimage.inputs.dockerfiles import DockerfileInput, read_dockerfile
from preimage.model.errors import DockerfileError, LimitError
from preimage.model.visible import show, show_json


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    parser = CommandParser("targets", "Print the stages of a Dockerfile that can be asked for, as --call=targets does.")
    add_dockerfile_options(parser)
    parser.add_argument(
        "--format",
        choices=("text", "json", "dot", "mermaid"),
        default="text",
        help="text or json: as --call=targets; dot or mermaid: the graph of the stages; default: text",
    )
    add_unused_base_options(parser)
    options = parser.parse_args(arguments)
    source = read_dockerfile(options.path, options.file, print_note)
    if options.format in ("dot", "mermaid"):
        return _draw(source, options.format)
    try:
        found = targets(source.data)
    except (DockerfileError, LimitError) as error:
        return report_failure(source.name, source.data, error)
    from preimage.backends.targets import render_json, render_text

    if options.format == "json":
        write_report([render_json(found), "\n"], show_json, [len(source.data)])
    else:
        write_report([render_text(found)], show, [len(source.data)])
    return 0


def _draw(source: DockerfileInput, form: str) -> int:
    try:
        graph = stage_graph(source.data)
    except (DockerfileError, LimitError) as error:
        return report_failure(source.name, source.data, error)
    from preimage.backends.graph_text import render_dot, render_mermaid

    write_report([render_dot(graph) if form == "dot" else render_mermaid(graph)], show, [len(source.data)])
    return 0
