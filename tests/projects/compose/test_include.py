from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.include import import_resources, read_includes
from preimage.projects.compose.nodes import Fault, Node

MakeNode = Callable[[str], Node]


def test_entries(node: MakeNode) -> None:
    source = node("[a.yaml, {path: [b.yaml, c.yaml], project_directory: d, env_file: e, other: 5}, ~, {path: }]")
    assert [(entry.paths, entry.project_directory, entry.env_files) for entry in read_includes(source)] == [
        (["a.yaml"], "", []),
        (["b.yaml", "c.yaml"], "d", ["e"]),
        ([], "", []),
        ([], "", []),
    ]
    assert (read_includes(None), read_includes(Node(None))) == ([], [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.yaml", "`include` must be a list, got a.yaml"),
        ("{a: 5}", "`include` must be a list, got map[a:%!s(int=5)]"),
        ("5", "`include` must be a list, got %!s(int=5)"),
        ("[5]", "decoding failed due to the following error(s):\n\n'[0]' expected a map or struct, got \"int\""),
        ("[a, []]", "decoding failed due to the following error(s):\n\n'[1]' expected a map or struct, got \"slice\""),
        ("[{path: 5}]", "decoding failed due to the following error(s):\n\n'[0].path' invalid type int for string list"),
        ("[{env_file: [5]}]", "decoding failed due to the following error(s):\n\n'[0].env_file' invalid type []interface {} for string list"),
    ],
)  # fmt: skip
def test_error_entries(node: MakeNode, text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        read_includes(node(text))
    assert str(caught.value) == message


def test_resources_are_added(node: MakeNode) -> None:
    model = dict(node("services: {a: {image: x}}").items())
    import_resources(model, node("services: {a: {image: x}, b: {}}\nnetworks: {n: }\nname: other"))
    assert {key: value.plain() for key, value in model.items()} == {
        "services": {"a": {"image": "x"}, "b": {}},
        "networks": {"n": None},
    }


def test_error_resources_of_two_projects(node: MakeNode) -> None:
    with pytest.raises(Fault) as caught:
        import_resources(dict(node("volumes: {v: {driver: a}}").items()), node("volumes: {v: {driver: b}}"))
    assert str(caught.value) == "volumes.v conflicts with imported resource"
