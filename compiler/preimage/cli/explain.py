"""``preimage explain``: which line gave the image a value, and why another is missing.

Source: docs/reference/explain.md.
"""

from __future__ import annotations

import os

from preimage.cli.arguments import Options
from preimage.cli.build_options import CommandParser, add_build_options
from preimage.cli.compilation import EntryBuild, open_builds
from preimage.cli.container_option import add_container_option
from preimage.cli.project_options import read_entries
from preimage.cli.settings import CommandSettings
from preimage.cli.terminal import reporting, require_report_size, write_report
from preimage.inputs.dockerfiles import STANDARD_INPUT
from preimage.inputs.project_locations import parse_location
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.model.causes import Leaf
    from preimage.results.compilation import Compilation

    Answer = dict[str, Any]


class _Asked:
    """What is asked: fields, names of variables, a line; nothing: the whole table."""

    __slots__ = ("fields", "line", "path", "variables")

    def __init__(self, path: str, names: list[str], line: int | None) -> None:
        self.path = path
        self.line = line
        self.variables = [name[1:] for name in names if name.startswith("$")]
        self.fields = [_parse_field(name) for name in names if not name.startswith("$")]
        if self.variables and line is None:
            raise OptionError("a variable has its value at a line; name one with --line")

    @property
    def asks_line(self) -> bool:
        return self.line is not None and not self.variables

    @property
    def is_table(self) -> bool:
        return not (self.fields or self.variables or self.asks_line)


def _parse_field(name: str) -> Leaf:
    from preimage.results.container_fields import STOP_TIMEOUT
    from preimage.results.field_names import parse_field

    # No image has it, but containers do.
    return (STOP_TIMEOUT, None) if name.lower().removeprefix("config.") == "stoptimeout" else parse_field(name)


def run(arguments: list[str]) -> int:
    """Run the command; gives the exit status."""
    options, asked = _parse(arguments)
    if options.container:
        from preimage.cli.container_reports import explain_containers

        if asked.line is not None or asked.variables:
            raise OptionError("--container tells of fields; lines and variables are those of a Dockerfile")
        answers = explain_containers(asked.path, asked.fields, options)
        return _status(answers, asked)
    entries = read_entries(asked.path, options)
    builds = open_builds(entries, CommandSettings("explain", options))
    explained = [_Explained(build) for build in builds]
    size = sum(len(entry.source.data) for entry in entries)
    if options.format == "json":
        _require_little(explained, asked, size)
    answers = [answer for each in explained for answer in each.explain(asked)]
    if options.format == "json":
        from preimage.backends.explain_json import render_document
        from preimage.version import VERSION

        write_report(render_document(answers, VERSION), is_json=True, size=size, files=len(entries))
    else:
        from preimage.cli.explain_report import render_answers

        fields = None if asked.is_table else asked.fields
        texts = [render_answers(each.results, each.answers, each.build, fields) for each in explained]
        write_report("\n".join(texts), is_json=False, is_visible=True, size=size, files=len(entries))
    return _status(answers, asked)


class _Explained:
    """An entry, what it comes to for each platform, and the answers about that."""

    __slots__ = ("answers", "build", "results")

    def __init__(self, build: EntryBuild) -> None:
        self.build = build
        self.results = [build.compile(platform) for platform in build.platforms]
        self.answers: list[Answer] = []

    def explain(self, asked: _Asked) -> list[Answer]:
        source = self.build.entry.source
        with reporting(source.name, source.data):
            self.answers = [_explain(result, self.build, asked) for result in self.results]
        return self.answers


def _require_little(explained: list[_Explained], asked: _Asked, size: int) -> None:
    """Refuse what is too much for JSON before it is explained, rendered and held.

    Raises:
        LimitError: it is.
    """
    from preimage.backends.explain_json import LEAST_FIELD

    results = [result for each in explained for result in each.results]
    fields = sum(
        result.explainer.count_fields()
        if asked.is_table
        else sum(len(result.explainer.expand(*leaf)) for leaf in asked.fields)
        for result in results
    )
    require_report_size(fields * LEAST_FIELD, size, len(explained))


def _parse(arguments: list[str]) -> tuple[Options, _Asked]:
    parser = CommandParser("explain", "Say which line gave the image each value, and why another is missing.")
    parser.add_argument(
        "names",
        nargs="*",
        metavar="[PATH] [FIELD|$NAME ...]",
        help="a Dockerfile, a folder holding one, or - (default: .); then fields such as Cmd, Env.PATH or "
        "Labels.org.opencontainers.image.title, and variables such as '$PORT'; without any, the whole table",
    )
    parser.add_argument("-f", "--file", help="the Dockerfile, or the folder holding it; PATH is then only the context")
    parser.add_argument("--line", type=int, metavar="N", help="what this line sets; with $NAME, its value there")
    parser.add_argument("--all", action="store_true", help="every field, values whole")
    parser.add_argument("--absent", action="store_true", help="also fields that are not there, and why")
    add_container_option(parser)
    parser.add_argument(
        "--show-values", action="store_true", help="show build arguments and what has the name of a secret"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    add_build_options(parser, unresolved="error")
    behind: list[str] = []
    if "--" in arguments:
        place = arguments.index("--")
        arguments, behind = arguments[:place], arguments[place + 1 :]
    options = parser.parse_arguments(arguments, is_intermixed=True)
    path, names = _split(options.names, is_ended=bool(behind))
    return options, _Asked(path, [*names, *behind], options.line)


def _split(names: list[str], is_ended: bool) -> tuple[str, list[str]]:
    """Tell the PATH from the FIELDs: a first argument that is no file is a FIELD if it is one."""
    from preimage.results.field_names import find_field

    if not names:
        return ".", []
    first = names[0]
    if first == STANDARD_INPUT or os.path.exists(first) or is_ended or parse_location(first).kind:
        return first, names[1:]
    is_field = first.startswith("$") or find_field(first) is not None
    return (".", names) if is_field else (first, names[1:])


def _explain(result: Compilation, build: EntryBuild, asked: _Asked) -> Answer:
    options = build.options
    fields: list[Leaf] | None = None
    if not asked.is_table:
        fields = [leaf for each in asked.fields for leaf in result.explainer.expand(*each)]
    elif options.absent:
        fields = result.explainer.list_fields()
    line = asked.line if asked.line is not None else 0
    found = result.explanation(
        filename=build.entry.source.name,
        fields=fields,
        variables=[(name, line) for name in asked.variables],
        lines=[line] if asked.asks_line else [],
    ).to_dict()
    if build.entry.name:
        from preimage.backends.project_origins import add_to_explanation

        found["input"]["build"] = build.entry.title
        add_to_explanation(found, build.entry.describe_origin)
    if options.show_values:
        return found
    from preimage.backends.hidden_values import hide_in_explanation

    return hide_in_explanation(found)


def _status(answers: list[Answer], asked: _Asked) -> int:
    """Give 1 if a field or variable that was asked for is not set, for any platform."""
    missing = any(
        field["state"] in ("cleared", "absent") for answer in answers for field in answer["fields"] if asked.fields
    )
    return int(missing or any(each["state"] == "unset" for answer in answers for each in answer["variables"]))
