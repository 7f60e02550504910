"""What is shown under the cursor."""

from __future__ import annotations

import pytest

from preimage.server.hover import code, find_hover, plain

BASES = {
    "docker.io/library/alpine:1.2": {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Cmd": ["sh"], "Env": ["PATH=/bin"]},
    }
}
TEXT = """\
ARG V=1.2
FROM alpine:$V AS base
ARG V
ENV A=x PATH=/opt/$V:$PATH
ENTRYPOINT ["e"]
RUN echo ${A:-q}

FROM base
ARG TARGETARCH
LABEL a=$TARGETARCH b=${TARGETARCH#a} c=${nope:-d} d=${nope:?no}
USER me
USER you
ENV API_TOKEN=s3cret B=$API_TOKEN
WORKDIR $API_TOKEN${API_TOKEN:+x}
"""


def shown(document, line: int, text: str):
    column = document.lines[line - 1].index(text) + 1
    found = find_hover(document, (line, column))
    return found.text if found is not None else None


@pytest.mark.parametrize(
    ("line", "word", "expected"),
    [
        pytest.param(1, "V=", "`$V` is `1.2`.", id="global ARG"),
        pytest.param(2, "$V", "`$V` is `1.2`, from line 1 ARG.", id="FROM"),
        pytest.param(3, "V", "`$V` is `1.2`, from line 1 ARG.", id="ARG of a stage"),
        pytest.param(4, "PATH", "`$PATH` is `/opt/1.2:/bin`.", id="name that ENV gives"),
        pytest.param(4, "$PATH", "`$PATH` is `/bin`, from base alpine:1.2.", id="variable of the base"),
        pytest.param(10, "${nope:-", "`${nope:-d}` is `d`.  \nNothing sets it.", id="default"),
        pytest.param(
            13, "$API", "`$API_TOKEN` is not set.  \nThe values of one ENV see what was set before it.", id="unset"
        ),
        pytest.param(14, "$API", "`$API_TOKEN` is `(hidden)`, from line 13 ENV.", id="secret"),
        pytest.param(14, "${API", "`${API_TOKEN:+x}` is `(hidden)`, from line 13 ENV.", id="what a secret went into"),
    ],
)
def test_variables(open_document, line: int, word: str, expected: str) -> None:
    assert shown(open_document(TEXT, bases=BASES), line, word) == expected


def test_a_variable_of_a_shell_says_so(open_document) -> None:
    text = shown(open_document(TEXT, bases=BASES), 6, "${A")
    assert text.splitlines()[0] == "`${A:-q}` is `x`, from line 4 ENV."
    assert "the shell that runs the command" in text


def test_a_reference_that_fails_says_why(open_document) -> None:
    found = shown(open_document("FROM a\nARG n\nRUN ${n:?no}\n", bases={"*": {"config": {}}}), 3, "${n")
    assert found.startswith("`${n:?no}` cannot be expanded: n: no")


def test_values_that_differ_are_shown_by_platform(open_document) -> None:
    document = open_document(
        "FROM scratch\nARG TARGETARCH\nUSER $TARGETARCH\n", platforms=("linux/amd64", "linux/arm64")
    )
    assert shown(document, 3, "$T").splitlines() == [
        "`$TARGETARCH` (linux/amd64) is `amd64`, from automatic TARGETARCH.",
        "",
        "`$TARGETARCH` (linux/arm64) is `arm64`, from automatic TARGETARCH.",
    ]


def test_what_depends_on_a_base_that_is_not_known_is_not_known(open_document) -> None:
    text = shown(open_document("FROM a\nUSER $X\n"), 2, "$X")
    assert text.startswith("`$X` is not known, from base a.")


@pytest.mark.parametrize(
    ("line", "word", "expected"),
    [
        pytest.param(4, "ENV", ["Env A: `x` (not set before)", "Env PATH: `/opt/1.2:/bin` (before: `/bin`)"], id="ENV"),
        pytest.param(
            5,
            "ENTRYPOINT",
            ['Entrypoint: `["e"]` (not set before)', 'Cmd: cleared (before: `["sh"]`)'],
            id="ENTRYPOINT clears CMD",
        ),
        pytest.param(
            11, "USER", ["User: `me` (not set before) — lost: set again at line 12"], id="what does not survive"
        ),
        pytest.param(12, "USER", ["User: `you` (before: `me`)"], id="before and after"),
        pytest.param(
            13, "ENV", ["Env API\\_TOKEN: `(hidden)` (not set before)", 'Env B: `""` (not set before)'], id="secret"
        ),
    ],
)
def test_instructions(open_document, line: int, word: str, expected: list[str]) -> None:
    text = shown(open_document(TEXT, bases=BASES), line, word)
    assert text.splitlines()[2:] == [f"- {each}" for each in expected]


def test_an_instruction_for_files_says_so(open_document) -> None:
    assert shown(open_document(TEXT, bases=BASES), 6, "RUN") == (
        "**RUN**\n\nhistory and files only: nothing of the config changes"
    )


def test_from_says_where_the_stage_starts_and_ends(open_document) -> None:
    document = open_document("FROM a AS b\nUSER x\nFROM b\nFROM scratch\n")
    assert shown(document, 1, "FROM").splitlines()[2:] == [
        "- starts from `a`, which is not known: an empty image stands for it",
        "- ends with: `base not known · user x · 1 ENV`",
    ]
    assert "- starts from stage b" in shown(document, 3, "FROM")
    assert "- starts from nothing" in shown(document, 4, "FROM")


def test_many_effects_are_cut(open_document) -> None:
    text = shown(open_document("FROM a\nENV " + " ".join(f"v{n}=1" for n in range(40)) + "\n"), 2, "ENV")
    assert text.endswith("- and 10 more")


@pytest.mark.parametrize("text", ["", "# comment\n", "FROM ${\nUSER $x\n"])
def test_nothing_is_shown_where_nothing_is_known(open_document, text: str) -> None:
    document = open_document(text)
    assert [find_hover(document, (line, 1)) for line in range(1, 3)] == [None, None]


def test_text_is_harmless_in_markdown() -> None:
    assert code("a`b``") == "``` a`b`` ```"
    assert plain("a_b*<c>") == "a\\_b\\*\\<c\\>"
