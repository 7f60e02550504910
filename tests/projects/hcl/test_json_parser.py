from __future__ import annotations

import pytest

from preimage.model.errors import LimitError
from preimage.projects.hcl.diagnostics import HclError
from preimage.projects.hcl.json_parser import parse_json
from preimage.projects.hcl.source import Source


def test_nodes_know_their_place() -> None:
    node = parse_json(Source("x", '{"a": [1, "b"],\n "c": null}'))
    assert isinstance(node.raw, tuple)
    first, second = node.raw
    assert (first.name, first.name_span.render(), first.value.span.render()) == ("a", "x:1,2-5", "x:1,7-15")
    assert (second.value.raw, second.value.span.render(), node.closing.render()) == (None, "x:2,7-11", "x:2,11-12")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "x:1,1-1: Missing value; The JSON data ends prematurely.", id="nothing"),
        pytest.param("1", "x:1,1-2: Root value must be object; The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.", id="number"),
        pytest.param("{} x", "x:1,4-5: Extraneous data after value; Extra characters appear after the JSON value.", id="more"),
        pytest.param('{"a":}', "x:1,6-7: Missing JSON value; A JSON value must start with a brace, a bracket, a number, a string, or a keyword.", id="no value"),
        pytest.param("[1,]", "x:1,3-4: Trailing comma in array; JSON does not permit a trailing comma after the final value in an array.", id="comma in a list"),
        pytest.param('{"a":1,}', "x:1,7-8: Trailing comma in object; JSON does not permit a trailing comma after the final property in an object.", id="comma in an object"),
        pytest.param('{"a" 1}', "x:1,6-7: Missing property value colon; A colon must appear between an object property's name and its value.", id="no colon"),
        pytest.param('{"a"=1}', "x:1,5-6: Missing property value colon; JSON uses a colon as its name/value delimiter, not an equals sign.", id="equals"),
        pytest.param('{"a"}', "x:1,5-6: Missing object value; A JSON object attribute must have a value, introduced by a colon.", id="name alone"),
        pytest.param("{1:2}", "x:1,2-3: Invalid object property name; A JSON object property name must be a string", id="number as name"),
        pytest.param('{"a":1 "b":2}', "x:1,14-14: Missing attribute seperator comma; A comma must appear between each property definition in an object.", id="no comma"),
        pytest.param("[1 2]", "x:1,6-6: Missing attribute seperator comma; A comma must appear between each value in an array.", id="no comma in a list"),
        pytest.param("[1:2]", "x:1,6-6: Invalid array value; A colon is not used to introduce values in a JSON array.", id="colon in a list"),
        pytest.param("[1}", "x:1,4-4: Mismatched brackets; A JSON array must be closed with a bracket, not a brace.", id="brace"),
        pytest.param('{"a":1]', "x:1,8-8: Mismatched braces; A JSON object must be closed with a brace, not a bracket.", id="bracket"),
        pytest.param('{"a":1', "x:1,1-2: Unclosed object; No closing brace was found for this JSON object.", id="no end"),
        pytest.param("[1", "x:1,1-2: Unclosed object; No closing bracket was found for this JSON array.", id="list without end"),
        pytest.param("[]]", "x:1,3-4: Extraneous data after value; Extra characters appear after the JSON value.", id="two ends"),
        pytest.param("[tru]", 'x:1,2-5: Invalid JSON keyword; "tru" is not a valid JSON keyword. Did you mean "true"?', id="keyword"),
        pytest.param("[undefined]", 'x:1,2-11: Invalid JSON keyword; The JavaScript identifier "undefined" cannot be used in JSON.', id="undefined"),
        pytest.param("[.5]", "x:1,2-4: Invalid JSON number; There is a syntax error in the given JSON number.", id="number without whole part"),
        pytest.param("[01]", "x:1,2-4: Invalid JSON number; There is a syntax error in the given JSON number.", id="leading zero"),
        pytest.param('["\\x"]', "x:1,5-6: Invalid JSON string; There is a syntax error in the given JSON string.", id="escape"),
        pytest.param("[@]", "x:1,2-3: Invalid start of value; A JSON value must start with a brace, a bracket, a number, a string, or a keyword.", id="sign"),
        pytest.param("[1,]]", "x:1,3-4: Trailing comma in array; JSON does not permit a trailing comma after the final value in an array.", id="comma and two ends"),
    ],
)  # fmt: skip
def test_error_of_the_syntax(text: str, message: str) -> None:
    with pytest.raises(HclError) as caught:
        parse_json(Source("x", text))
    assert str(caught.value) == message


def test_error_nested_without_end() -> None:
    with pytest.raises(LimitError):
        parse_json(Source("x", "[" * 1_000))
