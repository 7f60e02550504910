from __future__ import annotations

import pytest

from preimage.frontend.instructions.pairs import parse_arg, parse_env, parse_label, parse_maintainer
from preimage.frontend.parser import InstructionParser
from preimage.frontend.reader import read_statement
from preimage.frontend.statement import Statement
from preimage.model.lint import Lint, parse_check_options


def statement_of(text: str, comments: tuple[str, ...] = ()) -> Statement:
    return read_statement(text, "\\", range(1, 2), comments)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        pytest.param("ARG a", [("a", None)], id="name"),
        pytest.param("ARG a= b=c=d", [("a", ""), ("b", "c=d")], id="defaults"),
        pytest.param("ARG --x 'a'=\"b c\" $d", [("'a'", '"b c"'), ("$d", None)], id="raw, flags unread"),
    ],
)
def test_parse_arg(text: str, pairs: list[tuple[str, str | None]]) -> None:
    assert parse_arg(statement_of(text), Lint()).pairs == pairs


@pytest.mark.parametrize(
    ("text", "pairs", "is_legacy"),
    [
        pytest.param("ENV a=b 'c d'=\"e\"", [("a", "b"), ("'c d'", '"e"')], False, id="pairs, raw"),
        pytest.param('ENV ""=x', [('""', "x")], False, id="key that becomes empty"),
        pytest.param("LABEL a\\=b=c", [("a\\", "b=c")], False, id="cut at the first sign"),
        pytest.param("LABEL a =b", [("a", "=b")], True, id="legacy"),
    ],
)
def test_parse_env_and_label(text: str, pairs: list[tuple[str, str]], is_legacy: bool) -> None:
    instruction = (parse_env if text.startswith("ENV") else parse_label)(statement_of(text), Lint())
    assert (instruction.pairs, instruction.is_legacy) == (pairs, is_legacy)


def test_parse_maintainer_warns() -> None:
    lint = Lint()
    assert parse_maintainer(statement_of("MAINTAINER a  <b>"), lint).text == "a  <b>"
    assert [finding.rule for finding in lint.findings] == ["MaintainerDeprecated"]


def test_maintainer_warns_before_it_fails() -> None:
    lint = Lint()
    with pytest.raises(ValueError):
        parse_maintainer(statement_of("MAINTAINER"), lint)
    assert len(lint.findings) == 1


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        pytest.param(parse_arg, "ARG", "ARG requires at least one argument", id="arg"),
        pytest.param(parse_arg, "ARG a =b", "ARG names can not be blank", id="blank arg"),
        pytest.param(parse_env, "ENV", "ENV requires at least one argument", id="env"),
        pytest.param(parse_env, "ENV --x", "unknown flag: --x", id="env flags come first"),
        pytest.param(parse_env, "ENV a=b =1", "ENV names can not be blank", id="blank env"),
        pytest.param(parse_label, "LABEL", "LABEL requires at least one argument", id="label"),
        pytest.param(parse_label, "LABEL =1", "LABEL names can not be blank", id="blank label"),
        pytest.param(parse_maintainer, "MAINTAINER --x", "MAINTAINER requires exactly one argument", id="maintainer"),
        pytest.param(parse_maintainer, "MAINTAINER --x a", "unknown flag: --x", id="maintainer flags come last"),
    ],
)
def test_error(parse: InstructionParser, text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(statement_of(text), Lint())
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "comment", "messages"),
    [
        pytest.param("ARG a=1", "a is it", [], id="begins with the name"),
        pytest.param("ARG a b", "b is it", [], id="begins with one of them"),
        pytest.param("ARG a", "c", ["Comment for ARG should follow the format: `# a <description>`"], id="other"),
        pytest.param(
            "ARG a b",
            "c",
            ["Comment for ARG should follow the format: `# <arg_key> <description>`"],
            id="several names",
        ),
    ],
)
def test_description(text: str, comment: str, messages: list[str]) -> None:
    lint = Lint(parse_check_options("experimental=all"))
    parse_arg(statement_of(text, (comment,)), lint)
    assert [finding.message for finding in lint.findings] == messages
