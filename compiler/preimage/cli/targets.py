"""``preimage targets``: the stages that can be asked for."""

from __future__ import annotations

from preimage.api import stage_graph, targets
from preimage.cli.base_options import add_unused_base_options
from preimage.cli.build_options import CommandParser, add_dockerfile_options
from preimage.cli.front_ends import require_own_front_end
from preimage.cli.project_options import add_project_options, read_one_entry
from preimage.cli.terminal import reporting, write_report


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    parser = CommandParser("targets", "Print the stages of a Dockerfile that can be asked for, as --call=targets does.")
    add_dockerfile_options(parser)
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="text or json: as --call=targets; dot or mermaid: the graph of the stages; default: text",
    )
    add_unused_base_options(parser)
    add_project_options(parser)
    options = parser.parse_arguments(arguments)
    source = read_one_entry(options.path, options).source
    with reporting(source.name, source.data):
        require_own_front_end(source.data, {})
        report = FORMATS[options.format](source.data)
    write_report(report, is_json=options.format == "json", size=len(source.data))
    return 0


def _render_text(data: bytes) -> str:
    from preimage.backends.targets import render_text

    return render_text(targets(data))


def _render_json(data: bytes) -> str:
    from preimage.backends.targets import render_json

    return render_json(targets(data))


def _draw_dot(data: bytes) -> str:
    from preimage.backends.graph_text import render_dot

    return render_dot(stage_graph(data))


def _draw_mermaid(data: bytes) -> str:
    from preimage.backends.graph_text import render_mermaid

    return render_mermaid(stage_graph(data))


FORMATS = {"text": _render_text, "json": _render_json, "dot": _draw_dot, "mermaid": _draw_mermaid}
"""What makes the report of a Dockerfile, by the name of the format."""
