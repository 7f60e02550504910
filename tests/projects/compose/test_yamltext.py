from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from preimage.model.errors import LimitError
from preimage.projects.compose import yamltext
from preimage.projects.compose.yamltext import YamlNode, read_yaml


@pytest.fixture(params=["libyaml", "Python's scanner"], autouse=True)
def _scanner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read everything with both scanners; the answers are the same."""
    monkeypatch.setattr("yaml.__with_libyaml__", request.param == "libyaml")


def show(node: YamlNode) -> Any:
    match node.kind:
        case "scalar":
            return (node.tag, node.text)
        case "alias":
            return f"*{node.text}"
        case _:
            return (node.tag, *map(show, node.children))


def read_one(text: str) -> Any:
    found = read_yaml(text.encode("utf-8", "surrogateescape"))
    assert found.fault is None, str(found.fault)
    return [show(document) for document in found.documents]


def strings(*texts: str) -> Iterator[tuple[str, str]]:
    return (("!!str", text) for text in texts)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("# c\n", [], id="only a comment"),
        pytest.param("---\n", [("!!null", "")], id="an empty document"),
        pytest.param("a: 1\n---\nb\n", [("!!map", ("!!str", "a"), ("!!int", "1")), ("!!str", "b")], id="two documents"),
        pytest.param("a: '1'\nb: \"\\x41\"\n", [("!!map", *strings("a", "1", "b", "A"))], id="quotes"),
        pytest.param("a: |\n x\n  y\nb: >-\n z\n", [("!!map", *strings("a", "x\n y\n", "b", "z"))], id="block scalars"),
        pytest.param("a: |2\n   x\nb: |+\n y\n\n", [("!!map", *strings("a", " x\n", "b", "y\n\n"))], id="indentation and end given"),
        pytest.param("a:\n  b\n\n  c\n  d\n", [("!!map", *strings("a", "b\nc d"))], id="plain over lines"),
        pytest.param("- &x a\n- *x\n", [("!!seq", ("!!str", "a"), "*x")], id="anchor and alias"),
        pytest.param("&x a\n---\n*x\n", [("!!str", "a"), "*x"], id="anchors reach later documents"),
        pytest.param("- !!int 5\n- !x y\n- !<z> w\n- ! 5\n", [("!!seq", ("!!int", "5"), ("!x", "y"), ("z", "w"), ("!!int", "5"))], id="tags"),
        pytest.param("<<: {a: b}\n", [("!!map", ("!!merge", "<<"), ("!!map", *strings("a", "b")))], id="merge"),
        pytest.param("{b:}\n", [("!!map", ("!!str", "b:"), ("!!null", ""))], id="a colon before a brace is text"),
        pytest.param("[a:, b]\n", [("!!seq", *strings("a:", "b"))], id="a colon before a comma is text"),
        pytest.param("{a: http://x:80/y}\n", [("!!map", *strings("a", "http://x:80/y"))], id="colons within text"),
        pytest.param("a:\tb\t\nc: [\td,\te]\n", [("!!map", *strings("a", "b", "c"), ("!!seq", *strings("d", "e")))], id="tabs"),
        pytest.param("\ufeffa: b\r\nc: d\r\n", [("!!map", *strings("a", "b", "c", "d"))], id="byte order mark and line ends of Windows"),
        pytest.param("a: x?y\n? b\n: c\n", [("!!map", *strings("a", "x?y", "b", "c"))], id="question marks outside of flow"),
        pytest.param("%YAML 1.1\n---\na\n", [("!!str", "a")], id="version"),
        pytest.param("a: \ufeffx\n", [("!!map", *strings("a", "\ufeffx"))], id="a byte order mark within"),
    ],
)  # fmt: skip
def test_documents(text: str, documents: list[Any]) -> None:
    assert read_one(text) == documents


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1\n", "yaml: line 1: did not find expected ',' or ']'"),
        ("a: {b: http://x/?y}\n", "yaml: did not find expected ',' or '}'"),
        ("a: \"x\n", "yaml: line 2: found unexpected end of stream"),
        ("a: b: c\n", "yaml: mapping values are not allowed in this context"),
        ("a:\n\t- b\n", "yaml: line 2: found character that cannot start any token"),
        ("a: b\n\tc\n", "yaml: line 2: found a tab character that violates indentation"),
        ("a: |\n\tb\n", "yaml: line 2: found a tab character where an indentation space is expected"),
        ("a: |\n  b\n \tc\n", "yaml: line 3: found a tab character where an indentation space is expected"),
        ("a: 1\n b: 2\n", "yaml: line 2: mapping values are not allowed in this context"),
        ("- a\nb: 1\n", "yaml: line 1: did not find expected '-' indicator"),
        ("a: @x\n", "yaml: found character that cannot start any token"),
        ("a: \"\\q\"\n", "yaml: found unknown escape character"),
        ("a: \"\\ud800\"\n", "yaml: found invalid Unicode character escape code"),
        ("a: *b\n", "yaml: unknown anchor 'b' referenced"),
        ("a: !x!y z\n", "yaml: found undefined tag handle"),
        ("a: !x,y z\n", "yaml: did not find expected whitespace or line break"),
        ("%YAML 1.2\n---\na\n", "yaml: found incompatible YAML document"),
        ("a\n---\nb\n...\n%YAML 1.2\n---\nc\n", "yaml: line 4: found incompatible YAML document"),
        ("%FOO x\n---\na\n", "yaml: found unknown directive name"),
        ("a: \x01\n", "yaml: control characters are not allowed"),
        ("a: \udcff\n", "yaml: invalid leading UTF-8 octet"),
        ("a: \udcc3x\n", "yaml: invalid trailing UTF-8 octet"),
        ("a: \udcc3", "yaml: incomplete UTF-8 octet sequence"),
    ],
)  # fmt: skip
def test_error_text_that_is_no_yaml(text: str, message: str) -> None:
    found = read_yaml(text.encode("utf-8", "surrogateescape"))
    assert str(found.fault) == message
    assert found.fault is not None
    assert found.fault.line > 0


def test_a_fault_leaves_the_documents_before_it() -> None:
    found = read_yaml(b"a\n---\n[\n")
    assert ([show(document) for document in found.documents], str(found.fault)) == (
        [("!!str", "a")],
        "yaml: line 3: did not find expected node content",
    )


def test_other_encodings_are_known_by_their_mark() -> None:
    found = read_yaml("a: é".encode("utf-16"))
    assert [show(document) for document in found.documents] == [("!!map", *strings("a", "é"))]
    assert str(read_yaml(b"\xff\xfea").fault) == "yaml: invalid UTF-16 surrogate"


def test_values_know_their_line() -> None:
    root = read_yaml(b"a:\n  - b\n\n  - c: d\n").documents[0]
    assert [child.line for child in root.children[1].children] == [2, 4]


def test_error_values_that_are_nested_too_deep() -> None:
    for text in ("[" * 200, "\n".join(" " * depth + "a:" for depth in range(200)), "[" * 100_000):
        with pytest.raises(LimitError) as caught:
            read_yaml(text.encode())
        assert "values of a Compose file are nested deeper than 100 levels" in str(caught.value)


def test_error_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltext, "MAX_NODES", 100)
    with pytest.raises(LimitError) as caught:
        read_yaml(b"- a\n" * 101)
    assert str(caught.value) == "line 100: a Compose file of more than 100 values"


def test_error_a_large_file_that_libyaml_cannot_read() -> None:
    with pytest.raises(LimitError) as caught:
        read_yaml(b"[a:," + b" " * (1 << 20) + b"]")
    assert str(caught.value) == "a Compose file of more than 1048576 bytes that libyaml cannot read"
