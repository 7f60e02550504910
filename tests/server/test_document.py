"""The state of an open file."""

from __future__ import annotations

import random

import pytest

import preimage
from preimage.model.errors import OptionError
from preimage.server.document import Document
from preimage.server.situation import Situation

PIECES = (
    "FROM a AS b\n", "ENV x=1 y=$x\n", "RUN <<E\n", "E\n", "COPY --from=b a /\n", "ARG q", "$", "{", "}", "\\\n", "\n",
    "#", " ", "ONBUILD ", "HEALTHCHECK --interval=5s CMD x\n", "[", '"', "LABEL a b\n", "é", "\U0001f600", "\t", "CM",
)  # fmt: skip


class Broken:
    """A project whose settings cannot be used."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def open(self, path: str, data: bytes) -> Situation:
        raise self._error


def test_changes_are_made_in_their_order(open_document) -> None:
    document = open_document("FROM a\n")
    document.change([(((0, 5), (0, 6)), "bc"), (((1, 0), (1, 0)), "USER x\n")], 2)
    assert (document.text.text, document.version) == ("FROM bc\nUSER x\n", 2)
    document.change([(None, "FROM z\n")], 3)
    assert document.lines == ["FROM z", ""]


def test_what_was_found_out_is_kept_until_the_text_changes(open_document) -> None:
    document = open_document("FROM a as b\n")
    first = document.diagnostics
    assert document.diagnostics is first
    assert document.compilations is document.compilations
    document.change([(((0, 7), (0, 9)), "AS")], 2)
    assert document.diagnostics == []


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(OptionError("preimage.toml:1: no"), "preimage.toml:1: no", id="settings"),
        pytest.param(OSError(13, "Permission denied", "x"), "x: Permission denied", id="file"),
    ],
)
def test_error_of_the_project_is_shown_on_the_first_line(error: Exception, message: str) -> None:
    document = Document(Broken(error), "/w/Dockerfile", "FROM a as b\n")
    assert [(each.message, each.start[0], each.severity) for each in document.diagnostics] == [(message, 1, "error")]
    assert document.compilations == []


def test_settings_are_read_anew(open_document) -> None:
    document = open_document("FROM a as b\n")
    assert document.diagnostics
    document.settle(Broken(OptionError("gone")))
    assert [each.message for each in document.diagnostics] == ["gone"]


def test_there_is_a_compilation_for_each_platform(open_document) -> None:
    document = open_document("FROM a\nARG TARGETARCH\nENV a=$TARGETARCH\n", platforms=("linux/amd64", "linux/arm64"))
    found = {view.title: compilation.image.config.env[-1] for view, compilation in document.compilations}
    assert found == {"linux/amd64": "a=amd64", "linux/arm64": "a=arm64"}


def test_a_broken_file_is_compiled_without_what_is_broken(open_document) -> None:
    ((_, compilation),) = open_document("FROM a\nFOO\nUSER x\n").compilations
    assert compilation.image.config.user == "x"
    assert open_document("FROM ${\n").compilations == []


def test_instructions(open_document) -> None:
    document = open_document("FROM a\n\nRUN x \\\n y\nRUN <<E\n")
    assert [each.keyword.text for each in document.instructions] == ["FROM", "RUN"]
    assert document.instruction_at(4) is document.instructions[1]
    assert document.instruction_at(2) is None


def type_at(document, edits: int, seed: int) -> None:
    """Type at random places, also in the middle of words, and look at the diagnostics each time."""
    source = random.Random(seed)
    for version in range(edits):
        lines = document.text.text.split("\n")
        first = source.randrange(len(lines) + 1)
        start = (first, source.randrange(20))
        last = first + (source.random() < 0.1)
        end = (last, start[1] + source.choice((0, 0, 0, 1, 2, 8)))
        new = source.choice(PIECES) if source.random() < 0.7 else ""
        if len(document.text.text) > 4000:
            end = (last + 30, 0)
        document.change([((start, end), new)], version + 2)
        assert isinstance(document.diagnostics, list)


@pytest.mark.parametrize("seed", range(4))
def test_random_typing_ends_with_the_diagnostics_of_a_check(open_document, seed: int) -> None:
    document = open_document("FROM alpine AS b\nENV a b\nRUN echo $a\nCMD x\n")
    for turn in range(5):
        type_at(document, 30, seed * 100 + turn)
        expected = preimage.check(document.text.data, build_platform="linux/amd64")
        own = [each for each in document.diagnostics if not each.is_beyond]
        findings = sorted((each.code, each.message, each.finding.lines) for each in own if each.finding is not None)
        assert findings == sorted(
            (each.rule, each.message, each.lines) for each in (*expected.findings, *expected.notes)
        )
        errors = [each.message for each in own if each.finding is None]
        assert errors == ([str(expected.error)] if expected.error is not None else [])
