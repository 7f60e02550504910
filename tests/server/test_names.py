"""Definitions and references of stages and ARGs."""

from __future__ import annotations

import pytest

import preimage
from preimage.server.names import AUTOMATIC, find_definitions, find_references
from tests.server.conftest import NAMES, place_of


@pytest.mark.parametrize(
    ("line", "word", "expected"),
    [
        pytest.param(2, "V AS", (1, 5), id="FROM sees the ARG above"),
        pytest.param(3, "V", (1, 5), id="ARG of a stage takes its value from above"),
        pytest.param(4, "$V", (3, 5), id="ARG of the stage"),
        pytest.param(6, "E", (4, 5), id="heredoc"),
        pytest.param(9, "V", (3, 5), id="ARG of the stage it is based on"),
        pytest.param(10, "E", (4, 5), id="ENV of the stage it is based on"),
        pytest.param(8, "base", (2, 14), id="stage in FROM"),
        pytest.param(11, "0", (2, 14), id="stage by its place"),
        pytest.param(15, "V", (14, 5), id="ENV of another stage"),
    ],
)
def test_definitions(open_document, line: int, word: str, expected: tuple[int, int]) -> None:
    ((start, _),) = find_definitions(open_document(NAMES), place_of(NAMES, line, word))
    assert start == expected


@pytest.mark.parametrize("place", [(1, 6), (2, 7), (99, 1)])
def test_nothing_is_defined_where_nothing_is_named(open_document, place: tuple[int, int]) -> None:
    document = open_document("FROM a\nUSER $x\n")
    assert find_definitions(document, place) == []


def test_references(open_document) -> None:
    document = open_document(NAMES)
    found = find_references(document, place_of(NAMES, 1, "V"), with_definitions=True)
    assert [start[0] for start, _ in found] == [1, 2, 3, 4, 6, 9]
    found = find_references(document, place_of(NAMES, 1, "V"), with_definitions=False)
    assert [start[0] for start, _ in found] == [2, 4, 6, 9]
    found = find_references(document, place_of(NAMES, 4, "E="), with_definitions=True)
    assert [start[0] for start, _ in found] == [4, 6, 10]
    found = find_references(document, place_of(NAMES, 14, "V="), with_definitions=True)
    assert [start[0] for start, _ in found] == [14, 15]
    found = find_references(document, place_of(NAMES, 2, "base"), with_definitions=True)
    assert [start for start, _ in found] == [(2, 14), (8, 6), (10, 13), (11, 13)]
    assert find_references(document, (13, 1), with_definitions=True) == []


@pytest.mark.parametrize("name", AUTOMATIC)
def test_automatic_args_are_those_of_a_build(name: str) -> None:
    result = preimage.compile(f"FROM scratch\nARG {name}\nRUN x\n", bases={})
    assert result.variable(name, 3).state == "set"


def test_a_stage_without_a_name_is_defined_by_its_from(open_document) -> None:
    document = open_document("FROM a\nFROM b\nCOPY --from=0 c d\nRUN --mount=from=0,target=/m e\n")
    from_word, uses = ((1, 1), (1, 5)), [((3, 13), (3, 14)), ((4, 18), (4, 19))]
    for place in ((1, 1), (3, 13), (4, 18)):
        assert find_definitions(document, place) == [from_word]
        assert find_references(document, place, with_definitions=True) == [from_word, *uses]
        assert find_references(document, place, with_definitions=False) == uses


def test_what_stands_above_from_is_no_definition_where_no_arg_takes_it_over(open_document) -> None:
    document = open_document("ARG v=1\nFROM a:$v\nENV w=$v\nARG v\nUSER $v\n")
    assert find_definitions(document, (3, 7)) == []
    assert find_definitions(document, (5, 6)) == [((4, 5), (4, 6))]
    assert find_definitions(document, (4, 5)) == [((1, 5), (1, 6))]
    assert find_definitions(document, (2, 8)) == [((1, 5), (1, 6))]
