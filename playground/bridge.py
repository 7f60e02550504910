"""What the page asks of preimage: a Dockerfile compiled, explained, compared, fixed. Questions and answers are JSON.

Runs in the browser and touches nothing outside: base images are those of ``bases.json`` and those of the question.
"""

from __future__ import annotations

import json

from preimage.api import compile, diff, graph_of_request, targets
from preimage.backends.page import View, render_config, render_overview
from preimage.backends.page_changes import render_changes
from preimage.backends.shown_text import show_reference
from preimage.bases.static import ANY_REFERENCE, StaticBases
from preimage.fix_api import RequestCompiler
from preimage.model.bases import UNRESOLVED
from preimage.model.errors import BaseNotFound, DockerfileError, PreimageError
from preimage.model.options import BuildRequest
from preimage.model.references import parse_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from preimage.bases.chain import ChainOfBases
    from preimage.model.bases import Base
    from preimage.model.findings import Finding
    from preimage.model.image import Platform
    from preimage.model.references import Reference
    from preimage.results.compilation import Compilation

    Entry = dict[str, Any]

BUILD_PLATFORM = "linux/amd64"
"""That of the machine which would build: the browser has none that builds images."""
START = "the start"
KNOWN = "well-known"
"""Where a base of ``bases.json`` comes from, as explanations tell it."""
_MOST_DEPTH = 8


class Bridge:
    """Answers questions; ``known`` is the text of ``bases.json``."""

    def __init__(self, known: str) -> None:
        self._known = KnownBases(json.loads(known))
        self._start: tuple[Entry, Compilation] | None = None

    def compile(self, question: str) -> str:
        """Give the answer to a question of the page.

        A question has ``text``, ``target``, ``platform``, ``args`` (a value by name), ``bases`` (the text of a config
        by reference) and ``start``: the question that changes are told against, or null.
        """
        asked = json.loads(question)
        answer: Entry = {"findings": [], "targets": None}
        try:
            answer["targets"] = [target.name for target in targets(_data(asked)).targets]
            result = self._compile(asked)
            answer |= self._describe(asked, result)
        except PreimageError as error:
            answer["error"] = {"text": str(error), "lines": list(_lines(error))}
            if isinstance(error, DockerfileError):
                answer["findings"] = _findings([*error.warnings, *error.notes])
        return json.dumps(answer)

    def fixes(self, question: str) -> str:
        """Give for each finding of a question, in their order, its proven fix; null for one without."""
        from preimage.edits.fix import Fix
        from preimage.edits.fixing import find_fixes

        asked = json.loads(question)
        try:
            result = self._compile(asked)
            compiler = RequestCompiler(_request(asked), self._bases(asked))
            found = find_fixes(_data(asked), result, compiler)
        except PreimageError:
            return "[]"
        return json.dumps([_fix(fix) if isinstance(fix, Fix) else None for fix in found])

    def _compile(self, asked: Entry) -> Compilation:
        return compile(
            _data(asked),
            target=asked["target"] or None,
            build_args=asked["args"],
            platform=asked["platform"] or None,
            build_platform=BUILD_PLATFORM,
            bases=self._bases(asked),
            notes=True,
        )

    def _bases(self, asked: Entry) -> ChainOfBases:
        from preimage.bases.chain import ChainOfBases
        from preimage.bases.empty import EmptyBases

        given = {reference: text for reference, text in asked["bases"].items() if text.strip()}
        return ChainOfBases([StaticBases(given), self._known, EmptyBases()])

    def _describe(self, asked: Entry, result: Compilation) -> Entry:
        explained = result.explanation().to_dict()
        graph = graph_of_request(_data(asked), _request(asked), self._bases(asked))
        label = f"{asked['target'] or 'last stage'} · {explained['input']['platform']}"
        view = View(label, result.warnings, graph)
        return {
            "findings": _findings([*result.warnings, *result.notes]),
            "overview": render_overview(0, view, explained),
            "config": render_config(0, view, explained),
            "json": result.image.to_json(indent=2),
            "places": [_places(field) for field in explained["fields"]],
            "bases": [
                {
                    "reference": show_reference(base["reference"]),
                    "from": base["from"],
                    "known": base["from"] != UNRESOLVED,
                }
                for base in explained["input"]["bases"]
            ],
            **self._changes(asked["start"], result, view.stage),
        }

    def _changes(self, start: Entry | None, result: Compilation, stage: int | None) -> Entry:
        if start is None:
            return {"changes": "", "changed": 0}
        try:
            if self._start is None or self._start[0] != start:
                self._start = (start, self._compile(start))
        except PreimageError as error:
            return {"changes": "", "changed": 0, "unchanged": f"The start has an error: {error}"}
        found = diff(self._start[1], result).to_dict()["changes"]
        return {"changes": render_changes(START, found, stage), "changed": len(found)}


class KnownBases:
    """The configs of ``bases.json``, each for whatever Linux platform is asked for."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._sources: dict[str, StaticBases] = {}
        for name, image in document["images"].items():
            config = {"config": image["config"], "rootfs": {"type": "layers", "diff_ids": []}}
            source = StaticBases({ANY_REFERENCE: config}, KNOWN)
            self._sources |= {str(parse_reference(f"{name}:{tag}")): source for tag in image["tags"]}

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give a config; raises BaseNotFound."""
        source = self._sources.get(str(reference))
        if source is None or platform.os != "linux":
            raise BaseNotFound(f"{reference}: not found")
        return source.resolve(reference, platform)


def _data(asked: Entry) -> bytes:
    text: str = asked["text"]
    return text.encode("utf-8", "replace")


def _request(asked: Entry) -> BuildRequest:
    return BuildRequest(
        target=asked["target"] or None,
        build_args=asked["args"],
        platform=asked["platform"] or None,
        build_platform=BUILD_PLATFORM,
        has_notes=True,
    )


def _lines(error: PreimageError) -> Iterable[int]:
    return error.lines if isinstance(error, DockerfileError) else ()


def _findings(findings: Iterable[Finding]) -> list[Entry]:
    return [
        {
            "rule": finding.rule,
            "message": finding.message,
            "lines": finding.lines,
            "url": finding.url,
            "severity": finding.severity,
        }
        for finding in findings
    ]


def _fix(fix: Any) -> Entry:
    edits = [{"start": edit.start, "end": edit.end, "new": edit.new} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.is_safe, "edits": edits}


def _places(field: Entry) -> Entry:
    """Give the lines that set a field, and those of what went into it or stood there before."""
    lit = _ranges(field["cause"])
    near = [place for earlier in field.get("earlier") or () for place in _ranges(earlier["cause"])]
    return {"lit": lit, "near": [*near, *_uses(field.get("uses"), 0)]}


def _uses(uses: Iterable[Entry] | None, depth: int) -> list[list[int]]:
    found: list[list[int]] = []
    for use in uses or ():
        found += _ranges(use["cause"])
        if depth < _MOST_DEPTH:
            found += _uses(use.get("uses"), depth + 1)
    return found


def _ranges(cause: Entry | None) -> list[list[int]]:
    return [place for place in ((cause or {}).get("lines"), (cause or {}).get("declared")) if place]
