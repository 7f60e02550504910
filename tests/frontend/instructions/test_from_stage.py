from __future__ import annotations

import pytest

from preimage.frontend.instructions.from_stage import parse_from
from preimage.frontend.reader import read_statement
from preimage.model.instructions import From
from preimage.model.lint import Lint, parse_check_options


def parse(text: str, lint: Lint | None = None, comments: tuple[str, ...] = ()) -> From:
    return parse_from(read_statement(text, "\\", range(3, 4), comments), lint or Lint())


@pytest.mark.parametrize(
    ("text", "base", "name", "platform"),
    [
        pytest.param("FROM a", "a", "", "", id="base"),
        pytest.param("from a:b@c as d", "a:b@c", "d", "", id="name"),
        pytest.param("FROM $x A\u017f One-2_.x", "$x", "one-2_.x", "", id="folded word, name lowered"),
        pytest.param("FROM --platform=$y a", "a", "", "$y", id="platform"),
        pytest.param("FROM --platform= a", "a", "", "", id="empty platform"),
        pytest.param("FROM a as \u212a", "a", "k", "", id="Kelvin sign lowers"),
    ],
)
def test_parse_from(text: str, base: str, name: str, platform: str) -> None:
    stage = parse(text)
    assert (stage.base, stage.name, stage.platform) == (base, name, platform)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("FROM", "FROM requires either one or three arguments", id="no argument"),
        pytest.param("FROM a # b", "FROM requires either one or three arguments", id="comment behind"),
        pytest.param("FROM a as", "FROM requires either one or three arguments", id="two arguments"),
        pytest.param("FROM a is b", "FROM requires either one or three arguments", id="another word"),
        pytest.param("FROM --x a as b c", "FROM requires either one or three arguments", id="four before flags"),
        pytest.param(
            "FROM --x a as 1B\u00a0",
            'invalid name for build stage: "1B", name can\'t start with a number or contain symbols',
            id="digit first, before flags",
        ),
        pytest.param(
            "FROM a as b/c\u00a0d",
            'invalid name for build stage: "b/c\\u00a0d", name can\'t start with a number or contain symbols',
            id="symbol",
        ),
        pytest.param(
            "FROM a as $x",
            'invalid name for build stage: "$x", name can\'t start with a number or contain symbols',
            id="variable",
        ),
        pytest.param("FROM --plaform=x a", "unknown flag: --plaform (did you mean platform?)", id="flag"),
        pytest.param("FROM --platform a", "missing a value on flag: --platform", id="no value"),
    ],
)
def test_error_parse_from(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        pytest.param("FROM a AS b", [], id="upper case"),
        pytest.param("from a as b", [], id="lower case"),
        pytest.param("From a aS b", [], id="mixed word is not judged here"),
        pytest.param(
            "FROM a as b", [("FromAsCasing", "'as' and 'FROM' keywords' casing do not match")], id="upper and lower"
        ),
        pytest.param(
            "from a As b", [("FromAsCasing", "'As' and 'from' keywords' casing do not match")], id="lower and mixed"
        ),
        pytest.param("from a as B", [("StageNameCasing", "Stage name 'B' should be lowercase")], id="name"),
    ],
)
def test_casing(text: str, findings: list[tuple[str, str]]) -> None:
    lint = Lint()
    parse(text, lint)
    assert [(finding.rule, finding.message) for finding in lint.findings] == findings
    assert all(tuple(finding.lines) == (3,) for finding in lint.findings)


def test_casing_is_told_of_what_fails() -> None:
    lint = Lint()
    with pytest.raises(ValueError):
        parse("FROM a as B c", lint)
    assert [finding.rule for finding in lint.findings] == ["FromAsCasing"]


@pytest.mark.parametrize(
    ("text", "comments", "messages"),
    [
        pytest.param("FROM a AS b", ("b is it",), [], id="begins with the name"),
        pytest.param("FROM a AS b", ("b",), [], id="name alone"),
        pytest.param("FROM a AS b", (), [], id="no comment"),
        pytest.param("FROM a", ("c",), [], id="no name"),
        pytest.param(
            "FROM a AS b",
            ("b", "bb is it"),
            ["Comment for FROM should follow the format: `# b <description>`"],
            id="last comment counts",
        ),
    ],
)
def test_description(text: str, comments: tuple[str, ...], messages: list[str]) -> None:
    lint = Lint(parse_check_options("experimental=all"))
    parse(text, lint, comments)
    assert [finding.message for finding in lint.findings] == messages
