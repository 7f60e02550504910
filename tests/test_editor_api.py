"""Going on behind a fault: what is known of the rest, and that compile() still stops at the first."""

from __future__ import annotations

import pytest

import preimage
from preimage.bases.empty import EmptyBases
from preimage.editor_api import compile_tolerantly, expand_text, locate_words_tolerantly
from preimage.model.errors import DockerfileError
from preimage.model.options import BuildRequest

REQUEST = BuildRequest(all_stages=True, has_notes=True, build_platform="linux/amd64")


@pytest.mark.parametrize(
    ("text", "faults", "findings"),
    [
        pytest.param("FROM a\nFOO x\nENV a b\n", [(2,)], ["LegacyKeyValueFormat"], id="unknown instruction"),
        pytest.param("FROM a\nCOPY x\nENV a b\nFOO\n", [(2,), (4,)], ["LegacyKeyValueFormat"], id="two of shape"),
        pytest.param("RUN x\nFROM a\nMAINTAINER b\n", [(1,)], ["MaintainerDeprecated"], id="before the first FROM"),
        pytest.param("# escape=x\nFROM a\nENV a b\n", [(0,)], ["LegacyKeyValueFormat"], id="directive"),
        pytest.param("FROM a\nRUN <<E\nENV a b\n", [(2, 3)], ["LegacyKeyValueFormat"], id="heredoc without an end"),
        pytest.param("FROM a\nENV a=${\nENV a b\n", [(2,)], ["LegacyKeyValueFormat"], id="value"),
        pytest.param("# check=foo=1\nFROM a\nENV a b\n", [()], ["LegacyKeyValueFormat"], id="check directive"),
        pytest.param("# check=error=true\nFROM a\nENV a b\nX\n", [(4,)], ["LegacyKeyValueFormat"], id="error=true"),
        pytest.param("FROM a\nAR x=1\nWORKDIR /$x\n", [(2,)], [], id="what hangs on the line that is broken"),
    ],
)
def test_the_rest_is_compiled(text: str, faults: list[tuple[int, ...]], findings: list[str]) -> None:
    result = compile_tolerantly(text.encode(), REQUEST, EmptyBases())
    assert [error.lines for error in result.faults] == faults
    assert [finding.rule for finding in result.findings] == findings
    assert result.compilation is not None
    with pytest.raises(DockerfileError) as raised:
        preimage.compile(text, bases=EmptyBases())
    assert raised.value.lines == faults[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# only a comment\n", id="comment"),
        pytest.param("ARG x\n", id="no stage"),
        pytest.param("FROM\n", id="FROM without a base"),
        pytest.param("FROM ${\nRUN x\n", id="FROM that cannot be expanded"),
    ],
)
def test_what_cannot_be_evaluated_has_faults_and_no_compilation(text: str) -> None:
    result = compile_tolerantly(text.encode(), REQUEST, EmptyBases())
    assert result.compilation is None
    assert result.faults


def test_a_good_file_has_no_faults_and_the_same_image() -> None:
    text = b'FROM a AS x\nENV a=1\nFROM x\nCMD ["b"]\n'
    result = compile_tolerantly(text, REQUEST, EmptyBases())
    assert result.compilation is not None
    assert not result.faults
    expected = preimage.compile(text, bases=EmptyBases(), build_platform="linux/amd64")
    assert result.compilation.image.to_json() == expected.image.to_json()


def test_many_bad_values_end_the_search() -> None:
    text = "FROM a\n" + "ENV a=${\n" * 20
    assert compile_tolerantly(text.encode(), REQUEST, EmptyBases()).compilation is None


def test_words_are_placed_behind_what_cannot_be_read() -> None:
    found = locate_words_tolerantly(b'FROM a\nENV b="\nRUN <<E\nx\nONBUILD\nUSER c\n')
    assert [(each.keyword.text, each.lines) for each in found][-1] == ("USER", (6, 6))
    assert locate_words_tolerantly(b"") == ()


def test_text_is_expanded() -> None:
    assert expand_text("${A:-x}/${B%.*}", {"B": "b.c"}, "\\") == "x/b"


def test_error_of_text_that_cannot_be_expanded() -> None:
    with pytest.raises(ValueError, match="unsupported modifier"):
        expand_text("${A:x}", {}, "\\")
