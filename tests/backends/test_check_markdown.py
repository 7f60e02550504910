from __future__ import annotations

from preimage.backends.check_markdown import render_check
from preimage.model.edits import Edit, Suggestion
from preimage.model.findings import Finding
from preimage.model.report import FileReport

URL = "https://docs.docker.com/go/dockerfile/rule/from-as-casing/"


def report(data: bytes, edit: Edit | None, *, is_safe: bool = True, message: str = "m") -> FileReport:
    finding = Finding("FromAsCasing", message, (1,))
    suggestions = {} if edit is None else {id(finding): Suggestion("write AS", [edit], is_safe=is_safe)}
    return FileReport(filename="./a_b", data=data, findings=[finding], suggestions=suggestions)


def test_suggestion() -> None:
    edit = Edit("FromAsCasing", (1, 8), (1, 10), "as", "AS")
    assert render_check([report(b"FROM a as b\n", edit)]) == (
        f"### a\\_b\n\n- [FromAsCasing]({URL}), line 1: m\n\n  To write AS:\n\n  ```suggestion\n  FROM a AS b\n  ```\n"
    )


def test_unsafe_suggestion_says_so() -> None:
    edit = Edit("FromAsCasing", (1, 8), (1, 10), "as", "AS")
    text = render_check([report(b"FROM a as b\n", edit, is_safe=False)])
    assert "  To write AS (this changes the image config):\n" in text


def test_fence_is_longer_than_what_is_in_it() -> None:
    edit = Edit("FromAsCasing", (1, 1), (1, 1), "", "````")
    assert "\n  `````suggestion\n  ````a\n  `````\n" in render_check([report(b"a\n", edit)])


def test_what_is_foreign_is_escaped() -> None:
    text = render_check([report(b"a\x1b\tb", Edit("R", (1, 1), (1, 1), "", "x"), message="<b>*\x1b")])
    assert ", line 1: \\<b\\>\\*\\\\x1b\n" in text
    assert "\n  xa\\x1b\tb\n" in text


def test_findings_without_suggestions_and_errors(nasty_reports) -> None:
    text = render_check(nasty_reports)
    assert "suggestion" not in text
    assert text.count("\n- ") == 9
    assert "**DockerfileError**" in text


def test_nothing_found() -> None:
    assert render_check([FileReport(filename="a", data=b"")]) == ""
