from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('"a${N}b"', '"a7b"', id="template"),
        pytest.param('"${L}"', '["a","b"]', id="one interpolation keeps its kind"),
        pytest.param('[1, "a", null]', '[1,"a",null]', id="tuple"),
        pytest.param('{b = 1, "a" = 2, (S) = 3}', '{"a":2,"b":1,"text":3}', id="object"),
        pytest.param("{a = 1, a = 2}", '{"a":2}', id="of a key given twice the last counts"),
        pytest.param("{true = 1, null = 2}", '{"null":2,"true":1}', id="a keyword is a key"),
        pytest.param('true ? 1 : "a"', '"1"', id="conditional converts to the common kind"),
        pytest.param("false ? null : [1]", "[1]", id="conditional with null"),
        pytest.param("true ? 1 : nope", "1", id="faults of the other branch do not count"),
        pytest.param('true ? 1 : "x${nope}"', '"1"', id="a failed template is still text"),
        pytest.param("[{a = 1}, {a = 2}][*].a", "[1,2]", id="splat"),
        pytest.param("{a = 1}[*].a", "[1]", id="splat of one value"),
        pytest.param("null[*]", "[]", id="splat of null"),
        pytest.param('"%{for x in L}(${x})%{endfor}"', '"(a)(b)"', id="loop in a template"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            '"a${null}"',
            "1,5-9: Invalid template interpolation value; The expression result is null. Cannot include a null value in a string template.",
            id="null in a template",
        ),
        pytest.param(
            '"a${L}"',
            "1,5-6: Invalid template interpolation value; Cannot include the given value in a string template: string required.",
            id="list in a template",
        ),
        pytest.param("{(null) = 1}", "1,11-12: Null value as key; Can't use a null value as a key.", id="null as key"),
        pytest.param(
            "{(L) = 1}", "1,2-5: Incorrect key type; Can't use this value as a key: string required.", id="list as key"
        ),
        pytest.param(
            "{L.a = 1}",
            "1,2-5: Ambiguous attribute key; If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as a literal name containing periods, wrap it in quotes to create a string literal.",
            id="steps as key",
        ),
        pytest.param(
            'true ? [1] : "a"',
            "1,8-17: Inconsistent conditional result types; The true and false result expressions must have consistent types. The 'true' value is tuple, but the 'false' value is string.",
            id="no common kind",
        ),
        pytest.param(
            "1 ? 2 : 3",
            "1,1-2: Incorrect condition type; The condition expression must be of type bool.",
            id="condition",
        ),
        pytest.param(
            "null ? 2 : 3",
            "1,1-5: Null condition; The condition value is null. Conditions must either be true or false.",
            id="null as condition",
        ),
        pytest.param(
            "nope[*]", '1,1-5: Unknown variable; There is no variable named "nope".', id="splat of nothing known"
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
