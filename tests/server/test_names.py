"""Definitions, references and renaming of stages and ARGs."""

from __future__ import annotations

import pytest

import preimage
from preimage.model.edits import apply_edits
from preimage.model.errors import OptionError
from preimage.server.names import AUTOMATIC, find_definitions, find_references, find_renamable, rename

TEXT = """\
ARG V=1
FROM a:$V AS base
ARG V
ENV E=$V
RUN <<X
echo $V $E
X
FROM base AS two
ARG W=${V:-x}
COPY --from=base /$W /$E
COPY --from=0 /b /
FROM scratch
RUN --mount=from=TWO,target=/c x
ENV V=other
USER $V
"""


def place_of(text: str, line: int, word: str) -> tuple[int, int]:
    return line, text.splitlines()[line - 1].index(word) + 1


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
    ((start, _),) = find_definitions(open_document(TEXT), place_of(TEXT, line, word))
    assert start == expected


def test_a_stage_without_a_name_is_defined_by_its_from(open_document) -> None:
    text = "FROM a\nFROM b\nCOPY --from=0 /a /\n"
    assert find_definitions(open_document(text), (3, 13)) == [((1, 1), (1, 5))]


@pytest.mark.parametrize("place", [(1, 1), (2, 7), (99, 1)])
def test_nothing_is_defined_where_nothing_is_named(open_document, place: tuple[int, int]) -> None:
    document = open_document("FROM a\nUSER $x\n")
    assert find_definitions(document, place) == []


def test_references(open_document) -> None:
    document = open_document(TEXT)
    found = find_references(document, place_of(TEXT, 1, "V"), with_definitions=True)
    assert [start[0] for start, _ in found] == [1, 2, 3, 4, 6, 9]
    found = find_references(document, place_of(TEXT, 1, "V"), with_definitions=False)
    assert [start[0] for start, _ in found] == [2, 4, 6, 9]
    found = find_references(document, place_of(TEXT, 4, "E="), with_definitions=True)
    assert [start[0] for start, _ in found] == [4, 6, 10]
    found = find_references(document, place_of(TEXT, 14, "V="), with_definitions=True)
    assert [start[0] for start, _ in found] == [14, 15]
    found = find_references(document, place_of(TEXT, 2, "base"), with_definitions=True)
    assert [start for start, _ in found] == [(2, 14), (8, 6), (10, 13), (11, 13)]
    assert find_references(document, (13, 1), with_definitions=True) == []


@pytest.mark.parametrize(
    ("line", "word", "new"),
    [
        pytest.param(2, "base", "builder", id="stage"),
        pytest.param(10, "base", "builder", id="stage, from a use"),
        pytest.param(9, "W", "X_1", id="ARG"),
        pytest.param(1, "V", "VERSION", id="ARG of several regions"),
    ],
)
def test_renaming_leaves_the_image_as_it_is(open_document, line: int, word: str, new: str) -> None:
    document = open_document(TEXT)
    place = place_of(TEXT, line, word)
    (span, old) = find_renamable(document, place)
    assert span[0] <= place <= span[1]
    after = apply_edits(TEXT.encode(), rename(document, place, new))
    assert new.encode() in after
    for target in ("base", "two", None):
        renamed = new if target == old else target
        before = preimage.compile(TEXT, target=target, unresolved="empty").image
        now = preimage.compile(after, target=renamed, unresolved="empty").image
        assert before.to_dict()["config"] == now.to_dict()["config"]


@pytest.mark.parametrize(
    ("text", "place", "new", "message"),
    [
        pytest.param("FROM a\n", (1, 1), "x", "neither a stage nor an ARG stands here", id="nothing"),
        pytest.param("FROM a\nENV e=1\n", (2, 5), "x", "e is an ENV, which the image keeps by this name", id="ENV"),
        pytest.param("FROM a\nARG TARGETOS\n", (2, 5), "x", "the builder knows TARGETOS by this name", id="automatic"),
        pytest.param("FROM a\nUSER $e\n", (2, 7), "x", "no ARG of this file is called e", id="not of this file"),
        pytest.param("FROM a\nARG e\n", (2, 5), "1x", "1x is no name of an ARG", id="no name"),
        pytest.param("FROM a\nARG e\nENV f=1\n", (2, 5), "f", "f is the name of something else", id="taken"),
        pytest.param("FROM a AS b\nFROM c AS d\n", (1, 11), "d", "another stage is called d", id="stage taken"),
        pytest.param("FROM a AS b\n", (1, 11), "scratch", "scratch has a meaning of its own", id="reserved"),
        pytest.param(
            "FROM a\nCOPY --from=0 a b\nFROM c\nCOPY --from=0 a b\n",
            (4, 13),
            "x",
            "this stage has no name",
            id="no name of a stage",
        ),
    ],
)
def test_error_of_renaming(open_document, text: str, place: tuple[int, int], new: str, message: str) -> None:
    with pytest.raises(OptionError) as raised:
        rename(open_document(text), place, new)
    assert str(raised.value) == message


def test_error_of_a_name_with_capitals(open_document) -> None:
    with pytest.raises(OptionError, match=r"^B is no name of a stage: small letters"):
        rename(open_document("FROM a AS b\n"), (1, 11), "B")


@pytest.mark.parametrize("name", AUTOMATIC)
def test_automatic_args_are_those_of_a_build(name: str) -> None:
    result = preimage.compile(f"FROM scratch\nARG {name}\nRUN x\n", bases={})
    assert result.variable(name, 3).state == "set"
