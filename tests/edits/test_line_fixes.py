from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("lines", "fixed"),
    [
        pytest.param("RUN a \\\n\n  b\n", "RUN a \\\n  b\n", id="one"),
        pytest.param("RUN a \\\n \t\n\n# c\n\n  b\n", "RUN a \\\n# c\n  b\n", id="several, and a comment"),
        pytest.param("RUN a \\\r\n\r\n  b\r\n", "RUN a \\\r\n  b\r\n", id="carriage returns"),
        pytest.param("RUN a \\\n\n", "RUN a \\\n", id="at the end of the file"),
        pytest.param("RUN a \\\n\n  ", "RUN a \\", id="blanks without a newline at the end"),
        pytest.param(
            "RUN a <<E \\\n\n  b\nx\n\ny\nE\n", "RUN a <<E \\\n  b\nx\n\ny\nE\n", id="a heredoc keeps its own"
        ),
        pytest.param("RUN a \\\n\n  b\n\nRUN c \\\n\n d\n", "RUN a \\\n  b\n\nRUN c \\\n d\n", id="two instructions"),
        pytest.param("ONBUILD RUN a \\\n\n  b\n", "ONBUILD RUN a \\\n  b\n", id="trigger"),
    ],
)
def test_blank_lines_of_continuations(fix, lines: str, fixed: str) -> None:
    result = fix(f"FROM a\n{lines}")
    assert (result.data.decode(), result.left) == (f"FROM a\n{fixed}", [])


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        pytest.param("FROM a\nuser b\nRun c\n", "FROM a\nUSER b\nRUN c\n", id="to upper"),
        pytest.param("from a\nUSER b\nrun c\n", "from a\nuser b\nrun c\n", id="to lower"),
        pytest.param("from a as b\nUSER b\nRUN c\n", "FROM a AS b\nUSER b\nRUN c\n", id="with from goes as"),
        pytest.param("from a AS b\nUSER b\nRUN c\n", "FROM a AS b\nUSER b\nRUN c\n", id="as is right already"),
        pytest.param("FROM a\nUSER b\nR\\\nun c\n", "FROM a\nUSER b\nR\\\nUN c\n", id="over two lines"),
        pytest.param("FROM a\nonbuild run x\n", "FROM a\nONBUILD run x\n", id="what is behind ONBUILD stays"),
        pytest.param("arg x\narg y\nFROM a\nUSER u\n", "arg x\narg y\nFROM a\nUSER u\n", id="global args have no say"),
        pytest.param("from a\ncmd x\nUSER y\nENV a b\nENV c d\n", "FROM a\nCMD x\nUSER y\nENV a=b\nENV c=d\n",
                     id="the word is in another message, too"),
    ],
)  # fmt: skip
def test_instructions_in_the_case_of_the_majority(fix, text: str, fixed: str) -> None:
    result = fix(text)
    assert result.data.decode() == fixed
    assert [each.finding.rule for each in result.left if each.finding.rule != "JSONArgsRecommended"] == []


DESCRIPTIONS = "# check=experimental=InvalidDefinitionDescription\n"


@pytest.mark.parametrize(
    ("lines", "fixed"),
    [
        pytest.param("# note\nFROM a AS b\n", "# note\n#\nFROM a AS b\n", id="above FROM"),
        pytest.param(
            "\n# note\n\nARG b=1\nFROM a\n", "\n# note\n#\n\nARG b=1\nFROM a\n", id="above ARG, and a blank line"
        ),
        pytest.param(
            "\r\n# note\r\nARG b\r\nFROM a\r\n", "\r\n# note\r\n#\r\nARG b\r\nFROM a\r\n", id="carriage return"
        ),
    ],
)
def test_comment_is_set_apart(fix, lines: str, fixed: str) -> None:
    result = fix(DESCRIPTIONS + lines)
    assert (result.data.decode(), result.left) == (DESCRIPTIONS + fixed, [])


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        pytest.param("\n# b is it\n# note\nFROM a AS b\n", "a comment further up is the description", id="description"),
        pytest.param(
            "\n# check=skip=FromAsCasing\n# note\nFROM a as b\n",
            "another check comment would lose its effect",
            id="check comment",
        ),
    ],
)
def test_comment_that_cannot_be_set_apart(fix, lines: str, reason: str) -> None:
    assert [each.reason for each in fix(DESCRIPTIONS + lines).left] == [reason]


@pytest.mark.parametrize(
    ("lines", "fixed"),
    [
        pytest.param('CMD ["a"]\nUSER u\nCMD ["b"]\n', 'USER u\nCMD ["b"]\n', id="command"),
        pytest.param('ENTRYPOINT a\n# why\nENTRYPOINT ["b"]\n', '# why\nENTRYPOINT ["b"]\n', id="entrypoint"),
        pytest.param("HEALTHCHECK CMD a \\\n# c\n b\nHEALTHCHECK NONE", "HEALTHCHECK NONE", id="over several lines"),
        pytest.param('CMD ["a"]\nCMD ["b"]\nCMD ["c"]\n', 'CMD ["c"]\n', id="three"),
    ],
)
def test_instruction_without_effect_is_removed(fix, lines: str, fixed: str) -> None:
    text = f"FROM a\n{lines}"
    assert not fix(text).is_changed
    result = fix(text, unsafe=True)
    assert (result.data.decode(), result.left) == (f"FROM a\n{fixed}", [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            'FROM a\n# check=skip=LegacyKeyValueFormat\nCMD ["a"]\nENV a b\nCMD ["b"]\n',
            "the check comment above it would be for the next instruction",
            id="check comment",
        ),
        pytest.param(
            'FROM a\n# b is it\nCMD ["a"]\nARG b\nCMD ["b"]\n',
            "the comment above it would be for the next instruction",
            id="description",
        ),
        pytest.param('FROM a AS x\nONBUILD CMD ["a"]\nFROM x\nCMD ["b"]\n', "it comes from a trigger", id="trigger"),
    ],
)
def test_instruction_without_effect_stays(fix, text: str, reason: str) -> None:
    result = fix(text, unsafe=True)
    assert reason in [each.reason for each in result.left]
    assert b'CMD ["a"]' in result.data
