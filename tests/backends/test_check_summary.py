from __future__ import annotations

import json

import pytest

from preimage.backends.check_summary import render_closing_line, render_statistics, render_statistics_json
from preimage.model.errors import DockerfileError
from preimage.model.findings import Finding
from preimage.model.report import FileReport

CLEAN = FileReport(filename="c", data=b"")
NOTED = FileReport(filename="n", data=b"", findings=[Finding("preimage/AlmostJson", "m", (1,))])
WARNED = FileReport(
    filename="w", data=b"", findings=[Finding("UndefinedVar", "m", (1,)), Finding("UndefinedVar", "m", (2,))]
)
FAILED = FileReport(
    filename="f", data=b"", findings=[Finding("FromAsCasing", "m", (1,))], error=DockerfileError("bad", [(1,)])
)


@pytest.mark.parametrize(
    ("reports", "line"),
    [
        pytest.param([], "0 files: no errors, no warnings", id="none"),
        pytest.param([CLEAN], "1 file: no errors, no warnings", id="one good"),
        pytest.param([NOTED, CLEAN], "2 files: 1 note in 1 file", id="a note"),
        pytest.param([WARNED], "1 file: 2 warnings", id="one with warnings"),
        pytest.param([FAILED], "1 file: 1 error, 1 warning", id="one that fails"),
        pytest.param([CLEAN, WARNED, CLEAN], "3 files: 2 warnings in 1 file", id="some"),
        pytest.param([FAILED, WARNED, FAILED], "3 files: 2 errors, 4 warnings in 3 files", id="all"),
    ],
)
def test_closing_line(reports, line) -> None:
    assert render_closing_line(reports) == line


def test_what_was_skipped_comes_last() -> None:
    assert render_closing_line([CLEAN], "2 templates skipped", foreign=2) == (
        "1 file: no errors, no warnings; 2 templates skipped; 2 files for another front end skipped"
    )


def test_statistics() -> None:
    reports = [CLEAN, WARNED, FAILED, FAILED, FAILED]
    assert render_statistics(reports) == (
        "3  DockerfileError  in 3 files\n3  FromAsCasing     in 3 files\n2  UndefinedVar     in 1 file\n"
    )
    assert render_statistics([CLEAN]) == ""


def test_statistics_as_json() -> None:
    assert json.loads(render_statistics_json([WARNED])) == [{"rule": "UndefinedVar", "findings": 2, "files": 1}]
    assert render_statistics_json([CLEAN]) == "[]"
