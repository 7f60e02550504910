from __future__ import annotations

import pickle
import time
from contextlib import suppress

import pytest

import preimage
from preimage.frontend.notes.text_notes import NoteTaker
from preimage.frontend.parser import parse_dockerfile
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lint import CheckOptions, Lint

TEXT = "FROM scratch\nCMD ['a']\nHEALTHCHECK --start-interval=5s CMD x\n"


def rules(text: str, **options: str) -> list[str]:
    return [note.rule.removeprefix("preimage/") for note in preimage.compile(text, notes=True, **options).notes]


def test_notes_are_a_list_of_their_own() -> None:
    result = preimage.compile(TEXT, notes=True)
    assert [note.rule for note in result.notes] == ["preimage/AlmostJson", "preimage/StartIntervalWithoutPeriod"]
    assert [finding.rule for finding in result.warnings] == ["JSONArgsRecommended"]
    assert result.warnings == preimage.compile(TEXT).warnings
    assert pickle.loads(pickle.dumps(result)).notes == result.notes


def test_check_takes_notes() -> None:
    result = preimage.check("FROM scratch\nVOLUME [/a]\n")
    assert (result.findings, [note.rule for note in result.notes]) == ((), ["preimage/AlmostJson"])
    failed = preimage.check("FROM scratch\nVOLUME [/a]\nFOO\n")
    assert (str(failed.error)[:30], failed.notes) == ("dockerfile parse error on line", result.notes)


def test_notes_are_taken_only_if_asked_for() -> None:
    assert preimage.compile(TEXT).notes == []


def test_notes_neither_fail_a_build_nor_are_named_in_its_failure() -> None:
    assert rules("# check=error=true\nFROM scratch\nVOLUME [/a]\n") == ["AlmostJson"]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        pytest.param(f"# check=skip=all\n{TEXT}", {}, id="all"),
        pytest.param(f"# check=skip=preimage/AlmostJson,preimage/StartIntervalWithoutPeriod\n{TEXT}", {}, id="names"),
        pytest.param(TEXT, {"check": "skip=all"}, id="for the call"),
        pytest.param(
            TEXT.replace("CMD [", "# check=skip=preimage/AlmostJson\nCMD [").replace(
                "HEALTH", "# check=skip=all\nHEALTH"
            ),
            {},
            id="above the instructions",
        ),
    ],
)
def test_notes_are_switched_off_like_rules(text, options) -> None:
    assert rules(text, **options) == []


def test_error_keeps_the_notes_of_the_whole_file() -> None:
    with pytest.raises(preimage.DockerfileError) as caught:
        preimage.compile(f"{TEXT}FOO\nVOLUME [/a]\n", notes=True)
    error = caught.value
    assert [note.lines for note in error.notes] == [(2,), (3,), (5,)]
    assert pickle.loads(pickle.dumps(error)).notes == error.notes


def test_error_too_many_notes() -> None:
    data = b"FROM scratch\n" + b"VOLUME [/a]\n" * 4
    budget = Budget(preimage.Limits(findings=3))
    taker = NoteTaker(data, Lint(CheckOptions(), budget), (), Budget(DEFAULT_LIMITS).suggestions)
    with pytest.raises(preimage.LimitError, match="more than 3 findings"):
        parse_dockerfile(data, Lint(), Budget(DEFAULT_LIMITS), taker)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("#" * 60_000, id="signs of comments"),
        pytest.param("#" + "check" * 12_000, id="check without a value"),
        pytest.param("COPY [" + "a, " * 20_000, id="list without an end"),
        pytest.param("CMD [" + '"a" ' * 15_000, id="no commas"),
        pytest.param("RUN [" + "'" * 60_000, id="quotes"),
        pytest.param("RUN --mount=" + ",from" * 12_000 + " x", id="mount"),
    ],
)
def test_long_lines_take_linear_time(line) -> None:
    start = time.process_time()
    with suppress(preimage.DockerfileError):
        preimage.compile(f"FROM scratch\n{line}\nUSER x\n", notes=True)
    assert time.process_time() - start < 2
