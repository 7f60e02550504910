from __future__ import annotations

import pytest

from preimage.model.errors import DockerfileError, OptionError, PreimageError
from preimage.model.findings import Finding
from preimage.model.report import FileReport, by_line, first_line


def test_text_keeps_bytes_that_are_not_utf8() -> None:
    assert FileReport(filename="D", data=b"a\xff").text == "a\udcff"


@pytest.mark.parametrize(
    ("findings", "error", "is_clean"),
    [
        pytest.param([], None, True, id="nothing"),
        pytest.param([Finding("UndefinedVar", "m", ())], None, False, id="finding"),
        pytest.param([], OptionError("bad"), False, id="error"),
    ],
)
def test_is_clean(findings: list[Finding], error: PreimageError | None, is_clean: bool) -> None:
    assert FileReport(filename="D", data=b"", findings=findings, error=error).is_clean is is_clean


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(None, (), id="no error"),
        pytest.param(DockerfileError("m", [(3,), (5, 6), (3,)]), (3, 5, 6), id="lines of all places"),
        pytest.param(OptionError("m"), (), id="not about the Dockerfile"),
    ],
)
def test_error_lines(error: PreimageError | None, expected: tuple[int, ...]) -> None:
    assert FileReport(filename="D", data=b"", error=error).error_lines == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param((), None, id="none"),
        pytest.param((0,), 1, id="line 0 is line 1"),
        pytest.param((4, 5), 4, id="first of two"),
    ],
)
def test_first_line(lines: tuple[int, ...], expected: int | None) -> None:
    assert first_line(lines) == expected


def test_by_line_keeps_the_order_of_equal_ones() -> None:
    findings = [Finding("B", "1", (4,)), Finding("A", "2", (2, 3)), Finding("A", "3", (4,)), Finding("A", "4", ())]
    assert [finding.message for finding in by_line(findings)] == ["4", "2", "1", "3"]
