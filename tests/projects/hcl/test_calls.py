from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("upper(S)", '"TEXT"', id="call"),
        pytest.param("max([1, 5]...)", "5", id="expanded"),
        pytest.param('format("%s-%s", ["a", "b"]...)', '"a-b"', id="expanded behind others"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "uper(S)",
            '1,1-5: Call to unknown function; There is no function named "uper". Did you mean "upper"?',
            id="unknown",
        ),
        pytest.param(
            "upper()",
            '1,7-8: Not enough function arguments; Function "upper" expects 1 argument(s). Missing value for "str".',
            id="too few",
        ),
        pytest.param(
            "setunion()",
            '1,10-11: Not enough function arguments; Function "setunion" expects at least 1 argument(s). Missing value for "first_set".',
            id="too few of at least one",
        ),
        pytest.param(
            "upper(S, S)",
            '1,10-11: Too many function arguments; Function "upper" expects only 1 argument(s).',
            id="too many",
        ),
        pytest.param(
            "upper(L)",
            '1,7-8: Invalid function argument; Invalid value for "str" parameter: string required.',
            id="of another kind",
        ),
        pytest.param(
            "upper(null)",
            '1,7-11: Invalid function argument; Invalid value for "str" parameter: argument must not be null.',
            id="null",
        ),
        pytest.param(
            "max(S...)",
            "1,5-6: Invalid expanding argument value; The expanding argument (indicated by ...) must be of a tuple, list, or set type.",
            id="expanded text",
        ),
        pytest.param(
            "max(null...)",
            "1,5-9: Invalid expanding argument value; The expanding argument (indicated by ...) must not be null.",
            id="expanded null",
        ),
        pytest.param(
            'index(["a"], 5)',
            '1,1-7: Error in function call; Call to function "index" failed: key must be between 0 and 1 inclusive.',
            id="failure of the function",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault


def test_needs_are_those_of_the_whole_expression_in_order() -> None:
    from preimage.projects.hcl.calls import find_needs
    from preimage.projects.hcl.cursor import Cursor
    from preimage.projects.hcl.expression_parser import parse_expression
    from preimage.projects.hcl.source import Source

    text = 'f(a.b, [for x in c : x + d if x]) ? {k = e} : "${g(a)}"'
    needs = find_needs(parse_expression(Cursor(Source("x", text))))
    assert needs.functions == ("f", "g")
    assert [name for name, _ in needs.variables] == ["a", "c", "d", "e", "a"]
    assert [step.name for step in needs.variables[0][1]] == ["b"]


def test_error_is_placed_where_an_argument_begins(find_fault: Callable[[str], str]) -> None:
    assert find_fault("slice((true ? S : S), 0, 1)").startswith("1,8-12: Invalid function argument")
    assert find_fault('zipmap("%{for x in L}${x}%{endfor}", [])').startswith("1,9-22: Invalid function argument")


def test_error_an_unknown_name_in_a_set(find_fault: Callable[[str], str]) -> None:
    assert find_fault("setunion([nope, true])") == '1,11-15: Unknown variable; There is no variable named "nope".'
