from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

import preimage
from preimage.backends import check_short, check_text
from preimage.backends.colors import STYLES, leave, paint, paint_difference, paint_excerpt
from preimage.backends.excerpt import render_excerpt
from preimage.model.errors import DockerfileError
from preimage.model.findings import Finding
from preimage.model.report import FileReport
from preimage.model.visible import show

CASES = Path(__file__).parents[1] / "conformance" / "checks.jsonl"
_COLOR = re.compile(r"\x1b\[[0-9;]*m")


def strip(text: str) -> str:
    return _COLOR.sub("", text)


def assert_same_without_colour(reports: Sequence[FileReport]) -> None:
    for module in (check_text, check_short):
        painted = "".join(module.stream_check(reports, paint))
        assert strip(painted) == show("".join(module.stream_check(reports)))
    assert strip(check_text.render_errors(reports, paint)) == check_text.render_errors(reports)


def test_text_is_the_same_without_its_colour() -> None:
    texts = [json.loads(line)["dockerfile"] for line in CASES.read_text("utf-8").splitlines()[:200]]
    reports = []
    for text in texts:
        found = preimage.check(text)
        reports.append(FileReport(filename="D", data=text.encode(), findings=found.findings, error=found.error))
    assert sum(len(report.findings) for report in reports) > 100
    assert_same_without_colour(reports)


def test_what_is_foreign_stays_visible_in_colour(nasty_reports) -> None:
    data = b"FROM \x1b[31m \xff \t x\r\n::error::a\n##[b]\n"
    nasty_reports.append(
        FileReport(
            filename="\x1bx",
            data=data,
            findings=[Finding("UndefinedVar", "\x1b[0m", (1, 2))],
            error=DockerfileError("\x1b[1m", [(2, 3)]),
        )
    )
    assert_same_without_colour(nasty_reports)
    text = "".join(check_text.stream_check(nasty_reports, paint)) + check_text.render_errors(nasty_reports, paint)
    assert "\x1b" not in strip(text)
    assert set(_COLOR.findall(text)) <= {*STYLES.values(), "\x1b[0m"}


def test_parts_of_an_excerpt() -> None:
    excerpt = render_excerpt("D", "FROM a\nRUN b\n", (2,))
    brush = lambda style, text: f"<{style} {text}>"  # noqa: E731  # as short as what it shows
    assert paint_excerpt(excerpt, "error", brush).splitlines() == [
        "<place D:2>",
        "<gutter -------------------->",
        "<gutter    1 |>     FROM a",
        "<gutter    2 |> <error >>>> RUN b",
        "<gutter    3 |>     ",
        "<gutter -------------------->",
        "<gutter >",
    ]
    assert paint_excerpt("", "error", brush) == ""
    assert paint_excerpt(excerpt, "error", leave) == excerpt


@pytest.mark.parametrize(
    ("line", "painted"),
    [
        ("--- a\n", "<name --- a>\n"),
        ("+++ a\n", "<name +++ a>\n"),
        ("@@ -1 +1 @@\n", "<place @@ -1 +1 @@>\n"),
        ("-x\n", "<remove -x>\n"),
        ("+x", "<add +x>"),
        (" x\n", " x\n"),
        ("\n", "\n"),
    ],
)
def test_lines_of_a_difference(line, painted) -> None:
    assert paint_difference(line, lambda style, text: f"<{style} {text}>") == painted
