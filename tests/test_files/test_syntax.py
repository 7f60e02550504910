from __future__ import annotations

import pickle

import pytest

from preimage.test_files.syntax import Node, SyntaxFault, TestFileError, parse_json, parse_yaml


def show(node: Node) -> object:
    """Show a node as plain values: texts as they are, other scalars as a pair of kind and text."""
    if node.kind == "mapping":
        return {key.text: show(value) for key, value in node.pairs}
    if node.kind == "list":
        return [show(item) for item in node.items]
    return node.text if node.kind == "text" else (node.kind, node.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", ("null", ""), id="empty"),
        pytest.param("# nothing\n", ("null", ""), id="only a comment"),
        pytest.param("a: b", {"a": "b"}, id="text"),
        pytest.param("a: 8080", {"a": ("number", "8080")}, id="number as written"),
        pytest.param("a: 1.10", {"a": ("number", "1.10")}, id="fraction as written"),
        pytest.param("a: yes", {"a": ("boolean", "yes")}, id="boolean as written"),
        pytest.param("a: '8080'", {"a": "8080"}, id="quoted number"),
        pytest.param("a: 2024-01-02", {"a": "2024-01-02"}, id="a date is text"),
        pytest.param("a: !!str 5", {"a": "5"}, id="number tagged as text"),
        pytest.param("a: 2.0.0", {"a": "2.0.0"}, id="a version is text"),
        pytest.param("a:\nb: ~\nc: null", {"a": ("null", ""), "b": ("null", "~"), "c": ("null", "null")}, id="nulls"),
        pytest.param("a: =", {"a": "="}, id="equals sign"),
        pytest.param("a: [b, c]\nd:\n- e", {"a": ["b", "c"], "d": ["e"]}, id="lists"),
        pytest.param("a: &x [b]\nc: *x", {"a": ["b"], "c": ["b"]}, id="alias"),
        pytest.param(
            "a: &x {k: 1}\nb:\n  <<: *x\n  l: m",
            {"a": {"k": ("number", "1")}, "b": {"l": "m", "k": ("number", "1")}},
            id="merge",
        ),
        pytest.param(
            "b:\n  k: own\n  <<: [{k: 1st, l: 1st}, {l: 2nd}]",
            {"b": {"k": "own", "l": "1st"}},
            id="own key wins over merged ones",
        ),
        pytest.param("a: |\n  b\n  c\n", {"a": "b\nc\n"}, id="block"),
    ],
)
def test_yaml(text: str, expected: object) -> None:
    assert show(parse_yaml(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{}", {}, id="empty"),
        pytest.param(
            ' [ "a" , 1.50 , true , false , null ] ',
            ["a", ("number", "1.50"), ("boolean", "true"), ("boolean", "false"), ("null", "null")],
            id="kinds",
        ),
        pytest.param(
            '{"a":{"b":[]},"c":[{},{"d":-1e5}]}', {"a": {"b": []}, "c": [{}, {"d": ("number", "-1e5")}]}, id="nested"
        ),
        pytest.param(r'"\u00e9\ud83d\ude00\/\"\\"', '\u00e9\U0001f600/"\\', id="escapes"),
        pytest.param('"[a, b]: {c}"', "[a, b]: {c}", id="marks in text"),
        pytest.param('"\\ud800"', "\ufffd", id="half a character"),
    ],
)
def test_json(text: str, expected: object) -> None:
    assert show(parse_json(text)) == expected


def test_json_reads_as_deep_as_go() -> None:
    node = parse_json("[" * 10_000 + "]" * 10_000)
    depth = 0
    while node.items:
        node, depth = node.items[0], depth + 1
    assert depth == 9_999


@pytest.mark.parametrize("parse", [pytest.param(parse_yaml, id="yaml"), pytest.param(parse_json, id="json")])
def test_lines(parse: object) -> None:
    assert callable(parse)
    node = parse('{\n"a": "b",\n\n"c": [\n1,\n{"d": null}]\n}\n')
    assert node.line == 1
    assert [(key.line, value.line) for key, value in node.pairs] == [(2, 2), (4, 4)]
    assert [item.line for item in node.pairs[1][1].items] == [5, 6]


def test_only_scalars_of_yaml_without_quotes_are_plain() -> None:
    assert [item.is_plain for item in parse_yaml("[a, 1, yes, 'b', \"c\", !!int '2']").items] == [True] * 3 + [
        False
    ] * 2 + [True]
    assert not any(item.is_plain for item in parse_json('["a", 1, true]').items)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param(
            "a: [b",
            1,
            "yaml: while parsing a flow sequence, expected ',' or ']', but got '<stream end>'",
            id="open list",
        ),
        pytest.param("a: b\n c: d", 2, "yaml: mapping values are not allowed here", id="bad indent"),
        pytest.param(
            "a:\n\t- b",
            2,
            "yaml: while scanning for the next token, found character '\\t' that cannot start any token",
            id="tab",
        ),
        pytest.param("a: 1\nb: 2\na: 3", 3, 'key "a" is there twice, first on line 1', id="repeated key"),
        pytest.param("x:\n  a: 1\n  'a': 3", 3, 'key "a" is there twice, first on line 2', id="repeated key, quoted"),
        pytest.param(
            "a: 1\n---\nb: 2",
            2,
            "yaml: expected a single document in the stream, but found another document",
            id="two documents",
        ),
        pytest.param("a: *b", 1, "yaml: found undefined alias 'b'", id="unknown alias"),
        pytest.param("a: &x\n  - *x", 1, "yaml: an anchor holds an alias of itself", id="cycle"),
        pytest.param("a: !env HOME", 1, "yaml: tag !env is not supported", id="own tag"),
        pytest.param("a: !!binary aGk=", 1, "yaml: tag tag:yaml.org,2002:binary is not supported", id="binary"),
        pytest.param("a: !!set {b}", 1, "yaml: tag tag:yaml.org,2002:set is not supported", id="set"),
        pytest.param("a: !!omap [b: c]", 1, "yaml: tag tag:yaml.org,2002:omap is not supported", id="ordered mapping"),
        pytest.param("a:\n  <<: b", 2, "yaml: only mappings can be merged with <<", id="merge of text"),
        pytest.param("? [a]\n: b", 1, "a list cannot be a key", id="list as key"),
        pytest.param("a: b\nc: \x01", 2, "yaml: character U+0001 is not allowed", id="control character"),
        pytest.param("[" * 5_000, 0, "yaml: nested too deep", id="too deep"),
    ],
)
def test_error_yaml(text: str, line: int, message: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse_yaml(text)
    assert (caught.value.line, str(caught.value)) == (line, message)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param("", 1, "unexpected end of JSON input", id="empty"),
        pytest.param(
            '{\n"a": 1,\n}',
            3,
            "invalid character '}' looking for beginning of object key string",
            id="comma at the end",
        ),
        pytest.param("{\n\"a\": 'b'}", 2, "invalid character '\\'' looking for beginning of value", id="single quotes"),
        pytest.param("{} {}", 1, "invalid character '{' after top-level value", id="two values"),
        pytest.param("NaN", 0, "invalid character 'N' looking for beginning of value", id="what only Python reads"),
        pytest.param('{"a": 1,\n"\\u0061": 2}', 2, 'key "a" is there twice, first on line 1', id="repeated key"),
        pytest.param('[{"b": 1, "b": 2}]', 1, 'key "b" is there twice, first on line 1', id="repeated key within"),
    ],
)
def test_error_json(text: str, line: int, message: str) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse_json(text)
    assert (caught.value.line, str(caught.value)) == (line, message)


@pytest.mark.parametrize(
    ("line", "expected"),
    [pytest.param(3, "tests.yaml:3: fault", id="with line"), pytest.param(0, "tests.yaml: fault", id="without line")],
)
def test_error_names_file_and_line(line: int, expected: str) -> None:
    error = TestFileError("tests.yaml", line, "fault")
    assert str(error) == expected
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.path, copy.line, copy.message) == (expected, "tests.yaml", line, "fault")
