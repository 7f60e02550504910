"""Other names for stages and ARGs."""

from __future__ import annotations

import pytest

import preimage
from preimage.model.edits import apply_edits
from preimage.model.errors import OptionError
from preimage.server.renaming import find_renamable, rename
from tests.server.conftest import NAMES, place_of


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
    document = open_document(NAMES)
    place = place_of(NAMES, line, word)
    (span, old) = find_renamable(document, place)
    assert span[0] <= place <= span[1]
    after = apply_edits(NAMES.encode(), rename(document, place, new))
    assert new.encode() in after
    for target in ("base", "two", None):
        renamed = new if target == old else target
        before = preimage.compile(NAMES, target=target, unresolved="empty").image
        now = preimage.compile(after, target=renamed, unresolved="empty").image
        assert before.to_dict()["config"] == now.to_dict()["config"]


@pytest.mark.parametrize(
    ("text", "place", "new", "message"),
    [
        pytest.param("FROM a\n", (1, 6), "x", "neither a stage nor an ARG stands here", id="nothing"),
        pytest.param("FROM a\nENV e=1\n", (2, 5), "x", "e is an ENV, which the image keeps by this name", id="ENV"),
        pytest.param("FROM a\nARG TARGETOS\n", (2, 5), "x", "the builder knows TARGETOS by this name", id="automatic"),
        pytest.param("FROM a\nUSER $e\n", (2, 7), "x", "no ARG of this file is called e", id="not of this file"),
        pytest.param("FROM a\nARG e\n", (2, 5), "1x", '"1x" is no name of an ARG', id="no name"),
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
    with pytest.raises(OptionError, match=r'^"B" is no name of a stage: small letters'):
        rename(open_document("FROM a AS b\n"), (1, 11), "B")


@pytest.mark.parametrize(
    ("text", "new", "message"),
    [
        pytest.param(
            "ARG V=y\nFROM a AS x-y\nFROM x-$V\n",
            "z",
            "x-y may be what FROM x-$V at line 3 comes to",
            id="the old name",
        ),
        pytest.param(
            "ARG V=n\nFROM a AS x-y\nFROM X-${V:-a}\n",
            "z",
            "x-y may be what FROM X-${V:-a} at line 3 comes to",
            id="with another value",
        ),
        pytest.param(
            "ARG V=n\nFROM a AS x-y\nFROM q${V}r-$V-s\n",
            "qr-0-s",
            "qr-0-s may be what FROM q${V}r-$V-s at line 3 comes to",
            id="the new name",
        ),
        pytest.param(
            "ARG V=x-y\nFROM a AS x-y\nFROM $V\n", "z", "FROM at line 3 would start from something else", id="all of it"
        ),
        pytest.param(
            "ARG V=z\nFROM a AS x-y\nFROM $V\n",
            "z",
            "FROM at line 3 would start from something else",
            id="all of the new",
        ),
    ],
)
def test_error_of_a_stage_that_variables_name(open_document, text: str, new: str, message: str) -> None:
    with pytest.raises(OptionError) as raised:
        rename(open_document(text), (2, 11), new)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "base",
    ["$V", "${V}", "reg/$V", "x-$V-q", "a$V", "x-y$V-", "x${V}y-$V"],
    ids=lambda base: base.replace("/", " over "),
)
def test_a_stage_that_variables_do_not_name_is_renamed(open_document, base: str) -> None:
    document = open_document(f"ARG V=z\nFROM a AS x-y\nFROM {base}\nCOPY --from=x-y b c\n")
    assert [edit.start for edit in rename(document, (2, 11), "w")] == [(2, 11), (4, 13)]


def test_error_of_a_stage_that_the_settings_build(open_document) -> None:
    document = open_document("FROM a AS x\nFROM b AS y\n", target="x")
    with pytest.raises(OptionError) as raised:
        rename(document, (1, 11), "z")
    assert str(raised.value) == "the settings of the project build x by this name"
    assert rename(document, (2, 11), "z")


def test_error_of_a_name_that_copies_then_mean(open_document) -> None:
    document = open_document("FROM a AS x\nCOPY --from=img b c\nFROM x\n")
    with pytest.raises(OptionError, match=r"^the file could not be compiled any more: "):
        rename(document, (1, 11), "img")
