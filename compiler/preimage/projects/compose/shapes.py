"""Shapes of values: which types, keys and entries a place may have, and what is said of others.

A small part of JSON Schema, with the messages of the validator that the tool uses.

Source: docs/reference/compose.md, "Faults of shape".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from preimage.golang.quoting import quote
from preimage.projects.compose.nodes import Fault, Node, Path, Timestamp, join_path, print_float

TEXT = "string"
BOOLEAN = "boolean"
NUMBER = "number"
INTEGER = "integer"
NULL = "null"
LIST = "array"
MAPPING = "object"


class Shape:
    """What a value may be.

    - ``types``: names of types; empty: any.
    - ``keys``: shapes of a mapping's known keys; ``other_keys``: a pattern for further ones, and their shape.
    - ``is_closed``: other keys are faults; ``extensions``: those that begin with ``x-`` are not.
    - ``required``: keys that must be there.
    - ``items``, ``unique``: of a list.
    - ``choices``: the texts a value may be; ``pattern``: what a text must match somewhere.
    - ``minimum``, ``maximum``: of a number.
    - ``one_of``: shapes of which exactly one must fit.
    """

    __slots__ = (
        "choices",
        "extensions",
        "is_closed",
        "items",
        "keys",
        "maximum",
        "minimum",
        "one_of",
        "other_keys",
        "pattern",
        "required",
        "types",
        "unique",
    )

    def __init__(
        self,
        *types: str,
        keys: Mapping[str, Shape] | None = None,
        other_keys: tuple[str, Shape] | None = None,
        is_closed: bool = False,
        extensions: bool = False,
        required: Sequence[str] = (),
        items: Shape | None = None,
        unique: bool = False,
        choices: Sequence[str] = (),
        pattern: str = "",
        minimum: int | None = None,
        maximum: int | None = None,
        one_of: Sequence[Shape] = (),
    ) -> None:
        self.types = types
        self.keys = keys or {}
        self.other_keys = other_keys
        self.is_closed = is_closed
        self.extensions = extensions
        self.required = required
        self.items = items
        self.unique = unique
        self.choices = choices
        self.pattern = pattern
        self.minimum = minimum
        self.maximum = maximum
        self.one_of = one_of


class Misfit:
    """A value that has not the shape of its place; unknown keys count as lying in the value whose keys they are."""

    __slots__ = ("depth", "message", "node", "path")

    def __init__(self, path: Path, node: Node, message: str, depth: int = 0) -> None:
        self.path = path
        self.node = node
        self.message = message
        self.depth = len(path) + depth


def check_shape(root: Node, shape: Shape) -> None:
    """Hold a project against a shape.

    Raises:
        Fault: the misfit that lies deepest, the first of equals: ``services.app.build.target must be a string``.
    """
    deepest = max(_find_misfits(root, shape, ()), key=lambda misfit: misfit.depth, default=None)
    if deepest is not None:
        raise Fault(f"{join_path(deepest.path)} {deepest.message}", deepest.node)


def _find_misfits(node: Node, shape: Shape, path: Path) -> list[Misfit]:
    if isinstance(node.value, Timestamp):
        return [Misfit(path, node, "invalid jsonType time.Time")]
    if shape.types and not _has_type(node, shape.types):
        return [Misfit(path, node, f"must be a {_name_types(shape.types)}")]
    if shape.choices and node.value not in shape.choices:
        return [Misfit(path, node, _say_choices(shape.choices))]
    if isinstance(node.value, dict):
        misfits = list(_check_mapping(node, node.value, shape, path))
    elif isinstance(node.value, list):
        misfits = list(_check_list(node, node.value, shape, path))
    else:
        misfits = list(_check_scalar(node, shape, path))
    return misfits + _check_alternatives(node, shape, path) if shape.one_of else misfits


def _check_alternatives(node: Node, shape: Shape, path: Path) -> list[Misfit]:
    misfits: list[Misfit] = []
    fitting: list[int] = []
    for index, alternative in enumerate(shape.one_of):
        found = _find_misfits(node, alternative, path)
        if not found:
            fitting.append(index)
        misfits += found
    if len(fitting) > 1:
        first, second = fitting[:2]
        return [Misfit(path, node, f"'oneOf' failed, subschemas {first}, {second} matched")]
    return [] if fitting else misfits


def _has_type(node: Node, types: tuple[str, ...]) -> bool:
    match node.value:
        case None:
            return NULL in types
        case bool():
            return BOOLEAN in types
        case int():
            return NUMBER in types or INTEGER in types
        case float():
            return NUMBER in types or (INTEGER in types and node.value.is_integer())
        case str():
            return TEXT in types
        case dict():
            return MAPPING in types
        case _:
            return LIST in types


def _name_types(types: tuple[str, ...]) -> str:
    names = ["mapping" if name == MAPPING else name for name in types]
    if len(names) == 1:
        return names[0]
    names.sort()
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _say_choices(choices: Sequence[str]) -> str:
    listed = ", ".join(map(_quote_single, choices))
    return f"value must be one of {listed}" if len(choices) > 1 else f"value must be {listed}"


def _quote_single(text: str) -> str:
    inner = quote(text)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def _check_mapping(node: Node, entries: Mapping[str, Node], shape: Shape, path: Path) -> Iterable[Misfit]:
    missing = [key for key in shape.required if key not in entries]
    if missing:
        word = "property" if len(missing) == 1 else "properties"
        yield Misfit(path, node, f"missing {word} {', '.join(map(_quote_single, missing))}")
    unknown = []
    for key, child in entries.items():
        inside = shape.keys.get(key)
        if inside is None and shape.other_keys is not None and re.search(shape.other_keys[0], key):
            inside = shape.other_keys[1]
        if inside is not None:
            yield from _find_misfits(child, inside, (*path, key))
        elif shape.is_closed and not (shape.extensions and key.startswith("x-")):
            unknown.append(key)
    if unknown:
        listed = ", ".join(map(_quote_single, unknown))
        yield Misfit(path, entries[unknown[0]], f"additional properties {listed} not allowed", depth=1)


def _check_list(node: Node, entries: Sequence[Node], shape: Shape, path: Path) -> Iterable[Misfit]:
    if shape.unique:
        known: dict[object, int] = {}
        for at, entry in enumerate(entries):
            first = known.setdefault(_comparable(entry), at)
            if first != at:
                yield Misfit(path, node, f"items at {first} and {at} are equal")
                break
    if shape.items is not None:
        for at, entry in enumerate(entries):
            yield from _find_misfits(entry, shape.items, (*path, str(at)))


def _comparable(node: Node) -> object:
    """Give what two entries have in common when they are equal: 1 and 1.0 are, true and 1 are not."""
    if isinstance(node.value, dict):
        return ("mapping", frozenset((key, _comparable(child)) for key, child in node.value.items()))
    if isinstance(node.value, list):
        return ("list", *map(_comparable, node.value))
    return (isinstance(node.value, bool), node.value)


def _check_scalar(node: Node, shape: Shape, path: Path) -> Iterable[Misfit]:
    value = node.value
    if isinstance(value, str):
        if shape.pattern and not re.search(shape.pattern, value):
            yield Misfit(path, node, f"{_quote_single(value)} does not match pattern {_quote_single(shape.pattern)}")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if shape.minimum is not None and value < shape.minimum:
            yield Misfit(path, node, f"must be greater than or equal to {print_float(shape.minimum)}")
        if shape.maximum is not None and value > shape.maximum:
            yield Misfit(path, node, f"must be less than or equal to {print_float(shape.maximum)}")
