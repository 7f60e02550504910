from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("convert([{a = 1}], list(object({a = string})))", '[{"a":"1"}]', id="nested"),
    ],
)
def test_values(evaluate: Callable[[str], str], text: str, expected: str) -> None:
    assert evaluate(text) == expected


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "convert(1, text)",
            '1,12-16: Invalid type specification; The keyword "text" is not a valid type specification.',
            id="unknown word",
        ),
        pytest.param(
            'convert(1, "string")',
            "1,12-20: Invalid type specification; A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).",
            id="text",
        ),
        pytest.param(
            "convert(1, list)",
            "1,12-16: Invalid type specification; The list type constructor requires one argument specifying the element type.",
            id="list alone",
        ),
        pytest.param(
            "convert(1, list(string, number))",
            "1,25-31: Invalid type specification; The list type constructor requires one argument specifying the element type.",
            id="list of two",
        ),
        pytest.param(
            "convert(1, string(1))",
            '1,18-21: Invalid type specification; Primitive type keyword "string" does not expect arguments.',
            id="string with argument",
        ),
        pytest.param(
            "convert(1, bag(string))",
            '1,12-23: Invalid type specification; Keyword "bag" is not a valid type constructor.',
            id="unknown constructor",
        ),
        pytest.param(
            "convert(1, optional(string))",
            '1,12-20: Invalid type specification; Keyword "optional" is valid only as a modifier for object type attributes.',
            id="optional outside of an object",
        ),
        pytest.param(
            "convert(1, object([]))",
            "1,19-21: Invalid type specification; Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.",
            id="object of a list",
        ),
        pytest.param(
            "convert(1, tuple(string))",
            "1,18-24: Invalid type specification; Tuple type constructor requires a list of element types.",
            id="tuple of a word",
        ),
        pytest.param(
            'convert({}, object({a = optional(string, "x")}))',
            "1,33-46: Invalid type specification; Optional attribute modifier expects only one argument: the attribute type.",
            id="default of an optional one",
        ),
    ],
)
def test_error_of_an_expression(find_fault: Callable[[str], str], text: str, fault: str) -> None:
    assert find_fault(text) == fault
