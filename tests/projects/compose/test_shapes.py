from __future__ import annotations

from collections.abc import Callable

import pytest

from preimage.projects.compose.nodes import Fault, Node
from preimage.projects.compose.shapes import BOOLEAN, INTEGER, LIST, MAPPING, NULL, NUMBER, TEXT, Shape, check_shape

MakeNode = Callable[[str], Node]

TEXT_SHAPE = Shape(TEXT)
SHAPE = Shape(
    MAPPING,
    keys={
        "text": TEXT_SHAPE,
        "texts": Shape(LIST, items=TEXT_SHAPE, unique=True),
        "either": Shape(one_of=(TEXT_SHAPE, Shape(LIST, items=TEXT_SHAPE))),
        "build": Shape(one_of=(TEXT_SHAPE, Shape(MAPPING, keys={"target": TEXT_SHAPE}, is_closed=True, extensions=True))),
        "both": Shape(one_of=(Shape(NUMBER), Shape(INTEGER))),
        "choice": Shape(TEXT, choices=("a", "it's")),
        "one": Shape(TEXT, choices=("all",)),
        "pattern": Shape(TEXT, pattern="^a+$"),
        "number": Shape(NUMBER, INTEGER, minimum=0, maximum=10),
        "mixed": Shape(TEXT, MAPPING, BOOLEAN),
        "null": Shape(NULL),
        "needs": Shape(MAPPING, required=("a", "b")),
        "names": Shape(MAPPING, other_keys=("^[a-z]+$", TEXT_SHAPE), is_closed=True),
    },
    is_closed=True,
    extensions=True,
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "{}", "{text: a, texts: [a, b], either: [a], build: {x-any: 5}}", "{number: 10, mixed: {}, 'null': }", "{names: {abc: d}}",
        "{x-a: 2020-01-01}", "{number: 1.5}", "{choice: \"it's\", pattern: aaa}",
    ],
)  # fmt: skip
def test_what_fits(node: MakeNode, text: str) -> None:
    check_shape(node(text), SHAPE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", " must be a mapping"), ("{foo: 1, bar: 2}", " additional properties 'foo', 'bar' not allowed"),
        ("{text: 5}", "text must be a string"), ("{text: }", "text must be a string"), ("{texts: a}", "texts must be a array"),
        ("{texts: [a, 5]}", "texts.1 must be a string"), ("{texts: [a, b, a]}", "texts items at 0 and 2 are equal"),
        ("{either: 5}", "either must be a string"), ("{either: [5]}", "either.0 must be a string"),
        ("{build: {target: 5}}", "build.target must be a string"), ("{build: {foo: 5}}", "build additional properties 'foo' not allowed"),
        ("{both: 5}", "both 'oneOf' failed, subschemas 0, 1 matched"),
        ("{choice: b}", "choice value must be one of 'a', 'it\\'s'"), ("{one: b}", "one value must be 'all'"),
        ("{pattern: 'b\"'}", "pattern 'b\"' does not match pattern '^a+$'"),
        ("{number: -1}", "number must be greater than or equal to 0"), ("{number: 11}", "number must be less than or equal to 10"),
        ("{number: true}", "number must be a integer or number"), ("{mixed: 5}", "mixed must be a boolean, mapping or string"),
        ("{'null': a}", "null must be a null"), ("{needs: {}}", "needs missing properties 'a', 'b'"), ("{needs: {a: 1}}", "needs missing property 'b'"),
        ("{names: {A: b}}", "names additional properties 'A' not allowed"), ("{text: 2020-01-01}", "text invalid jsonType time.Time"),
        ("{text: 5, build: {target: 5}}", "build.target must be a string"), ("{foo: 1, text: 5}", "text must be a string"),
        ("{foo: 1, text: 5, build: {target: []}}", "build.target must be a string"),
    ],
)  # fmt: skip
def test_error_the_deepest_misfit_is_told(node: MakeNode, text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        check_shape(node(text), SHAPE)
    assert str(caught.value) == message


def test_equal_entries(node: MakeNode) -> None:
    shape = Shape(LIST, unique=True)
    check_shape(node("[1, '1', true, {a: 1}, {a: 2}, [1], [2]]"), shape)
    for text in ("[1, 1.0]", "[{a: 1, b: 2}, {b: 2, a: 1}]", "[[1], [1]]"):
        with pytest.raises(Fault) as caught:
            check_shape(node(text), shape)
        assert str(caught.value) == " items at 0 and 1 are equal"
