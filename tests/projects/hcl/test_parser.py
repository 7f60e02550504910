from __future__ import annotations

import pytest

from preimage.projects.hcl.body import Schema
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.parser import parse_file
from preimage.projects.hcl.source import Source

SCHEMA = Schema(["a"], {"b": 1})


def test_a_body_has_attributes_and_blocks_in_order() -> None:
    body = parse_file(Source("x", 'a = 1\nb "x" { c = 1 }\nb y {\n}\nd {\n}\n'))
    faults: list[Diagnostic] = []
    content = body.content(SCHEMA, faults)
    assert (list(content.attributes), [block.labels for block in content.blocks], faults) == (
        ["a"],
        [("x",), ("y",)],
        [],
    )
    assert list(body.rest(Schema(), faults)) == ["a"]
    assert [block.body.missing_span.render() for block in content.blocks] == ["x:2,9-9", "x:3,5-5"]
    body.refuse_rest(Schema(["aa"]), faults)
    assert [fault.render() for fault in faults] == [
        'x:1,1-2: Unsupported argument; An argument named "a" is not expected here. Did you mean "aa"?',
        'x:2,1-2: Unsupported block type; Blocks of type "b" are not expected here.',
        'x:3,1-2: Unsupported block type; Blocks of type "b" are not expected here.',
        'x:5,1-2: Unsupported block type; Blocks of type "d" are not expected here.',
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("b {\n}", "x:1,3-4: Missing name for b; All b blocks must have 1 labels (name).", id="none"),
        pytest.param(
            "b x y {\n}", "x:1,5-6: Extraneous label for b; Only 1 labels (name) are expected for b blocks.", id="two"
        ),
    ],
)
def test_error_of_labels(text: str, message: str) -> None:
    faults: list[Diagnostic] = []
    assert parse_file(Source("x", text)).content(SCHEMA, faults).blocks == []
    assert [fault.render() for fault in faults] == [message]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("a = 1\na = 2", 'x:2,1-2: Attribute redefined; The argument "a" was already set at x:1,1-2. Each argument may be set only once.', id="twice"),
        pytest.param("a", 'x:1,1-2: Argument or block definition required; An argument or block definition is required here. To set an argument, use the equals sign "=" to introduce the argument value.', id="name alone"),
        pytest.param('"a" = 1', "x:1,1-2: Invalid argument name; Argument names must not be quoted.", id="quoted name"),
        pytest.param("}", "x:1,1-2: Argument or block definition required; An argument or block definition is required here.", id="brace"),
        pytest.param("a = 1 b", "x:1,7-8: Missing newline after argument; An argument definition must end with a newline.", id="no newline"),
        pytest.param("a = 1,", "x:1,6-7: Unexpected comma after argument; Argument definitions must be separated by newlines, not commas. An argument definition must end with a newline.", id="comma"),
        pytest.param("b {", "x:1,3-4: Unclosed configuration block; There is no closing brace for this block before the end of the file. This may be caused by incorrect brace nesting elsewhere in this file.", id="no end"),
        pytest.param("b {\n} c", "x:2,3-4: Missing newline after block definition; A block definition must end with a newline.", id="no newline after a block"),
        pytest.param("b x\n{", 'x:1,4-2,1: Invalid block definition; A block definition must have block content delimited by "{" and "}", starting on the same line as the block header.', id="brace on the next line"),
        pytest.param("b x = 1", 'x:1,5-6: Invalid block definition; The equals sign "=" indicates an argument definition, and must not be used when defining a block.', id="label and equals"),
        pytest.param("b x 1", 'x:1,5-6: Invalid block definition; Either a quoted string block label or an opening brace ("{") is expected here.', id="number as label"),
        pytest.param('b "${x}" {}', 'x:1,4-6: Invalid string literal; Template sequences are not allowed in this string. To include a literal "$", double it (as "$$") to escape it.', id="template as label"),
        pytest.param('b "x', "x:1,3-4: Unterminated string literal; Unable to find the closing quote mark before the end of the file.", id="label without end"),
        pytest.param("b { 1 }", "x:1,5-6: Argument or block definition required; An argument or block definition is required here.", id="number on one line"),
        pytest.param("b { a }", 'x:1,5-6: Argument or block definition required; An argument or block definition is required here. To set an argument, use the equals sign "=" to introduce the argument value.', id="name on one line"),
        pytest.param("b { c { } }", 'x:1,5-8: Argument definition required; A single-line block definition can contain only a single argument. If you meant to define argument "c", use an equals sign to assign it a value. To define a nested block, place it on a line of its own within its parent block.', id="block on one line"),
        pytest.param("b { a = 1, c = 2 }", "x:1,10-11: Invalid single-argument block definition; Single-line block syntax can include only one argument definition. To define multiple arguments, use the multi-line block syntax with one argument definition per line.", id="two on one line"),
        pytest.param("b { a = 1\n}", "x:1,10-2,1: Invalid single-argument block definition; An argument definition on the same line as its containing block creates a single-line block definition, which must also be closed on the same line. Place the block's closing brace immediately after the argument definition.", id="end on the next line"),
        pytest.param("b { a = 1 c = 2 }", "x:1,11-12: Invalid single-argument block definition; A single-line block definition must end with a closing brace immediately after its single argument definition.", id="two without comma"),
    ],
)  # fmt: skip
def test_error_of_the_syntax(text: str, message: str) -> None:
    with pytest.raises(HclError) as caught:
        parse_file(Source("x", text))
    assert str(caught.value) == message
