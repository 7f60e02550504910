from __future__ import annotations

import pytest

from preimage.model import rules
from preimage.model.errors import DockerfileError
from preimage.model.findings import Finding
from preimage.model.lint import Lint, parse_check_options
from preimage.model.rules import RULES, Rule

EXPERIMENTAL = "InvalidDefinitionDescription"


def made_up(name: str) -> Rule[[]]:
    """Give a rule of that name whose message is "m"."""
    return Rule(name, "", "", lambda: "m", is_experimental=name == EXPERIMENTAL)


@pytest.mark.parametrize(
    ("text", "rule", "runs"),
    [
        pytest.param("", "UndefinedVar", True, id="no options"),
        pytest.param("", EXPERIMENTAL, False, id="experimental rules are off"),
        pytest.param("\u00a0", "UndefinedVar", True, id="nothing but blanks"),
        pytest.param("skip=all", "UndefinedVar", False, id="skip all"),
        pytest.param("skip=all", EXPERIMENTAL, False, id="skip all leaves experimental rules off"),
        pytest.param("skip= A , UndefinedVar ", "UndefinedVar", False, id="skip a list with blanks"),
        pytest.param("skip=undefinedvar", "UndefinedVar", True, id="case counts"),
        pytest.param("skip=all,A", "UndefinedVar", True, id="all in a list is a name"),
        pytest.param("skip=", "UndefinedVar", True, id="empty list"),
        pytest.param("skip=UndefinedVar;skip=A", "UndefinedVar", True, id="the last list wins"),
        pytest.param("skip=all;skip=A", "UndefinedVar", False, id="all stays in force"),
        pytest.param("experimental=all", EXPERIMENTAL, True, id="all experimental rules"),
        pytest.param("experimental=all", "UndefinedVar", True, id="experimental leaves others alone"),
        pytest.param(f"experimental=A,{EXPERIMENTAL}", EXPERIMENTAL, True, id="one experimental rule"),
        pytest.param(f"experimental=all;skip={EXPERIMENTAL}", EXPERIMENTAL, True, id="skip leaves experimental alone"),
        pytest.param("skip=A;error=true;skip=B;skip=C", "UndefinedVar", True, id="only two semicolons split"),
    ],
)
def test_options_switch_rules(text: str, rule: str, runs: bool) -> None:
    assert parse_check_options(text).runs(RULES[rule]) is runs


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        pytest.param("error=true", True, id="true"),
        pytest.param(" error = T ", True, id="with blanks"),
        pytest.param("error=0", False, id="false"),
        pytest.param("error=true;error=false", False, id="the last wins"),
        pytest.param("skip=all", False, id="not given"),
    ],
)
def test_options_fail_the_build(text: str, fails: bool) -> None:
    assert parse_check_options(text).fails_on_findings is fails


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("x", 'invalid check option "x"', id="no equals sign"),
        pytest.param("skip=A;", 'invalid check option ""', id="nothing behind a semicolon"),
        pytest.param(" x =1", 'invalid check option "x"', id="unknown"),
        pytest.param("\u00a0x ", 'invalid check option "x"', id="blanks around all options"),
        pytest.param(
            "error=maybe",
            'failed to parse check option "error=maybe": strconv.ParseBool: parsing "maybe": invalid syntax',
            id="no boolean",
        ),
    ],
)
def test_error_bad_options(text: str, message: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_check_options(text)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("options", "rule", "comments", "is_found"),
    [
        pytest.param("", "UndefinedVar", ("check=skip=UndefinedVar",), False, id="a comment skips"),
        pytest.param("", "UndefinedVar", ("CHECK = skip=all // why",), False, id="name in any case, reason behind"),
        pytest.param("", "UndefinedVar", ("check=\tskip=all\t",), False, id="tabs around the value"),
        pytest.param(
            "", "UndefinedVar", ("why", "check=skip=UndefinedVar"), False, id="the first check comment counts"
        ),
        pytest.param("", "UndefinedVar", ("check=skip=A", "check=skip=all"), True, id="a later one does not"),
        pytest.param("", "UndefinedVar", ("check=nonsense", "check=skip=all"), True, id="not even after a bad one"),
        pytest.param("", "UndefinedVar", ("check=",), True, id="no value"),
        pytest.param("", "UndefinedVar", ("escape=skip=all",), True, id="another directive"),
        pytest.param("", "UndefinedVar", ("check skip=all",), True, id="not even that"),
        pytest.param("skip=all", "UndefinedVar", ("check=skip=A",), False, id="a comment switches nothing on"),
        pytest.param("", EXPERIMENTAL, (f"check=experimental={EXPERIMENTAL}",), True, id="but experimental rules"),
        pytest.param("experimental=all", EXPERIMENTAL, ("check=skip=all",), True, id="which it leaves on"),
        pytest.param("", "UndefinedVar", ("check=error=true",), True, id="error is ignored"),
    ],
)
def test_comments_switch_rules(options: str, rule: str, comments: tuple[str, ...], is_found: bool) -> None:
    lint = Lint(parse_check_options(options))
    lint.report(made_up(rule), range(2, 4), comments)
    assert lint.findings == ([Finding(rule, "m", (2, 3))] if is_found else [])
    assert not lint.options.fails_on_findings


def test_comments_of_one_instruction_do_not_reach_the_next() -> None:
    lint = Lint()
    comments = ("check=skip=all",)
    for lines, above in (
        (range(1, 2), comments),
        (range(1, 2), comments),
        (range(3, 4), ("other",)),
        (range(5, 6), ()),
    ):
        lint.report(made_up("UndefinedVar"), lines, above)
    assert [finding.lines for finding in lint.findings] == [(3,), (5,)]


def test_findings_of_one_long_instruction_share_their_lines() -> None:
    lint = Lint()
    lines = range(1, 1000)
    lint.report(made_up("UndefinedVar"), lines, ())
    lint.report(rules.STAGE_NAME_CASING, lines, (), "n")
    assert lint.findings[0].lines is lint.findings[1].lines


def test_bytes_that_are_not_utf8_are_replaced_in_messages() -> None:
    lint = Lint()
    lint.report(rules.STAGE_NAME_CASING, range(1, 2), (), "\udcff")
    assert lint.findings[0].message == "Stage name '\ufffd' should be lowercase"


def test_nothing_fails_without_findings() -> None:
    Lint(parse_check_options("error=true")).fail_on_findings()


def test_nothing_fails_unless_asked_for() -> None:
    lint = Lint()
    lint.report(made_up("UndefinedVar"), range(1), ())
    lint.fail_on_findings()
    assert len(lint.findings) == 1


def test_error_names_each_rule_once_sorted() -> None:
    lint = Lint(parse_check_options("error=true"))
    for rule in ("UndefinedVar", "StageNameCasing", "UndefinedVar"):
        lint.report(made_up(rule), range(1, 2), ())
    with pytest.raises(DockerfileError) as raised:
        lint.fail_on_findings()
    assert str(raised.value) == "lint violation found for rules: StageNameCasing, UndefinedVar"
    assert raised.value.locations == ()
