from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.projects.compose.account import Account
from preimage.projects.compose.nodes import Fault
from preimage.projects.compose.templates import InvalidTemplate, Variables, expand

VALUES = {"SET": "v", "EMPTY": "", "BRACES": "${SET}", "k": "lower", "\u212a": "kelvin", "LONG": "x" * 1_000_000}


def fill(template: str, account: Account | None = None) -> str:
    return expand(template, Variables(VALUES.get, account or Account()))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("plain", "plain"), ("$SET ${SET}", "v v"), ("$NO|${NO}", "|"), ("$$SET $${SET}", "$SET ${SET}"), ("$1 $ x $", "$1 $ x $"),
        ("$É", "$É"), ("$SETX", ""), ("${SET-d}${EMPTY-d}${NO-d}", "vd"), ("${SET:-d}${EMPTY:-d}${NO:-d}", "vdd"),
        ("${SET+r}${EMPTY+r}${NO+r}", "rr"), ("${SET:+r}${EMPTY:+r}${NO:+r}", "r"), ("${SET?m}${SET:?m}${EMPTY?m}", "vv"),
        ("${NO:-${SET}}", "v"), ("${NO:-a ${NO:-b} c}d", "a b cd"), ('${NO:-{"k":1}}', '{"k":1}'), ("${NO:-{}", "{"), ("${NO:-a}b}", "ab}"),
        ("${NO:-a-b:+c?d}", "a-b:+c?d"), ("${NO:-$$}", "$"), ("$BRACES", "${SET}"), ("${NO:-$BRACES}", "${SET}"), ("${k}${\u212a}", "lowerkelvin"),
        ("a${SET}\n${SET}b", "av\nvb"), ("${NO-}", ""), ("${NO+x}", ""), ("${SET:-x} ${SET:-y}", "v v"),
    ],
)  # fmt: skip
def test_templates_are_filled_in(template: str, text: str) -> None:
    assert fill(template) == text


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("${", "${"), ("a ${SET", "a ${SET"), ("${}", "${}"), ("${1}", "${1}"), ("${SET }", "${SET }"), ("${SET!x}", "${SET!x}"),
        ("${SET:x}", "${SET:x}"), ("${A.B}", "${A.B}"), ("${É}", "${É}"), ("${NO:-a\nb}", "${NO:-a\nb}"), ("${NO:-${}}", "${}"),
        # Behind a form with an operator the tool starts anew with what is left of the line.
        ("x ${SET:-a} ${bad!} y", " ${bad!}"), ("x ${SET} ${bad!} y", "x ${SET} ${bad!} y"), ("${SET:-a}\n${bad!}", "${SET:-a}\n${bad!}"),
    ],
)  # fmt: skip
def test_error_forms_that_do_not_exist(template: str, shown: str) -> None:
    with pytest.raises(InvalidTemplate) as caught:
        fill(template)
    assert str(caught.value) == shown


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("${NO?}", "required variable NO is missing a value"),
        ("${NO:?why}", "required variable NO is missing a value: why"),
        ("${EMPTY:?why $SET}", "required variable EMPTY is missing a value: why v"),
        ("${SET:-${NO:?deep}}", "required variable NO is missing a value: deep"),
    ],
)
def test_error_required_variables(template: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        fill(template)
    assert str(caught.value) == message


def test_unset_variables_are_warned_of_once() -> None:
    account = Account()
    fill("$NO ${NO} $OTHER ${NO:-d}", account)
    assert list(account.warnings) == [
        'The "NO" variable is not set. Defaulting to a blank string.',
        'The "OTHER" variable is not set. Defaulting to a blank string.',
    ]


def test_error_templates_nested_too_deep() -> None:
    with pytest.raises(LimitError) as caught:
        fill("${A:-" * 1000 + "}" * 1000)
    assert str(caught.value) == "templates are nested deeper than 50 levels"


def test_error_templates_that_come_to_too_much() -> None:
    with pytest.raises(LimitError):
        fill("$LONG" * 20)


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("${A:-x}" * 100_000, id="one line of many forms"),
        pytest.param("${A:-{" * 50_000 + "}", id="braces that never balance"),
        pytest.param("$" * 1_000_000, id="dollars"),
    ],
)
def test_long_templates_take_their_length(template: str) -> None:
    try:
        assert fill(template)
    except InvalidTemplate as fault:
        assert str(fault)
