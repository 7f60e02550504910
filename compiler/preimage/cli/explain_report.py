"""The text of ``preimage explain``, laid out for the terminal it goes to."""

from __future__ import annotations

import os
import sys
from itertools import islice

from preimage.backends.explain_story import Excerpts, render_field, render_line, render_variable
from preimage.backends.explain_table import (
    DEFAULT_WIDTH,
    Layout,
    make_rows,
    render_platforms,
    render_rows,
    render_table,
)
from preimage.backends.hidden_values import HIDDEN
from preimage.backends.shown_text import show_stage, show_value
from preimage.cli.manners import has_colors
from preimage.model.report import FileReport
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from preimage.cli.compilation import EntryBuild
    from preimage.model.causes import Leaf
    from preimage.results.compilation import Compilation

    Entry = dict[str, Any]

_COLORS = {"name": "\x1b[1m", "add": "\x1b[32m", "remove": "\x1b[31m", "change": "\x1b[33m", "note": "\x1b[2m"}
_PLAIN = "\x1b[0m"


def make_layout(*, is_whole: bool = False) -> Layout:
    """Give the layout for standard output: the width of the terminal, and colours if it takes them."""
    width = DEFAULT_WIDTH
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns[:6]) > 0:
        width = int(columns[:6])
    elif sys.stdout.isatty():
        width = os.get_terminal_size(sys.stdout.fileno()).columns or DEFAULT_WIDTH
    paint = (lambda style, text: f"{_COLORS[style]}{text}{_PLAIN}") if has_colors(sys.stdout) else None
    return Layout(width, is_whole=is_whole, paint=paint)


def render_answers(
    results: list[Compilation],
    answers: list[Entry],
    build: EntryBuild,
    asked: Sequence[Leaf] | None,
) -> str:
    """Render the answers: the table, or the stories that were asked for, those of one platform below the other.

    ``asked`` are the fields as they were asked for; None: the table was. The title is of the Dockerfile, and where
    a project builds it, of the build.
    """
    source, options = build.entry.source, build.options
    name = f"{build.entry.title}: {source.name}" if build.entry.name and not build.entry.is_inline else source.name
    layout = make_layout(is_whole=options.all)
    stages = [result.trace.target for result in results]
    platforms = [answer["input"]["platform"] for answer in answers]
    if asked is None and len(answers) > 1:
        title = f"{show_line(name)}, {_name_stage(results[0])}, {', '.join(platforms)}"
        return f"{title}\n\n{render_platforms(answers, platforms, stages, layout)}"
    if asked is None:
        title = f"{show_line(name)}, {_name_stage(results[0])}, {platforms[0]}"
        path = build.entry.title if build.entry.name else options.names[0] if options.names else "."
        hint = f"preimage explain {show_line(path)} FIELD"
        return render_table(answers[0], title, stages[0], layout, shows_all=options.all, fields_hint=hint)
    lines = FileReport(filename=source.name, data=source.data).text.split("\n")
    excerpts = Excerpts(lines, shows_values=options.show_values)
    blocks: dict[str, list[str]] = {}
    for result, answer, platform in zip(results, answers, platforms, strict=True):
        text = "\n".join(_render_stories(result, answer, asked, excerpts, layout))
        blocks.setdefault(text, []).append(platform)
    title = f"{show_line(name)}\n" if build.entry.name else ""
    # What is the same for all platforms is said once.
    if len(blocks) == 1:
        return title + next(iter(blocks))
    return title + "\n".join(f"{', '.join(names)}:\n{text}" for text, names in blocks.items())


def _name_stage(result: Compilation) -> str:
    target = result.trace.target
    if target == len(result.trace.dockerfile.stages) - 1:
        return "last stage"
    return show_stage(result.explainer.study.stage_name(target).to_dict())


def _render_stories(
    result: Compilation, answer: Entry, asked: Sequence[Leaf], excerpts: Excerpts, layout: Layout
) -> list[str]:
    stage = result.trace.target
    blocks = []
    left = iter(answer["fields"])
    for leaf in asked:
        fields = list(islice(left, len(result.explainer.expand(*leaf))))
        if len(fields) > 1:
            blocks.append(render_rows(make_rows(fields, stage), layout))
        else:
            stages = {cause["stage"]["index"] for cause in fields[0]["elsewhere"]}
            copies = {index: result.explainer.study.copies_of(index) for index in stages}
            blocks.append(render_field(fields[0], stage, excerpts, layout, copies))
    for variable in answer["variables"]:
        region = result.explainer.study.places.region(variable["line"])
        blocks.append(render_variable(variable, region, excerpts, layout))
    for entry in answer["lines"]:
        last = len(result.trace.dockerfile.stages) - 1
        blocks.append(render_line(entry, _values_of(result, entry, excerpts), excerpts, layout, last))
    return blocks


def _values_of(result: Compilation, entry: Entry, excerpts: Excerpts) -> dict[tuple[str, object], str]:
    """Give what a line gave its leaves, as far as the result or the story of a leaf still tells."""
    values = {}
    for path, key in entry["sets"]:
        if excerpts.hides(path, key):
            values[path, key] = HIDDEN
            continue
        field = result.explain(path, key).to_dict()
        steps = [*field["earlier"], {"value": field["value"], "cause": field["cause"]}]
        for step in steps:
            cause = step["cause"]
            if cause is not None and entry["lines"] in (cause["lines"], cause["declared"]):
                is_hidden = path == "config.OnBuild" and excerpts.hides_text(str(step["value"]))
                shown = HIDDEN if is_hidden else show_value(path, excerpts.without_passwords(step["value"]))
                values[path, key] = shown if step["value"] is not None else "cleared"
    return values
