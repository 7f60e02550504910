from __future__ import annotations

import pytest

from preimage.model.errors import OptionError

TEXT = """\
ARG ABOVE=1
ARG EMPTY
FROM a AS one
ARG ONE=1
ENV OTHER=1
FROM a AS two
ARG NONE
LABEL x=y
ENV SAME=1 LATER=2
ARG BEHIND=3
FROM a AS three
COPY --from=one a b
"""


@pytest.mark.parametrize(
    ("name", "line", "reason", "declared"),
    [
        pytest.param("NONE", 8, "arg-without-value", (7, 7), id="declared without a value"),
        pytest.param("BEHIND", 8, "set-later", (10, 10), id="an ARG below"),
        pytest.param("BEHIND", 10, "set-later", (10, 10), id="the ARG itself"),
        pytest.param("ABOVE", 8, "arg-before-from", (1, 1), id="above FROM"),
        pytest.param("EMPTY", 8, "never-set", None, id="above FROM without a value"),
        pytest.param("ONE", 8, "arg-not-declared-in-stage", (4, 4), id="an ARG of another stage"),
        pytest.param("GIVEN", 8, "arg-not-declared-in-stage", None, id="a build argument"),
        pytest.param("TARGETOS", 8, "arg-not-declared-in-stage", None, id="an automatic argument"),
        pytest.param("SAME", 9, "set-by-same-instruction", (9, 9), id="the ENV itself"),
        pytest.param("LATER", 8, "set-later", (9, 9), id="an ENV below"),
        pytest.param("OTHER", 8, "env-of-other-stage", (5, 5), id="an ENV of another stage"),
        pytest.param("NOTHING", 8, "never-set", None, id="nothing"),
        pytest.param("EMPTY", 6, "arg-without-value", (2, 2), id="FROM: without a value"),
        pytest.param("ONE", 6, "arg-not-global", (4, 4), id="FROM: an ARG above it in a stage"),
        pytest.param("GIVEN", 6, "arg-not-declared-in-stage", None, id="FROM: a build argument"),
        pytest.param("OTHER", 6, "env-of-other-stage", (5, 5), id="FROM: an ENV"),
        pytest.param("NOTHING", 6, "never-set", None, id="FROM: nothing"),
        pytest.param("EMPTY", 1, "set-later", (2, 2), id="above FROM: an ARG below"),
    ],
)
def test_why_unset(compile_text, name: str, line: int, reason: str, declared: tuple[int, int] | None) -> None:
    answer = compile_text(TEXT, target="two", build_args={"GIVEN": "1"}).variable(name, line)
    assert (answer.state, answer.value, answer.cause) == ("unset", "", None)
    assert (answer.reason, answer.declared) == (reason, declared)


@pytest.mark.parametrize(("line", "reason"), [(2, "set-later"), (4, "set-by-same-instruction")])
def test_line_between_instructions_is_the_next_one(compile_text, line: int, reason: str) -> None:
    result = compile_text("FROM a\nUSER u\n\n# why\nENV V=1 \\\n  W=2\nUSER w\n")
    answer = result.variable("W", line)
    assert (answer.reason, answer.line) == (reason, line)


def test_stage_that_is_not_needed(compile_text) -> None:
    answer = compile_text(TEXT, target="two").variable("ONE", 5)
    assert (answer.state, answer.value, answer.reason) == ("unknown", None, "stage-not-reached")
    assert compile_text(TEXT).variable("ONE", 5).value == "1"


@pytest.mark.parametrize(
    ("text", "line", "value", "reason", "declared"),
    [
        pytest.param("FROM a\nARG A=1\nENV A=2\nRUN x", 4, "2", "arg-shadowed-by-env", (2, 2), id="ENV over ARG"),
        pytest.param("FROM a\nENV A=2\nARG A=1\nRUN x", 4, "1", "arg-shadows-env", (3, 3), id="ARG over ENV"),
        pytest.param("FROM a\nENV A=2\nARG A\nRUN x", 4, "2", None, None, id="an ARG without a value"),
        pytest.param(
            "FROM a AS b\nENV A=2\nARG A=1\nFROM b\nRUN x",
            5,
            "2",
            "arg-shadowed-by-env",
            (3, 3),
            id="a stage gives it back",
        ),
        pytest.param("FROM a AS b\nARG A=1\nFROM b\nRUN x", 4, "1", None, (2, 2), id="an ARG of the parent"),
        pytest.param("FROM a\nARG A=1\nRUN x\n\n# c\n", 5, "1", None, (2, 2), id="the end of the stage"),
        pytest.param("ARG A=1\nFROM a\nARG A\nRUN x", 4, "1", None, (3, 3), id="from above FROM"),
        pytest.param("ARG A=1\nFROM a\nRUN x", 2, "1", None, (1, 1), id="at a FROM"),
        pytest.param("FROM a\nONBUILD ARG A=1\nFROM a", 1, "", "set-later", None, id="text of a trigger is none"),
    ],
)
def test_values(compile_text, text: str, line: int, value: str, reason: str | None, declared: object) -> None:
    if value:
        answer = compile_text(text).variable("A", line)
        assert (answer.state, answer.value, answer.reason, answer.declared) == ("set", value, reason, declared)
    else:
        assert compile_text(text).variable("A", line).reason == "never-set"


def test_trigger_of_the_file_declares_at_its_onbuild(compile_text) -> None:
    answer = compile_text("FROM a AS b\nONBUILD ARG A=1\nFROM b\nRUN x").variable("A", 4)
    assert (answer.value, answer.cause.kind, answer.declared) == ("1", "trigger", (2, 2))


def test_earlier_values_oldest_first(compile_text) -> None:
    answer = compile_text("FROM a\nENV A=2\nARG A=3\nENV A=4\nRUN x", base={"Env": ["A=0", "A=1"]}).variable("A", 5)
    assert [(value, cause.kind) for value, cause in answer.earlier] == [
        ("1", "base"),
        ("2", "instruction"),
        ("3", "instruction"),
    ]


def test_uses_are_those_of_what_gave_the_text(compile_text) -> None:
    result = compile_text("ARG A=1\nARG B=$A\nFROM a\nARG B\nENV C=$B\nRUN x")
    assert [use.variable for use in result.variable("B", 5).uses] == ["A"]
    assert [use.variable for use in result.variable("C", 6).uses] == ["B"]


def test_unknown_base(compile_text) -> None:
    result = compile_text("FROM x\nARG A\nRUN y", unresolved="empty")
    answer = result.variable("A", 3)
    assert (answer.state, answer.value, answer.reason, answer.cause.kind) == ("unknown", "", "base-unknown", "base")
    assert result.variable("PATH", 3).state == "unknown"


def test_error_line_outside_the_file(compile_text) -> None:
    with pytest.raises(OptionError, match="^line 3 is outside the file, which has 2 lines$"):
        compile_text("FROM a\n").variable("A", 3)


def test_text_of_an_answer(compile_text) -> None:
    answer = compile_text("FROM a").variable("A", 1)
    assert repr(answer) == "VariableExplanation('A', 1, 'unset', '', 'never-set')"
