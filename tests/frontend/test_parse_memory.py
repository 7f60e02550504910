"""What is remembered of the statements of one text, and what is not taken over to the next one."""

from __future__ import annotations

import pytest

from preimage.frontend.parse_memory import ParseMemory
from preimage.frontend.parser import parse_dockerfile
from preimage.model.errors import DockerfileError, LimitError
from preimage.model.instructions import Dockerfile
from preimage.model.limits import DEFAULT_LIMITS, Budget, Limits
from preimage.model.lint import CheckOptions, Lint


def parse(text: str, memory: ParseMemory | None = None, limits: Limits = DEFAULT_LIMITS) -> tuple[object, ...]:
    """Give the file, its findings and what is left of the budget; or the error."""
    budget = Budget(limits, len(text))
    lint = Lint(None, budget)
    try:
        dockerfile = parse_dockerfile(text.encode(), lint, budget, memory=memory)
    except DockerfileError as error:
        return str(error), error.locations
    return dockerfile, lint.findings, budget.measure()


def read(text: str, memory: ParseMemory) -> Dockerfile:
    dockerfile = parse(text, memory)[0]
    assert isinstance(dockerfile, Dockerfile)
    return dockerfile


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("FROM a\nRUN b \\\n", "FROM a\nRUN b \\\n  c\n", id="a continuation at the end"),
        pytest.param("FROM a\nRUN b \\\n", "FROM a\nRUN b \\\n\n\nRUN c\n", id="blank lines in a continuation"),
        pytest.param("FROM a\nRUN b\nENV c=d\n", "FROM a\n# c\nENV c=d\n", id="a comment in front"),
        pytest.param("FROM a\n# c\nENV c=d\n", "FROM a\n#\nENV c=d\n", id="a comment that ends"),
        pytest.param("FROM a\nRUN <<E\nb\nE\nRUN c\n", "FROM a\nRUN <<F\nb\nE\nRUN c\n", id="a heredoc without an end"),
        pytest.param(
            "FROM a\nRUN <<F\nb\nE\nRUN c\nF\n", "FROM a\nRUN <<E\nb\nE\nRUN c\nF\n", id="what was in a heredoc"
        ),
        pytest.param("FROM a\nRUN b `\n c\n", "# escape=`\nFROM a\nRUN b `\n c\n", id="an escape directive"),
        pytest.param("#\nFROM a\nRUN b `\nRUN c\n", "# escape=`\nFROM a\nRUN b `\nRUN c\n", id="of the same lines"),
        pytest.param("FROM a\nRUN b\n", "FROM a\nRUN b\r\n", id="a carriage return"),
        pytest.param("FROM a\nCOPY <<E /\nb\nE\n", "FROM a\nCOPY <<E /\nb\r\nE\n", id="a carriage return in a heredoc"),
        pytest.param("FROM a\nRUN b\n", "FROM a\nRUN\x1f b\n", id="a separator"),
        pytest.param("FROM a\nRUN b\n", "", id="no text"),
        pytest.param("FROM a\nRUN b\n", "\ufeffFROM a\nRUN b\n", id="a byte order mark"),
        pytest.param("FROM a\nFROM b\nUSER c\n", "FROM a\nFOO b\nUSER c\n", id="a fault"),
        pytest.param("FROM a\nENV b\nUSER c\n", "FROM a\nENV b\nUSER d\n", id="behind a fault"),
        pytest.param("from a as b\nUSER c\n", "from a as b\nUSER d\n", id="a finding"),
    ],
)
def test_the_next_text_is_read_as_if_it_were_the_first(before: str, after: str) -> None:
    memory = ParseMemory()
    for text in (before, after, before, before, after):
        assert parse(text, memory) == parse(text)


def test_unchanged_instructions_are_those_of_the_text_before() -> None:
    memory = ParseMemory()
    first = read("FROM a\nUSER b\n# c\nRUN d\nCMD e\n", memory).stages[0].instructions
    second = read("FROM a\nUSER x\n# c\nRUN d\nCMD e\n", memory).stages[0].instructions
    assert [one is other for one, other in zip(first, second, strict=True)] == [False, True, True]
    longer = read("FROM a\nUSER x\n# c\nRUN d\nCMD e\nUSER f\n", memory).stages[0].instructions
    assert [one is other for one, other in zip(second, longer, strict=False)] == [True, True, False]


def test_other_checks_look_at_the_shape_again() -> None:
    memory = ParseMemory()
    text = "FROM a as b\n"
    assert parse(text, memory) == parse(text)
    silent = Lint(CheckOptions(skips_all=True))
    parse_dockerfile(text.encode(), silent, Budget(DEFAULT_LIMITS), memory=memory)
    assert silent.findings == []
    assert parse(text, memory) == parse(text)


def test_error_of_a_limit_comes_as_without_memory() -> None:
    memory = ParseMemory()
    text = "FROM a\nFROM b\nUSER c\nENV d\n"
    parse("FROM a\nFROM b\nUSER c\n", memory)
    for limits, message in (
        (Limits(instructions=2), "more than 2 instructions"),
        (Limits(stages=1), "more than 1 stages"),
    ):
        for each in (memory, None):
            with pytest.raises(LimitError) as caught:
                parse(text, each, limits)
            assert str(caught.value).startswith(message)
