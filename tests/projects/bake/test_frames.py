from __future__ import annotations

import pytest

from preimage.projects.bake.frames import make_error
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.source import Source, Span

TEXT = "".join(f"line {number}\n" for number in range(1, 10))


def frame(start: int, end: int) -> list[str]:
    source = Source("x.hcl", TEXT)
    error = make_error([Diagnostic("A", "B", Span(source, start, end))], {"x.hcl": TEXT})
    assert (error.file, error.line) == ("x.hcl", source.line(start))
    return str(error).splitlines()


def test_one_line_has_more_lines_around_it() -> None:
    assert frame(28, 30) == [
        "x.hcl:5",
        "--------------------",
        "   3 |     line 3",
        "   4 |     line 4",
        "   5 | >>> line 5",
        "   6 |     line 6",
        "   7 |     line 7",
        "--------------------",
        "ERROR: x.hcl:5,1-3: A; B",
    ]


def test_two_lines_have_fewer() -> None:
    assert [line[:10] for line in frame(28, 36)[2:-2]] == ["   4 |    ", "   5 | >>>", "   6 | >>>", "   7 |    "]


@pytest.mark.parametrize(
    ("start", "numbers"),
    [pytest.param(0, ["1", "2", "3"], id="first line"), pytest.param(56, ["7", "8", "9", "10"], id="last lines")],
)
def test_the_frame_ends_with_the_file(start: int, numbers: list[str]) -> None:
    assert [line.split()[0] for line in frame(start, start + 1)[2:-2]] == numbers


def test_without_a_place_there_is_no_frame() -> None:
    assert str(make_error([Diagnostic("A", "B", None)], {})) == "ERROR: <nil>: A; B"
    beyond = Span(Source("x", "a\nb"), 2, 3)
    assert str(make_error([Diagnostic("A", "B", beyond)], {"x": "a"})) == "ERROR: x:2,1-2: A; B"
