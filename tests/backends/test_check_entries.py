from __future__ import annotations

import pytest

from preimage.backends.check_entries import list_entries, plain_path
from preimage.model.errors import DockerfileError
from preimage.model.findings import Finding
from preimage.model.report import FileReport


@pytest.mark.parametrize(
    ("places", "first", "last"),
    [
        pytest.param([(2, 3, 4)], 2, 4, id="an instruction"),
        pytest.param([(2, 3), (7,)], 2, 3, id="two places"),
        pytest.param([(0,)], 1, 1, id="a directive"),
        pytest.param([], None, None, id="none"),
    ],
)
def test_lines(places, first, last) -> None:
    report = FileReport(filename="a", data=b"", error=DockerfileError("bad", places))
    [entry] = list_entries(report)
    assert (entry.first, entry.last, entry.severity, entry.rule) == (first, last, "error", "DockerfileError")


def test_findings_come_first_and_by_line() -> None:
    findings = [Finding("UndefinedVar", "b", (5,)), Finding("FromAsCasing", "a", (1,))]
    report = FileReport(filename="a", data=b"", findings=findings, error=DockerfileError("bad", [(1,)]))
    assert [entry.message for entry in list_entries(report)] == ["a", "b", "bad"]


@pytest.mark.parametrize(("path", "plain"), [("./a/b", "a/b"), ("../a", "../a"), ("/a", "/a"), ("a", "a")])
def test_paths(path, plain) -> None:
    assert plain_path(path) == plain
