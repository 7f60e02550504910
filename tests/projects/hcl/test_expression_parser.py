from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.diagnostics import HclError
from preimage.projects.hcl.expression_parser import parse_expression
from preimage.projects.hcl.source import Source


def parse(text: str) -> object:
    return parse_expression(Cursor(Source("x", text)))


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2",
        "f(\n1,\n2,\n)",
        "[\n1,\n2\n]",
        "{\na = 1\nb = 2, c = 3\n}",
        "(a\n? b\n: c)",
        "a[0].b[*].c.*.d.0",
        "[for x in y : x]",
        "{ for k, v in y : k => v... if k }",
        "f(a...)",
        "a ? b : c ? d : e",
    ],
)
def test_expressions_are_read(text: str) -> None:
    assert parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "x:1,1-1: Missing expression; Expected the start of an expression, but found the end of the file.", id="nothing"),
        pytest.param("=", "x:1,1-2: Invalid expression; Expected the start of an expression, but found an invalid expression token.", id="no expression"),
        pytest.param("(1", "x:1,3-3: Unbalanced parentheses; Expected a closing parenthesis to terminate the expression.", id="parenthesis"),
        pytest.param("a ? b", "x:1,6-6: Missing false expression in conditional; The conditional operator (...?...:...) requires a false expression, delimited by a colon.", id="conditional"),
        pytest.param("[1 2]", "x:1,4-5: Missing item separator; Expected a comma to mark the beginning of the next item.", id="tuple"),
        pytest.param("[1", "x:1,1-2: Unterminated tuple constructor expression; There is no corresponding closing bracket before the end of the file. This may be caused by incorrect bracket nesting elsewhere in this file.", id="tuple without end"),
        pytest.param("{a = 1 b = 2}", "x:1,8-9: Missing attribute separator; Expected a newline or comma to mark the beginning of the next attribute.", id="object"),
        pytest.param("{a = 1", "x:1,1-2: Unterminated object constructor expression; There is no corresponding closing brace before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.", id="object without end"),
        pytest.param("{a}", 'x:1,3-4: Missing key/value separator; Expected an equals sign ("=") to mark the beginning of the attribute value.', id="key alone"),
        pytest.param("{a,}", 'x:1,3-4: Missing attribute value; Expected an attribute value, introduced by an equals sign ("=").', id="key and comma"),
        pytest.param("f(a b)", "x:1,5-6: Missing argument separator; A comma is required to separate each function argument from the next.", id="call"),
        pytest.param("f(a", "x:1,1-3: Unterminated function call; There is no closing parenthesis for this function call before the end of the file. This may be caused by incorrect parethesis nesting elsewhere in this file.", id="call without end"),
        pytest.param("f(a..., b)", "x:1,4-7: Missing closing parenthesis; An expanded function argument (with ...) must be immediately followed by closing parentheses.", id="dots within"),
        pytest.param("a.", "x:1,3-3: Invalid attribute name; An attribute name is required after a dot.", id="dot"),
        pytest.param("a.0.1", "x:1,3-6: Invalid legacy index syntax; When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax instead, like [0][1].", id="two numbers"),
        pytest.param("a.*.0.1", "x:1,3-4: Invalid legacy index syntax; When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax with a full splat expression [*] instead, like [0][1].", id="two numbers of a splat"),
        pytest.param("a.*.*", "x:1,5-6: Nested splat expression not allowed; A splat expression (*) cannot be used inside another attribute-only splat expression.", id="two splats"),
        pytest.param("a[0", 'x:1,4-4: Missing close bracket on index; The index operator must end with a closing bracket ("]").', id="index"),
        pytest.param("a[*", 'x:1,4-4: Missing close bracket on splat index; The star for a full splat operator must be immediately followed by a closing bracket ("]").', id="splat"),
        pytest.param("1..2", "x:1,1-5: Invalid number literal; Failed to recognize the value of this number literal.", id="number"),
    ],
)  # fmt: skip
def test_error_of_the_syntax(text: str, message: str) -> None:
    with pytest.raises(HclError) as caught:
        parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text", ["(" * 500, "[" * 500, "-" * 500 + "1", "a" + "[b]" * 500, "a ? b : " * 500, '"${' * 500]
)
def test_error_nested_without_end(text: str) -> None:
    with pytest.raises(LimitError) as caught:
        parse(text)
    assert str(caught.value) == "nested deeper than 100 levels"
