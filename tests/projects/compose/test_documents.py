from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from preimage.model.errors import LimitError
from preimage.projects.compose.documents import Document, read_document
from preimage.projects.compose.nodes import Fault, Node, Timestamp
from preimage.projects.compose.yamltext import read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a: {b: [1, x, ~]}", {"a": {"b": [1, "x", None]}}, id="values"),
        pytest.param("x: &x {a: 1, b: 2}\ny: {<<: *x, a: 3}", {"x": {"a": 1, "b": 2}, "y": {"a": 3, "b": 2}}, id="own keys win"),
        pytest.param("y: {a: 3, <<: {a: 1}}", {"y": {"a": 3}}, id="wherever the merge stands"),
        pytest.param("y: {<<: [{a: 1}, {a: 2, b: 2}]}", {"y": {"a": 1, "b": 2}}, id="the first of a list wins"),
        pytest.param("x: &x {<<: {a: 1}}\ny: {<<: *x}", {"x": {"a": 1}, "y": {"a": 1}}, id="merges within merges"),
        pytest.param('"<<": {a: 1}', {"<<": {"a": 1}}, id="a quoted key is no merge"),
        pytest.param("a: !reset 1\nb: [1, !reset 2]", {"b": [1]}, id="reset values are gone"),
        pytest.param("x: &x {a: !reset 1, b: 2}\ny: *x", {"x": {"b": 2}, "y": {"b": 2}}, id="also through the anchor"),
        pytest.param("a: !override {b: 1}\nc: !override 5", {"a": {"b": 1}, "c": "5"}, id="override keeps the value"),
        pytest.param("d: 2020-01-01", {"d": Timestamp("2020-01-01")}, id="dates"),
        pytest.param("- a", ["a"], id="a list at the top"),
        pytest.param("!reset a", None, id="nothing is left"),
    ],
)  # fmt: skip
def test_values(node: Callable[[str], Node], text: str, value: Any) -> None:
    assert node(text).plain() == value


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        pytest.param("s: {a: {b: !reset x, c: !override [1]}}", [("s", "a", "b"), ("s", "a", "c")], id="both"),
        pytest.param("s: [!reset x]", [("s", "0")], id="in a list"),
        pytest.param("s: {a: {<<: {b: !override {}}}}", [("s", "a", "b")], id="a merge has no place of its own"),
        pytest.param("x: &x {b: !reset 1}\ns: *x", [("x", "b")], id="only where the anchor stands"),
        pytest.param("x: &x {b: !override {}}\ns: *x", [("x", "b"), ("s", "b")], id="override at both places"),
        pytest.param("s: {a.b: !reset x}", [("s", "a.b")], id="a key with dots"),
    ],
)
def test_marks(document: Callable[[str], Document], text: str, paths: list[tuple[str, ...]]) -> None:
    assert document(text).marked_paths == paths


def test_values_know_file_and_line(node: Callable[[str], Node]) -> None:
    value = node("a:\n  b: 1\n").get("a")
    assert value is not None
    inner = value.get("b")
    assert inner is not None
    assert (inner.file, inner.line) == ("f.yaml", 2)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\nb: 2\na: 3", 'failed to parse f.yaml: line 3: mapping key "a" already defined at line 1', 3),
        ("x:\n  <<: {}\n  <<: {}", 'failed to parse f.yaml: line 3: mapping key "<<" already defined at line 2', 3),
        ("x: {<<: 5}", "failed to parse f.yaml: yaml: map merge requires map or sequence of maps as the value", 1),
        ("x: {<<: [5]}", "failed to parse f.yaml: yaml: map merge requires map or sequence of maps as the value", 1),
        ("x: !!int y", "failed to parse f.yaml: yaml: cannot decode !!str `y` as a !!int", 1),
        ("a: &a [*a]", "failed to parse f.yaml: cycle detected: node at path a.0.0 references node at path a.0", 1),
        ("a: &a {b: {c: *a}}", "failed to parse f.yaml: cycle detected: node at path a.b.c.b.c references node at path a.b.c", 1),
        ("1: a", "non-string key at top level: 1", 1),
        ("a:\n  b:\n    true: x", "non-string key in a.b: true", 3),
        ("a: [{~: x}]", "non-string key in a[0]: <nil>", 1),
        ("{[a]: b}", "failed to parse f.yaml: yaml: invalid map key: a mapping or a list", 1),
    ],
)  # fmt: skip
def test_error_documents(document: Callable[[str], Document], text: str, message: str, line: int) -> None:
    with pytest.raises(Fault) as caught:
        document(text)
    assert (str(caught.value), caught.value.file, caught.value.line) == (message, "f.yaml", line)


def test_an_anchor_may_be_met_in_many_places(document: Callable[[str], Document]) -> None:
    text = "x: &x {b: c}\ny: {" + ", ".join(f"k{number}: *x" for number in range(2_000)) + "}"
    assert isinstance(document(text).root.plain(), dict)


@pytest.mark.parametrize(
    "override", [pytest.param("", id="resolved"), pytest.param("!override ", id="decoded without being resolved")]
)
def test_error_aliases_that_multiply(document: Callable[[str], Document], override: str) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} {override}[{', '.join([f'*{before}'] * 9)}]")
    with pytest.raises(LimitError) as caught:
        document("\n".join(lines))
    assert str(caught.value) == "f.yaml: line 1: aliases make more than 300000 values of a document"


def test_error_an_anchor_that_merges_itself(document: Callable[[str], Document]) -> None:
    with pytest.raises(LimitError) as caught:
        document("a: &a {<<: *a}")
    assert str(caught.value) == "f.yaml: line 1: aliases nest values deeper than 100 levels"


def test_later_documents_see_what_is_left_of_an_anchor() -> None:
    first, second = read_yaml(b"x: &x {a: !reset 1, b: 2}\n---\ny: *x\n").documents
    assert read_document(first, "f").root.plain() == {"x": {"b": 2}}
    assert read_document(second, "f").root.plain() == {"y": {"b": 2}}
