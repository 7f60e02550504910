from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from preimage.backends.check_rdjson import render_check
from preimage.model.edits import Edit, Suggestion
from preimage.model.findings import Finding
from preimage.model.report import FileReport

SCHEMA = json.loads((Path(__file__).parent / "schemas/rdjson.json").read_text("utf-8"))


def test_fits_its_schema(nasty_reports) -> None:
    result = json.loads(render_check(nasty_reports))
    jsonschema.Draft202012Validator(SCHEMA).validate(result)
    diagnostics = result["diagnostics"]
    assert [each["severity"] for each in diagnostics] == ["WARNING"] * 5 + ["INFO"] + ["ERROR"] * 3
    assert ["range" in each["location"] for each in diagnostics] == [False, *[True] * 6, False, True]
    assert diagnostics[2] == {
        "message": "late",
        "location": {"path": "sub/Dockerfile", "range": {"start": {"line": 2}, "end": {"line": 3}}},
        "severity": "WARNING",
        "code": {
            "value": "LegacyKeyValueFormat",
            "url": "https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/",
        },
    }
    assert diagnostics[4]["code"] == {"value": "preimage/OciFormatDropsShell"}


def test_nothing_found() -> None:
    result = json.loads(render_check([FileReport(filename="a", data=b"")]))
    assert result == {"source": {"name": "preimage"}, "severity": "WARNING", "diagnostics": []}


def test_suggestions_are_for_whole_lines() -> None:
    finding = Finding("NoEmptyContinuation", "m", (3,))
    edit = Edit("NoEmptyContinuation", (2, 1), (3, 1), "\n", "")
    report = FileReport(
        filename="a",
        data=b"RUN a \\\n\n  b\n",
        findings=[finding],
        suggestions={id(finding): Suggestion("", [edit], is_safe=True)},
    )
    result = json.loads(render_check([report]))
    jsonschema.Draft202012Validator(SCHEMA).validate(result)
    [diagnostic] = result["diagnostics"]
    assert diagnostic["location"]["range"] == {"start": {"line": 2}, "end": {"line": 3}}
    assert diagnostic["suggestions"] == [{"range": diagnostic["location"]["range"], "text": "  b"}]
