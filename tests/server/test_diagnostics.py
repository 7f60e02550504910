"""Diagnostics: those of a check, the words they are about, and what is said beyond the first fault."""

from __future__ import annotations

import pytest

import preimage


def shown(document) -> list[tuple[str, str]]:
    """Give rule and marked text of each diagnostic."""
    found = []
    for each in document.diagnostics:
        span = document.text.range_to_client(each.start, each.end)
        found.append((each.code, document.text.slice(span)))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM a as b\n", [("FromAsCasing", "as")], id="AS"),
        pytest.param("FROM a AS B\n", [("StageNameCasing", "B")], id="stage name"),
        pytest.param("FROM a\nrun x\nRUN y\n", [("ConsistentInstructionCasing", "run")], id="keyword"),
        pytest.param("FROM a\nMAINTAINER me\n", [("MaintainerDeprecated", "MAINTAINER")], id="MAINTAINER"),
        pytest.param("FROM a\nENV a b c\n", [("LegacyKeyValueFormat", "ENV a b c")], id="whole instruction"),
        pytest.param(
            "FROM a\nCOPY /$x/${y}  /$x\n", [("UndefinedVar", part) for part in ("$x", "${y}", "$x")], id="variables"
        ),
        pytest.param(
            "FROM a\nLABEL a=1 \\\n  b=${y:-} \\\n  c=$z\n",
            [("UndefinedVar", "${y:-}"), ("UndefinedVar", "$z")],
            id="continued line",
        ),
        pytest.param(
            "FROM $x\n",
            [(rule, "$x") for rule in ("InvalidDefaultArgInFrom", "UndefinedArgInFrom", "DockerfileError")],
            id="FROM",
        ),
        pytest.param("FROM a\nWORKDIR b\n", [("WorkdirRelativePath", "b")], id="argument"),
        pytest.param("FROM a\nARG API_TOKEN=1\n", [("SecretsUsedInArgOrEnv", "API_TOKEN")], id="name of a secret"),
        pytest.param(
            "FROM --platform=linux/amd64 a\n",
            [("FromPlatformFlagConstDisallowed", "--platform=linux/amd64")],
            id="flag",
        ),
        pytest.param("FROM a\nEXPOSE 80/TCP\n", [("ExposeProtoCasing", "80/TCP")], id="port"),
        pytest.param("FROM a\nCMD echo\n", [("JSONArgsRecommended", "CMD")], id="shell form"),
        pytest.param("FROM a\nRUN a \\\n\n  b\n", [("NoEmptyContinuation", "b")], id="empty continuation"),
        pytest.param("# escape=`\nFROM a\nENV a `\n b\n", [("LegacyKeyValueFormat", "ENV a `\n b")], id="backtick"),
        pytest.param("FROM a\nFOO  x\n", [("DockerfileError", "FOO")], id="unknown instruction"),
        pytest.param("FROM a\n  COPY x\n", [("DockerfileError", "COPY x")], id="shape"),
        pytest.param("FROM a\nRUN <<E\nb\n", [("DockerfileError", "RUN <<E\nb")], id="heredoc"),
        pytest.param("", [("DockerfileError", "")], id="empty file"),
        pytest.param("# only\n", [("DockerfileError", "# only")], id="no instruction"),
        pytest.param("# escape=x\nFROM a\n", [("DockerfileError", "# escape=x")], id="directive"),
    ],
)
def test_words_are_marked(open_document, text: str, expected: list[tuple[str, str]]) -> None:
    assert shown(open_document(text)) == expected


@pytest.mark.parametrize("text", ["FROM a as b\nENV a b\nWORKDIR x$y\nCMD [x]\n", "FROM a as b\nENV a b\nX\nENV c d\n"])
def test_findings_and_error_are_those_of_a_check(open_document, text: str) -> None:
    document = open_document(text)
    expected = preimage.check(text, build_platform="linux/amd64")
    own = [each for each in document.diagnostics if not each.is_beyond]
    findings = [(each.code, each.message, each.url) for each in own if each.finding is not None]
    assert sorted(findings) == sorted(
        (each.rule, each.message, each.url) for each in (*expected.findings, *expected.notes)
    )
    errors = [each.message for each in own if each.finding is None]
    assert errors == ([str(expected.error)] if expected.error is not None else [])


def test_the_rest_of_a_broken_file_is_checked(open_document) -> None:
    found = open_document("FROM a as b\nX\nENV c d\nCOPY x\n").diagnostics
    assert [(each.code, each.start[0], each.is_beyond) for each in found] == [
        ("FromAsCasing", 1, False),
        ("LegacyKeyValueFormat", 3, True),
        ("DockerfileError", 2, False),
        ("DockerfileError", 4, True),
    ]


def test_levels_of_rules_hold(open_document) -> None:
    document = open_document("FROM a as b\nENV a b\n", levels={"FromAsCasing": "off", "LegacyKeyValueFormat": "error"})
    assert [(each.code, each.severity) for each in document.diagnostics] == [("LegacyKeyValueFormat", "error")]


def test_notes_are_less_than_warnings(open_document) -> None:
    found = open_document("FROM a\nCMD [x]\n").diagnostics
    assert ("preimage/AlmostJson", "note") in [(each.code, each.severity) for each in found]


def test_files_for_other_front_ends_are_left_alone(open_document) -> None:
    assert open_document("# syntax=example.com/other\nX\n").diagnostics == []
