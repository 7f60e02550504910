"""The report page: one HTML file with a Dockerfile, its config explained, and the graph of its stages.

The page is made from the JSON of explain (docs/reference/explain.md), which is embedded once. Nothing is loaded from
elsewhere, and without script everything is there but the lighting of what belongs together.
"""

from __future__ import annotations

import json
from html import escape

from preimage.backends.graph_svg import render_svg
from preimage.backends.page_changes import render_changes
from preimage.backends.page_values import make_breakable, render_note, render_story, render_where
from preimage.backends.shown_text import show_field, show_reference, show_value
from preimage.model.visible import show, show_json, show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from preimage.model.findings import Finding
    from preimage.model.graph import StageGraph

    Entry = dict[str, Any]

_CLOSING = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'"
)

_LONG_VALUE = 120
"""Characters of a value that may be cut until it is opened."""
LEAST_LEAF = 350
"""Characters that a value takes at the least: its elements, and its entry in the data of the page."""
_MOST_NUMBERS = 20_000
"""Numbers of lines, counted for each view, that a page may have."""


class View:
    """One result as the page shows it: its label, its findings, its graph, its config and, if given, its changes.

    The label names target and platform. ``config`` is the JSON of the image for people, empty: it is not shown;
    ``config_note`` says what is hidden in it.
    ``changes`` are those of the JSON of diff against ``before``.
    """

    __slots__ = ("before", "changes", "config", "config_note", "findings", "graph", "label", "stage")

    def __init__(
        self,
        label: str,
        findings: Sequence[Finding],
        graph: StageGraph,
        config: str = "",
        config_note: str = "",
        before: str = "",
        changes: Sequence[Entry] | None = None,
    ) -> None:
        self.label = label
        self.stage = next((node.index for node in graph.nodes if node.is_target), None)
        self.findings = findings
        self.graph = graph
        self.config = config
        self.config_note = config_note
        self.before = before
        self.changes = changes


def render_page(name: str, text: str, document: Entry, views: Sequence[View], style: str, script: str) -> str:
    """Render the page of a Dockerfile.

    ``document`` is the JSON of explain, with lines asked for; it has one result for each view. ``style`` and ``script``
    are put into the page as they are.
    """
    results = document["results"]
    title = f"{_text(name)} – image config"
    rules = "".join(
        f"body:has(#view-{number}:checked) .view-{number}{{display:block}}"
        f"#view-{number}:checked+label{{border-color:var(--accent);color:var(--accent);font-weight:600}}"
        for number in range(len(views))
    )
    pairs = list(zip(views, results, strict=True))
    overviews = "".join(render_overview(number, view, result) for number, (view, result) in enumerate(pairs))
    sections = "".join(render_config(number, view, result) for number, (view, result) in enumerate(pairs))
    tool = document["tool"]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<title>{title}</title><link rel="icon" href="data:,"><style>{style}{rules}</style></head><body>'
        f'<a class="skip" href="#config">To the config</a><header><p class="kind">Image config</p>'
        f"<h1>{make_breakable(show_line(name))}</h1>{_render_switches(views)}{overviews}</header><main>"
        f'<section class="pane file" aria-label="Dockerfile"><div class="code">{_render_lines(text, results, views)}'
        f'</div></section><div class="pane config" id="config">{sections}</div></main>'
        '<div class="aside" id="line" role="status"></div>'
        f"<footer>preimage {_text(str(tool['version']))}, Dockerfile front end {_text(str(tool['frontend']))}."
        '<span id="keys" hidden> Arrow keys walk through the lines, Enter goes to what a line gave.</span></footer>'
        f'<script type="application/json" id="data">{_embed(document)}</script><script>{script}</script>'
        "</body></html>\n"
    )


def _render_switches(views: Sequence[View]) -> str:
    """Render what chooses a view: one radio button each, which a page with one view does not show."""
    switches = "".join(
        f'<input class="switch" type="radio" name="view" id="view-{number}"{" checked" * (number == 0)}>'
        f'<label for="view-{number}">{_text(view.label)}</label>'
        for number, view in enumerate(views)
    )
    lone = " hidden" * (len(views) == 1)
    return f'<div class="views" role="radiogroup" aria-label="Target and platform"{lone}>{switches}</div>'


def _text(text: str) -> str:
    return escape(show_line(text))


def _embed(document: Entry) -> str:
    """Write the JSON so that nothing in it can end the element that holds it, and no build server obeys it."""
    return show_json(json.dumps(document, separators=(",", ":"))).translate(_CLOSING)


def render_overview(number: int, view: View, result: Entry) -> str:
    """Render what stands above both sides: what the view is of, and its stages; see ``render_config``."""
    drawing = ""
    if len(view.graph.nodes) > 1:
        drawing = f'<h2>Stages</h2><div class="drawing">{render_svg(view.graph)}</div>{_render_legend(view.graph)}'
    return f'<div class="view view-{number}"><p>{_text(view.label)}: {_describe(result)}</p>{drawing}</div>'


def _describe(result: Entry) -> str:
    fields = [field for field in result["fields"] if field["state"] == "set"]
    own = sum((field["cause"] or {}).get("kind") != "base" for field in fields)
    bases = ", ".join(show_reference(base["reference"]) for base in result["input"]["bases"]) or "scratch"
    unknown = sum(field["state"] == "unknown" for field in result["fields"])
    count = f"{len(fields)} value{'s' * (len(fields) != 1)}"
    rest = f", {unknown} unknown" if unknown else ""
    return f"{count}, {len(fields) - own} of them from the base{rest}. Base images: {escape(bases)}"


def _render_legend(graph: StageGraph) -> str:
    """Say what the lines of the picture mean, as far as it has them."""
    kinds = {edge.kind for edge in graph.edges}
    words = [text for kind, text in (("copy", "COPY --from"), ("mount", "RUN --mount")) if kind in kinds]
    shown = []
    if words:
        shown = ['<span class="stroke">FROM</span>', f'<span class="stroke dashed">{", ".join(words)}</span>']
    shown += ["<span>faint: not needed by this target</span>"] * any(not node.is_needed for node in graph.nodes)
    return f'<p class="legend">{"".join(shown)}</p>' if shown else ""


def _render_lines(text: str, results: Sequence[Entry], views: Sequence[View]) -> str:
    notes = _render_findings(views)
    lines = text.removesuffix("\n").split("\n")
    # Without script a number can lead to what its line gave in each view.
    count = len(results) if len(results) * len(lines) <= _MOST_NUMBERS else 1
    leaves = [_first_leaves(result) for result in results[:count]]
    starts = {line["lines"][0]: line for line in results[0]["lines"] if line["lines"]}
    inside = {number for line in starts.values() for number in range(line["lines"][0], line["lines"][1] + 1)}
    rows = []
    for number, line in enumerate(lines, 1):
        numbers = "".join(_render_number(number, view, found.get(number), count) for view, found in enumerate(leaves))
        word = starts[number]["instruction"] if number in starts else ""
        shown = _render_code(show(line.removesuffix("\r")), word, is_inside=number in inside)
        rows.append(
            f'<div class="row" id="L{number}" data-line="{number}" tabindex="-1">{numbers}'
            f'<span class="text">{shown}</span></div>'
        )
        rows += notes.get(number, ())
    return "".join(rows)


def _render_number(number: int, view: int, leaf: int | None, count: int) -> str:
    kind = f"number{' written' * (leaf is not None)}{f' view view-{view}' * (count > 1)}"
    target = f"#L{number}" if leaf is None else f"#v{view}-f{leaf}"
    return f'<a class="{kind}" href="{target}" tabindex="-1">{number}</a>'


def _render_code(text: str, word: str, *, is_inside: bool) -> str:
    """Render a line: the word of an instruction that begins in it stands out, comments stand back."""
    start = len(text) - len(text.lstrip())
    if word and text[start : start + len(word)].upper() == word:
        end = start + len(word)
        return f"{text[:start]}<b>{escape(text[start:end])}</b>{escape(text[end:])}"
    if not is_inside and text[start : start + 1] == "#":
        return f"<i>{escape(text)}</i>"
    return escape(text)


def _render_findings(views: Sequence[View]) -> dict[int, dict[str, None]]:
    """Give the findings of all views by the line they stand below, each once."""
    notes: dict[int, dict[str, None]] = {}
    for view in views:
        for finding in view.findings:
            rule = _text(finding.rule)
            link = f'<a href="{escape(finding.url)}">{rule}</a>' if finding.url else rule
            note = f'<div class="note">{link}: {_text(finding.message)}</div>'
            notes.setdefault(finding.lines[0] if finding.lines else 1, {})[note] = None
    return notes


def _first_leaves(result: Entry) -> dict[int, int]:
    """Give the place of the first leaf that each line gave."""
    ranges: dict[tuple[int, int], int] = {}
    for index, field in enumerate(result["fields"]):
        cause = field["cause"] or {}
        for lines in filter(None, (cause.get("lines"), cause.get("declared"))):
            ranges.setdefault(tuple(lines), index)
    found: dict[int, int] = {}
    # An instruction of many lines may give many leaves: its lines are gone through once.
    for (first, last), index in ranges.items():
        for number in range(first, last + 1):
            found.setdefault(number, index)
    return found


def render_config(number: int, view: View, result: Entry) -> str:
    """Render the config of a view, value by value; ``number`` is the place of the view in its page, from 0."""
    parts = [f'<section class="view view-{number}" aria-label="{_text(view.label)}">']
    if view.changes is not None:
        parts.append(render_changes(view.before, view.changes, view.stage))
    parts.append("<h2>Config</h2>")
    heading = None
    for index, field in enumerate(result["fields"]):
        if field["key"] is not None and field["path"] != heading:
            parts.append(f"<h3>{_text(show_field(field['path']))}</h3>")
        heading = field["path"]
        parts.append(_render_leaf(number, index, field, view.stage))
    if view.config:
        hidden = f"<p>{escape(view.config_note)}</p>" if view.config_note else ""
        config = escape(show(view.config))
        parts.append(f'<details class="whole"><summary>As JSON</summary>{hidden}<pre>{config}</pre></details>')
    return "".join([*parts, "</section>"])


def _render_leaf(view: int, index: int, field: Entry, stage: int | None) -> str:
    label = show_line(show_field(field["path"]) if field["key"] is None else str(field["key"]))
    kind = f"leaf {field['state']}{'' if field['key'] is None else ' keyed'}"
    value = "" if field["value"] == {} else show_value(field["path"], field["value"], is_hidden=_is_hidden(field))
    if field["state"] == "unknown":
        value = "unknown"
    elif field["value"] is None and not field.get("hidden"):
        value = "not set"
    note = render_note(field, stage)
    story = render_story(field, stage)
    is_plain = not story and len(value) < _LONG_VALUE
    return (
        f'<details class="{kind}{" plain" * is_plain}" id="v{view}-f{index}" data-index="{index}">'
        f'<summary><span class="name">{make_breakable(label)}</span>'
        f'<span class="what"><span class="value">{make_breakable(value)}</span>{note}</span>'
        f'<span class="where">{render_where(field["cause"], stage)}</span></summary>{story}</details>'
    )


def _is_hidden(entry: Entry) -> bool:
    return bool(entry.get("hidden"))
