from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.frontend.parser import PARSERS, parse_dockerfile, parse_trigger
from preimage.model.errors import DockerfileError
from preimage.model.instructions import INSTRUCTION_NAMES, Cmd, Dockerfile, Run, User
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lint import Lint


def parse(text: str, lint: Lint | None = None) -> Dockerfile:
    return parse_dockerfile(text.encode("utf-8", "surrogateescape"), lint or Lint(), Budget(DEFAULT_LIMITS))


def test_every_instruction_has_a_parser() -> None:
    assert set(PARSERS) == set(INSTRUCTION_NAMES)


def test_stages_and_global_args() -> None:
    dockerfile = parse("# escape=`\nARG a\nARG b=1 c\nFROM x AS one\nUSER u\nFROM y\nARG d\nCMD e\n")
    assert dockerfile.escape == "`"
    assert [arg.pairs for arg in dockerfile.global_args] == [[("a", None)], [("b", "1"), ("c", None)]]
    assert [(stage.source.base, stage.source.name) for stage in dockerfile.stages] == [("x", "one"), ("y", "")]
    assert [type(instruction).__name__ for instruction in dockerfile.stages[1].instructions] == ["Arg", "Cmd"]
    assert [instruction.lines for stage in dockerfile.stages for instruction in stage.instructions] == [
        range(5, 6),
        range(7, 8),
        range(8, 9),
    ]


def test_args_alone_make_no_stage() -> None:
    assert parse("ARG a").stages == []


def test_comments_stay_with_their_instruction() -> None:
    (stage,) = parse("# a\nFROM x\n# b\n# c\nUSER u").stages
    assert (stage.source.comments, stage.instructions[0].comments) == (("a",), ("b", "c"))


def test_empty_continuations_are_warned_of_first() -> None:
    lint = Lint()
    parse("FROM a\nMAINTAINER b\nRUN c \\\n\n d\n", lint)
    assert [(finding.rule, finding.message, tuple(finding.lines)) for finding in lint.findings] == [
        ("NoEmptyContinuation", "Empty continuation line", (5,)),
        ("MaintainerDeprecated", "Maintainer instruction is deprecated in favor of using label", (2,)),
    ]


@pytest.mark.parametrize(
    ("text", "message", "locations"),
    [
        pytest.param("# c", "file with no instructions", ((1,),), id="no instructions"),
        pytest.param("FROM a\nFOO\nENV b", "ENV must have two arguments", ((3,),), id="reading comes first"),
        pytest.param("ARG a\nUSER b", "no build stage in current context", ((2,),), id="before the first stage"),
        pytest.param(
            "USER\\\n",
            "dockerfile parse error on line 1: USER requires exactly one argument",
            ((1,),),
            id="shape before the missing stage",
        ),
        pytest.param(
            "FROM a\n\nRUN \\\n --x b <<E\nE\n",
            "dockerfile parse error on line 3: unknown flag: --x",
            ((3, 4, 5),),
            id="lines with heredocs",
        ),
        pytest.param(
            "FROM a\nRUNN b",
            "dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)",
            ((2,),),
            id="near in upper case",
        ),
        pytest.param(
            "FROM a\nUSER1 b",
            "dockerfile parse error on line 2: unknown instruction: USER1 (did you mean USER?)",
            ((2,),),
            id="near with a digit",
        ),
        pytest.param(
            "FROM a\nRunn b",
            "dockerfile parse error on line 2: unknown instruction: Runn (did you mean run?)",
            ((2,),),
            id="near in mixed case",
        ),
        pytest.param(
            "FROM a\n\\\n\n", "dockerfile parse error on line 2: unknown instruction: ", ((2, 3),), id="no word"
        ),
        pytest.param(
            "FROM a\nUSER\u00a0b",
            "dockerfile parse error on line 2: unknown instruction: USER\u00a0b (did you mean user?)",
            ((2,),),
            id="no-break space in the word",
        ),
        pytest.param(
            "FROM a\n\udcff x", "dockerfile parse error on line 2: unknown instruction: \ufffd", ((2,),), id="bad byte"
        ),
        pytest.param("# escape=x\nFROM a", "invalid escape token 'x' does not match ` or \\", ((0,),), id="directive"),
    ],
)
def test_error_parse_dockerfile(text: str, message: str, locations: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(DockerfileError) as caught:
        parse(text)
    assert str(caught.value) == message
    assert caught.value.locations == locations


@given(st.text(st.sampled_from("FROMUSENVrun\\` \t\n\r#=<E-[]\"',$\x00\x1c\x85\u00a0\ufeff\udcff"), max_size=60))
def test_any_text_is_a_dockerfile_or_an_error(text: str) -> None:
    for prefix in ("", "FROM a\n", "FROM a\nRUN ", "FROM a\nENV ", "FROM a\nHEALTHCHECK ", "FROM a\nONBUILD "):
        try:
            dockerfile = parse(prefix + text)
        except DockerfileError as error:
            message = str(error)
        else:
            message = f"{len(dockerfile.stages)} stages, {len(dockerfile.global_args)} arguments"
            assert not message.startswith("0 stages, 0")
        # No error shows a byte that is not UTF-8.
        assert message.encode()


LINES = range(7, 8)


def trigger(text: str) -> object:
    return parse_trigger(text, LINES, Budget(DEFAULT_LIMITS))


@pytest.mark.parametrize(
    ("text", "kind", "comments"),
    [
        pytest.param("USER u", User, (), id="plain"),
        pytest.param("\ufeff# escape=`\n# c\nUSER `\n\n u", User, ("c",), id="a file of its own"),
        pytest.param("CMD a\\", Cmd, (), id="escape at the end"),
        pytest.param("RUN <<E\na\nE", Run, (), id="heredoc"),
    ],
)
def test_parse_trigger(text: str, kind: type, comments: tuple[str, ...]) -> None:
    instruction = trigger(text)
    assert isinstance(instruction, kind)
    assert isinstance(instruction, User | Cmd | Run)
    assert (instruction.lines, instruction.comments) == (LINES, comments)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "file with no instructions", id="nothing"),
        pytest.param("# c", "file with no instructions", id="comment"),
        pytest.param("USER a\nUSER b", "onbuild trigger should be a single expression", id="two"),
        pytest.param("FROM a", "*instructions.Stage is not a command type", id="stage"),
        pytest.param("FROM", "FROM requires either one or three arguments", id="stage of the wrong shape"),
        pytest.param("-- RUN a", "unknown instruction: --", id="dashes"),
        pytest.param("ENV a", "ENV must have two arguments", id="reading, no prefix"),
        pytest.param("USER", "USER requires exactly one argument", id="shape, no prefix"),
        pytest.param("RUN <<E\na", "unterminated heredoc", id="heredoc without end"),
        pytest.param("RUN " + "x" * 65535, "file with no instructions", id="too long"),
        pytest.param(
            "USER a\n" + "x" * 65536, "dockerfile line greater than max allowed size of 65535", id="too long behind"
        ),
    ],
)
def test_error_parse_trigger(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        trigger(text)
    assert str(caught.value) == message
