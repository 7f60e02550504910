"""``preimage report``: one HTML page with the Dockerfile, its config explained, and the graph of its stages.

Source: docs/reference/report.md.
"""

from __future__ import annotations

import copy
import json

from preimage.api import diff, graph_of_request
from preimage.cli.arguments import Options
from preimage.cli.atomic import require_other_file
from preimage.cli.build_options import CommandParser, add_build_options, add_dockerfile_options
from preimage.cli.compilation import EntrySources, compile_entry, platforms_of, request_of_build
from preimage.cli.project_options import read_located, read_one_entry, require_one
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import reporting, require_report_size, write_report
from preimage.inputs.entries import Entry
from preimage.model.errors import LimitError, OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.backends.page import View
    from preimage.cli.diff_sides import OpenSide
    from preimage.inputs.base_sources import BaseSources
    from preimage.inputs.dockerfiles import DockerfileInput
    from preimage.results.compilation import Compilation

    Answer = dict[str, Any]

_MOST_VIEWS = 64
_MOST_BYTES, _MOST_LINES = 4 << 20, 500_000
"""No browser shows a page of as many lines, each of which has a row, nor of what so many bytes can set."""


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options = _parse(arguments)
    settings = CommandSettings("report", options)
    entry = read_one_entry(options.path, options)
    source = entry.source
    require_other_file(options.output, source.name)
    _require_little(source)
    options = settings.settle(entry)
    targets: list[str | None] = [*options.target.split(",")] if options.target else [entry.target]
    platforms = platforms_of(entry, options)
    if len(targets) * len(platforms) > _MOST_VIEWS:
        raise OptionError(f"more than {_MOST_VIEWS} targets and platforms in one page")
    sources = EntrySources(settings).open(entry, options)
    before = _open_before(options, settings)
    leaves = 0
    answers: list[Answer] = []
    views: list[View] = []
    with reporting(source.name, source.data):
        for target in targets:
            wanted = copy.copy(options)
            wanted.target = target
            for platform in platforms:
                result = compile_entry(entry, wanted, sources, platform)
                leaves += result.explainer.count_fields()
                _require_few(leaves, source, len(targets) * len(platforms))
                answers.append(_explain(result, entry, options))
                views.append(_view(result, answers[-1], entry, wanted, before, platform, sources))
    page = _render(source, result, answers, views, options)
    write_report(page, is_json=False, is_visible=True, size=len(source.data), files=len(views), output=options.output)
    return 0


def _parse(arguments: list[str]) -> Options:
    parser = CommandParser("report", "Write one HTML page: the Dockerfile, its config explained, and its stages.")
    add_dockerfile_options(parser)
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="the page; - is standard output")
    parser.add_argument(
        "--against", metavar="BEFORE", help="also show what changed since: git:REV, a lock file, or what diff takes"
    )
    parser.add_argument(
        "--show-values", action="store_true", help="show build arguments and what has the name of a secret"
    )
    add_build_options(parser, unresolved="empty")
    return parser.parse_arguments(arguments)


def _require_little(source: DockerfileInput) -> None:
    if len(source.data) > _MOST_BYTES:
        raise LimitError(f"{source.name}: a page shows a Dockerfile of at most {_MOST_BYTES} bytes")
    if source.data.count(b"\n") > _MOST_LINES:
        raise LimitError(f"{source.name}: a page shows at most {_MOST_LINES} lines, and this file has more")


def _require_few(leaves: int, source: DockerfileInput, views: int) -> None:
    """Refuse what is too much for a page before it is explained, rendered and held."""
    from preimage.backends.page import LEAST_LEAF

    require_report_size(leaves * LEAST_LEAF, len(source.data), views)


def _open_before(options: Options, settings: CommandSettings) -> OpenSide | None:
    if options.against is None:
        return None
    from preimage.cli.diff_sides import locate_project, open_build, open_side

    location = locate_project(options.against, "", options.path)
    if location is None:
        return open_side(options.against, options, options.path)
    entry = require_one(read_located(location, options))
    own = settings.settle(entry)
    return open_build(entry, own, EntrySources(settings).open(entry, own))


def _explain(result: Compilation, entry: Entry, options: Options) -> Answer:
    answer = result.explanation(
        filename=entry.source.name, lines=[span[0] for span in result.explainer.instruction_spans()]
    ).to_dict()
    if entry.name:
        from preimage.backends.project_origins import add_to_explanation

        answer["input"]["build"] = entry.title
        add_to_explanation(answer, entry.describe_origin)
    if options.show_values:
        return answer
    from preimage.backends.hidden_values import hide_in_explanation

    return hide_in_explanation(answer)


def _view(
    result: Compilation,
    answer: Answer,
    entry: Entry,
    options: Options,
    before: OpenSide | None,
    platform: str | None,
    sources: BaseSources,
) -> View:
    from preimage.backends.page import View
    from preimage.cli.diff_sides import produce_side

    request = request_of_build(entry, options, sources, platform)
    graph = graph_of_request(entry.source.data, request, sources.for_folder(entry.source.folder))
    config, note = _show_config(result, options)
    label = f"{options.target or 'last stage'} · {answer['input']['platform']}"
    if before is None:
        return View(label, result.warnings, graph, config, note)
    changes = diff(produce_side(before, options.target, platform), result).to_dict()
    if not options.show_values:
        from preimage.backends.hidden_values import hide_in_diff

        changes = hide_in_diff(changes)
    return View(label, result.warnings, graph, config, note, before.name, changes["changes"])


def _show_config(result: Compilation, options: Options) -> tuple[str, str]:
    """Give the JSON of the image, and what is to be said of values that are hidden in it."""
    text = result.image.to_json(indent=2)
    if options.show_values:
        return text, ""
    from preimage.backends.hidden_values import HIDDEN, hide_in_config

    shown, is_hidden = hide_in_config(json.loads(text), result.trace.options.build_args)
    if not is_hidden:
        return text, ""
    note = f"Build arguments, and values with the name of a secret, are {HIDDEN}; --show-values shows them."
    return json.dumps(shown, indent=2, ensure_ascii=False), note


def _render(
    source: DockerfileInput,
    result: Compilation,
    answers: list[Answer],
    views: list[View],
    options: Options,
) -> str:
    from importlib.resources import files

    from preimage.backends.explain_json import make_document
    from preimage.backends.hidden_values import hide_lines
    from preimage.backends.page import render_page
    from preimage.model.report import FileReport
    from preimage.version import VERSION

    text = FileReport(filename=source.name, data=source.data).text
    if not options.show_values:
        text = "\n".join(hide_lines(text.split("\n"), result.explainer.instruction_spans()))
    assets = files("preimage.backends") / "assets"
    style, script = ((assets / name).read_text("utf-8") for name in ("report.css", "report.js"))
    return render_page(source.name, text, make_document(answers, VERSION), views, style, script)
