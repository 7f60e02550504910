"""Reading single instructions, and the stretches that findings are about."""

from __future__ import annotations

import pytest

from preimage.server.words import InstructionReader, find_span, has_other_escape, span_to_places, whole_span


def test_an_instruction_is_read_with_places_from_line_one() -> None:
    found = InstructionReader().read(["FROM a", "ENV a=1 \\", "  b=2"], 2, 3)
    assert found is not None
    assert found.lines == (1, 2)
    assert [(word.text, word.start) for word in found.arguments if word.kind == "name"] == [
        ("a", (1, 5)),
        ("b", (2, 3)),
    ]


def test_places_below_a_backtick_directive_are_those_of_the_instruction() -> None:
    lines = ["# escape=`", "FROM a", "ENV a=1 `", "  b=2"]
    found = InstructionReader().read(lines, 3, 4)
    assert found is not None
    assert found.lines == (1, 2)
    assert found.arguments[-1].start == (2, 5)
    assert found.line.start(found.arguments[-1].offset) == (2, 5)
    onbuild = InstructionReader().read(["# escape=`", "ONBUILD ENV `", " a=1"], 2, 3)
    assert onbuild is not None
    assert onbuild.trigger is not None
    assert onbuild.trigger.keyword.start == (1, 9)


def test_what_did_not_change_is_read_once() -> None:
    reader = InstructionReader()
    first = reader.read(["USER a"], 1, 1)
    reader.start()
    assert reader.read(["", "USER a"], 2, 2) is first
    reader.start()
    reader.start()
    assert reader.read(["USER a"], 1, 1) is not first


@pytest.mark.parametrize(
    "lines", [pytest.param(["RUN <<E", "x"], id="no end"), pytest.param(["USER a", "USER b"], id="two instructions")]
)
def test_what_is_no_instruction_is_not_read(lines: list[str]) -> None:
    assert InstructionReader().read(lines, 1, 2) is None


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param("# escape=`", True, id="backtick"),
        pytest.param(" # ESCAPE = `", True, id="case and blanks"),
        pytest.param("# escape=\\", False, id="backslash"),
        pytest.param("FROM a", False, id="none"),
    ],
)
def test_escape_character(first: str, expected: bool) -> None:
    assert has_other_escape([first, "FROM a"]) is expected


def test_the_references_of_alike_findings_are_counted() -> None:
    found = InstructionReader().read(["COPY $x ${x:-1} $xy /$x"], 1, 1)
    assert found is not None
    spans = [find_span(found, "UndefinedVar", "Usage of undefined variable '$x'", number) for number in range(4)]
    assert [found.line.text[slice(*span)] for span in spans] == ["$x", "${x:-1}", "$x", "$x"]
    assert find_span(found, "UndefinedVar", "Usage of undefined variable '$z'") == whole_span(found)


def test_a_stretch_that_goes_over_lines_has_places_on_both() -> None:
    found = InstructionReader().read(["ENV a \\", " b"], 1, 2)
    assert found is not None
    assert span_to_places(found.line, whole_span(found), 4) == ((5, 1), (6, 3))
