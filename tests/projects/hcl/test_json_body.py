from __future__ import annotations

import pytest

from preimage.projects.hcl.body import Schema
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.json_body import JsonBody, parse_text
from preimage.projects.hcl.json_parser import parse_json
from preimage.projects.hcl.json_values import write_json
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.source import Source, Span
from preimage.projects.hcl.values import number_value

SCHEMA = Schema(["a"], {"b": 1, "v": 0})


def body(text: str) -> JsonBody:
    return JsonBody(parse_json(Source("x", text)))


def evaluate(text: str) -> tuple[str, list[str]]:
    faults: list[Diagnostic] = []
    attribute = body(f'{{"a": {text}}}').content(SCHEMA, faults).attributes["a"]
    value = attribute.expression.value(Scope({"N": number_value(7)}, Budget()), faults)
    return "" if faults else write_json(value), [fault.render() for fault in faults]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param('"a${N}"', '"a7"', id="template"),
        pytest.param('"${N + 1}"', "8", id="expression"),
        pytest.param('[1.50, true, null, "x"]', '[1.5,true,null,"x"]', id="list"),
        pytest.param('{"k${N}": {"l": 1}}', '{"k7":{"l":1}}', id="keys are templates"),
    ],
)
def test_values_are_templates(text: str, value: str) -> None:
    assert evaluate(text) == (value, [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param('"a${M}"', 'x:1,11-12: Unknown variable; There is no variable named "M". Did you mean "N"?', id="name"),
        pytest.param('"a${"', "x:1,11-11: Missing expression; Expected the start of an expression, but found the end of the file.", id="syntax"),
        pytest.param('{"k": 1, "${"k"}": 2}', "", id="no JSON"),
        pytest.param('{"k": 1, "k": 2}', 'x:1,16-19: Duplicate object attribute; An attribute named "k" was already defined at x:1,8-11.', id="key twice"),
        pytest.param('{"${null}": 1}', "x:1,8-17: Invalid object key expression; Cannot use null value as an object key.", id="null as key"),
        pytest.param('{"${[]}": 1}', "x:1,8-15: Invalid object key expression; Cannot use this expression as an object key: string required.", id="list as key"),
    ],
)  # fmt: skip
def test_error_of_a_value(text: str, fault: str) -> None:
    if not fault:
        with pytest.raises(HclError):
            evaluate(text)
    else:
        assert evaluate(text)[1] == [fault]


def test_blocks_are_objects_below_their_labels() -> None:
    faults: list[Diagnostic] = []
    content = body('{"b": [{"x": {}, "y": [{}, {}]}, {"z": null}], "v": {"c": 1}, "//": 1}').content(SCHEMA, faults)
    assert [(block.type, block.labels) for block in content.blocks] == [
        ("b", ("x",)),
        ("b", ("y",)),
        ("b", ("y",)),
        ("v", ()),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('{"b": 1}', "x:1,7-8: Incorrect JSON value type; Either a JSON object or JSON array of objects is required here, to specify name labels for this block.", id="number for blocks"),
        pytest.param('{"b": [1]}', "x:1,8-9: Incorrect JSON value type; A JSON object is required here, to specify name labels for this block.", id="number in a list of blocks"),
        pytest.param('{"b": {}}', "x:1,7-8: Missing block label; At least one object property is required, whose name represents the b block's name.", id="no label"),
        pytest.param('{"b": {"x": 1}}', 'x:1,13-14: Incorrect JSON value type; Either a JSON object or a JSON array is required, representing the contents of one or more "b" blocks.', id="number for a block"),
        pytest.param('{"a": 1, "a": 2}', 'x:1,10-13: Duplicate argument; The argument "a" was already set at x:1,2-8.', id="attribute twice"),
    ],
)  # fmt: skip
def test_error_of_a_body(text: str, message: str) -> None:
    faults: list[Diagnostic] = []
    body(text).content(SCHEMA, faults)
    assert faults[0].render() == message


def test_the_rest_of_a_body() -> None:
    faults: list[Diagnostic] = []
    whole = body('{"a": 1, "b": {}, "c": 2, "//": 3}')
    assert list(whole.rest(SCHEMA, faults)) == ["c"]
    whole.refuse_rest(SCHEMA, faults)
    assert faults[0].render() == (
        'x:1,19-22: Extraneous JSON object property; No argument or block type is named "c". Did you mean "a"?'
    )
    faults = []
    assert body("[]").rest(SCHEMA, faults) == {}
    assert faults[0].detail == "A JSON object is required here, setting the arguments for this block."
    faults = []
    body('{"c": 1, "c": 2}').rest(SCHEMA, faults)
    assert faults[0].summary == "Duplicate attribute definition"
    assert whole.missing_span.render() == "x:1,34-35"


def test_error_a_text_that_is_more_than_one_expression() -> None:
    source = Source("x", '"a b"')
    with pytest.raises(HclError) as caught:
        parse_text("a b", Span(source, 0, 5), is_template=False)
    assert str(caught.value) == (
        "x:1,4-5: Extra characters after expression; An expression was successfully parsed, but extra characters were "
        "found after it."
    )
