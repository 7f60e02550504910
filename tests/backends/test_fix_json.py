from __future__ import annotations

import json

from preimage.backends.check_json import render_check
from preimage.backends.fix_json import render_fix
from preimage.model.edits import Edit, Suggestion
from preimage.model.findings import Finding
from preimage.model.report import NO_TEXT, FileReport

EDITS = [Edit("R", (2, 3), (2, 3), "", '"\r\n'), Edit("R", (1, 8), (1, 10), "as", "AS")]


def test_fix_has_its_edits_in_the_order_of_the_text() -> None:
    key, text = render_fix(Suggestion("write AS", EDITS, is_safe=False), 0)
    assert key == "fix"
    assert json.loads(text) == {
        "title": "write AS",
        "safe": False,
        "edits": [
            {"start": {"line": 1, "column": 8}, "end": {"line": 1, "column": 10}, "text": "AS"},
            {"start": {"line": 2, "column": 3}, "end": {"line": 2, "column": 3}, "text": '"\r\n'},
        ],
    }


def test_finding_without_a_fix_says_why() -> None:
    assert render_fix("& is for a shell", 0) == ("noFix", r'"\u0026 is for a shell"')


def test_findings_of_a_report() -> None:
    findings = [Finding("FromAsCasing", "m", (line,)) for line in (1, 2, 3, 4)]
    suggestions: dict[int, Suggestion | str] = {
        id(findings[0]): Suggestion("", EDITS, is_safe=True),
        id(findings[1]): "why",
        id(findings[2]): Suggestion("", [Edit("R", (1, 1), (1, 1), "", "\udcff")], is_safe=True),
    }
    report = FileReport(filename="a", data=b"", findings=findings, suggestions=suggestions)
    shown = json.loads(render_check([report]))["warnings"]
    assert [each.get("noFix") for each in shown] == [None, "why", NO_TEXT, None]
    assert ["fix" in each for each in shown] == [True, False, False, False]
