"""The report page: one HTML file with a Dockerfile, its config explained, and the graph of its stages.

The page is made from the JSON of explain (docs/reference/explain.md), which is embedded once. Nothing is loaded from
elsewhere, and without script everything is there but the lighting of what belongs together.
"""

from __future__ import annotations

import json
from html import escape

from preimage.backends.graph_svg import render_svg
from preimage.backends.page_values import render_cause, render_story, show_page_value
from preimage.backends.shown_text import show_field, show_leaf
from preimage.model.visible import show, show_line

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


class View:
    """One result as the page shows it: its label, its findings, its graph, its config and, if given, its changes.

    The label names target and platform. ``config`` is the JSON of the image for people; empty: it is not shown.
    ``changes`` are those of the JSON of diff against ``before``.
    """

    __slots__ = ("before", "changes", "config", "findings", "graph", "label", "stage")

    def __init__(
        self,
        label: str,
        findings: Sequence[Finding],
        graph: StageGraph,
        config: str = "",
        before: str = "",
        changes: Sequence[Entry] | None = None,
    ) -> None:
        self.label = label
        self.stage = next((node.index for node in graph.nodes if node.is_target), None)
        self.findings = findings
        self.graph = graph
        self.config = config
        self.before = before
        self.changes = changes


def render_page(name: str, text: str, document: Entry, views: Sequence[View], style: str, script: str) -> str:
    """Render the page of a Dockerfile.

    ``document`` is the JSON of explain, with lines asked for; it has one result for each view. ``style`` and ``script``
    are put into the page as they are.
    """
    results = document["results"]
    title = f"{_text(name)} – image config"
    switches = "".join(
        f'<input class="switch" type="radio" name="view" id="view-{number}"{" checked" * (number == 0)}>'
        f'<label for="view-{number}">{_text(view.label)}</label>'
        for number, view in enumerate(views)
    )
    rules = "".join(
        f"body:has(#view-{number}:checked) .view-{number}{{display:block}}"
        f"#view-{number}:checked+label{{border-color:var(--accent);color:var(--accent);font-weight:600}}"
        for number in range(len(views))
    )
    sections = "".join(
        _render_view(number, view, result) for number, (view, result) in enumerate(zip(views, results, strict=True))
    )
    tool = document["tool"]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<title>{title}</title><link rel="icon" href="data:,"><style>{style}{rules}</style></head><body>'
        f'<a class="skip" href="#config">To the config</a><header><h1>{title}</h1>'
        f"<p>{_describe(results[0])}</p></header>"
        f'<div class="views" role="radiogroup" aria-label="Target and platform">{switches}</div><main>'
        f'<div class="pane file" aria-label="Dockerfile"><div class="code">{_render_lines(text, results, views)}</div>'
        f'</div><div class="pane config" id="config">{sections}</div></main>'
        '<div class="aside" id="line" aria-live="polite"></div>'
        f"<footer>preimage {_text(str(tool['version']))}, Dockerfile front end {_text(str(tool['frontend']))}. "
        "Arrow keys walk through the lines, Enter goes to what a line gave.</footer>"
        f'<script type="application/json" id="data">{_embed(document)}</script><script>{script}</script>'
        "</body></html>\n"
    )


def _text(text: str) -> str:
    return escape(show_line(text))


def _embed(document: Entry) -> str:
    """Write the JSON so that nothing in it can end the element that holds it."""
    return json.dumps(document, separators=(",", ":")).translate(_CLOSING)


def _describe(result: Entry) -> str:
    fields = [field for field in result["fields"] if field["state"] == "set"]
    own = sum((field["cause"] or {}).get("kind") != "base" for field in fields)
    bases = ", ".join(base["reference"] for base in result["input"]["bases"]) or "scratch"
    return f"{len(fields)} values, {len(fields) - own} of them from the base. Bases: {_text(bases)}"


def _render_lines(text: str, results: Sequence[Entry], views: Sequence[View]) -> str:
    notes: dict[int, dict[str, None]] = {}
    for view in views:
        for finding in view.findings:
            link = f' <a href="{escape(finding.url)}">{_text(finding.rule)}</a>' if finding.url else _text(finding.rule)
            note = f'<div class="note">{link}: {_text(finding.message)}</div>'
            notes.setdefault(finding.lines[0] if finding.lines else 1, {})[note] = None
    first_leaf: dict[int, int] = {}
    for index, field in enumerate(results[0]["fields"]):
        lines = (field["cause"] or {}).get("lines") or (1, 0)
        for number in range(lines[0], lines[1] + 1):
            first_leaf.setdefault(number, index)
    rows = []
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        leaf = first_leaf.get(number)
        target = f"#L{number}" if leaf is None else f"#v0-f{leaf}"
        shown = escape(show(line.removesuffix("\r")))
        rows.append(
            f'<div class="row{" written" * (leaf is not None)}" id="L{number}" data-line="{number}" tabindex="-1">'
            f'<a class="number" href="{target}" tabindex="-1">{number}</a><span class="text">{shown}</span></div>'
        )
        rows += notes.get(number, ())
    return "".join(rows)


def _render_view(number: int, view: View, result: Entry) -> str:
    parts = [f'<section class="view view-{number}" aria-label="{_text(view.label)}">']
    if len(view.graph.nodes) > 1:
        parts.append(f'<h2>Stages</h2><div class="drawing">{render_svg(view.graph)}</div>')
    if view.changes is not None:
        parts.append(_render_changes(view))
    parts.append("<h2>Config</h2>")
    heading = None
    for index, field in enumerate(result["fields"]):
        if field["key"] is not None and field["path"] != heading:
            parts.append(f"<h3>{_text(show_field(field['path']))}</h3>")
        heading = field["path"]
        parts.append(_render_leaf(number, index, field, view.stage))
    if view.config:
        config = show(view.config)
        parts.append(f'<details><summary>As JSON</summary><pre class="json">{escape(config)}</pre></details>')
    return "".join([*parts, "</section>"])


def _render_leaf(view: int, index: int, field: Entry, stage: int | None) -> str:
    label = _text(show_field(field["path"]) if field["key"] is None else str(field["key"]))
    kind = f"leaf {field['state']}{'' if field['key'] is None else ' keyed'}"
    value = show_page_value(field["path"], field["value"], is_hidden=bool(field.get("hidden")))
    if field["value"] is None and not field.get("hidden"):
        value = "unknown" if field["state"] == "unknown" else "not set"
    story = render_story(field, stage)
    return (
        f'<details class="{kind}{" plain" * (not story)}" id="v{view}-f{index}" data-index="{index}">'
        f'<summary><span class="name">{label}</span><span class="value">{escape(value)}</span>'
        f'<span class="where">{render_cause(field["cause"], stage)}</span></summary>{story}</details>'
    )


def _render_changes(view: View) -> str:
    heading = f"<h2>Changes since <code>{_text(view.before)}</code></h2>"
    if not view.changes:
        return f"{heading}<p>None.</p>"
    rows = []
    for change in view.changes:
        label = show_leaf(change["path"], change["key"])
        sides = []
        for side in ("before", "after"):
            value = show_page_value(change["path"], change[side], is_hidden=bool(change.get("hidden")))
            sides.append(f"<code>{escape(value)}</code>" if value and value != "(none)" else "")
        cause = render_cause(change["after_cause"] or change["before_cause"], view.stage)
        rows.append(
            f'<tr class="{change["action"]}"><td>{escape(label)}</td><td>{sides[0]}</td><td>{sides[1]}</td>'
            f"<td>{cause}</td></tr>"
        )
    return f"{heading}<table><tr><th>Field<th>Before<th>After<th>Why</tr>{''.join(rows)}</table>"
