"""Values of expressions; never changed once made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cmp_to_key
from typing import Any
from unicodedata import normalize

from preimage.golang.quoting import quote
from preimage.golang.text import encode_utf8
from preimage.projects.hcl import numbers
from preimage.projects.hcl.budget import check_depth
from preimage.projects.hcl.numbers import Number
from preimage.projects.hcl.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)


class _Unknown:
    """What a value is when its expression failed; only the kind may be known."""

    __slots__ = ()


UNKNOWN = _Unknown()


class Value:
    """A kind and what is in it.

    ``raw`` is a ``str``, a ``Number``, a ``bool``, a list of values (list, set, tuple) or a dict of values by name
    (map, object); ``None`` for null and ``UNKNOWN``. ``depth`` is how many values are within each other.
    """

    __slots__ = ("depth", "raw", "type")

    def __init__(self, kind: Type, raw: Any, depth: int = 0) -> None:
        self.type = kind
        self.raw = raw
        self.depth = depth

    @property
    def is_null(self) -> bool:
        return self.raw is None

    @property
    def is_unknown(self) -> bool:
        return self.raw is UNKNOWN

    @property
    def items(self) -> list[Value]:
        """The elements of a list, set or tuple, the values of a map or object in the order of their keys."""
        if isinstance(self.raw, dict):
            return [self.raw[key] for key in sort_keys(self.raw)]
        assert isinstance(self.raw, list)
        return self.raw

    def __repr__(self) -> str:
        return f"Value({self.type.key}, {self.raw!r})"


NULL = Value(DYNAMIC, None)
TRUE = Value(BOOL, True)
FALSE = Value(BOOL, False)
UNKNOWN_VALUE = Value(DYNAMIC, UNKNOWN)


def string_value(text: str) -> Value:
    """Give text, in Unicode's composed form."""
    return Value(STRING, text if text.isascii() else normalize("NFC", text))


def number_value(number: Number | int) -> Value:
    """Give a number; a Python int becomes one of 64 bits, as a count of something is."""
    return Value(NUMBER, numbers.from_int(number, 64) if isinstance(number, int) else number)


def bool_value(truth: bool) -> Value:
    """Give true or false."""
    return TRUE if truth else FALSE


def null_value(kind: Type) -> Value:
    """Give null of a kind."""
    return Value(kind, None)


def unknown_value(kind: Type) -> Value:
    """Give what a failed expression comes to when its kind is certain."""
    return Value(kind, UNKNOWN)


def _depth(items: Iterable[Value]) -> int:
    depth = max([each.depth for each in items], default=0) + 1
    check_depth(depth)
    return depth


def tuple_value(items: Sequence[Value]) -> Value:
    """Give a tuple."""
    return Value(tuple_of(each.type for each in items), list(items), _depth(items))


def object_value(items: Mapping[str, Value]) -> Value:
    """Give an object."""
    return Value(object_of({name: each.type for name, each in items.items()}), dict(items), _depth(items.values()))


def list_value(element: Type, items: Sequence[Value]) -> Value:
    """Give a list of values of one kind."""
    return Value(list_of(element), list(items), _depth(items))


def map_value(element: Type, items: Mapping[str, Value]) -> Value:
    """Give a map of values of one kind."""
    return Value(map_of(element), dict(items), _depth(items.values()))


def set_value(element: Type, items: Iterable[Value]) -> Value:
    """Give a set of values of one kind, in its order, each once."""
    unique: dict[str, Value] = {}
    for each in items:
        unique.setdefault(identity(each), each)
    ordered = sorted(unique.values(), key=cmp_to_key(_compare))
    return Value(set_of(element), ordered, _depth(ordered))


def sort_keys(keys: Iterable[str]) -> list[str]:
    """Sort by bytes, as Go does; the order of characters is the same for UTF-8."""
    return sorted(keys, key=encode_utf8)


def identity(value: Value) -> str:
    """Give a text that two values of one kind share exactly if they are equal."""
    raw = value.raw
    if raw is None:
        return "~"
    if raw is UNKNOWN:
        return "?"
    if isinstance(raw, bool):
        return "T" if raw else "F"
    if isinstance(raw, Number):
        return "0" if raw.is_zero else raw.text
    if isinstance(raw, str):
        return quote(raw)
    if isinstance(raw, dict):
        inner = (f"{quote(key)}:{identity(raw[key])};" for key in sort_keys(raw))
        return f"{{{''.join(inner)}}}"
    return f"[{''.join(f'{identity(each)};' for each in raw)}]"


def _compare(left: Value, right: Value) -> int:
    """Compare for the order of a set: null is last, texts go by bytes, numbers by value, others by their identity."""
    if left.is_null or right.is_null:
        return left.is_null - right.is_null
    if isinstance(left.raw, Number) and isinstance(right.raw, Number):
        return numbers.compare(left.raw, right.raw)
    if isinstance(left.raw, str) and isinstance(right.raw, str):
        first, second = encode_utf8(left.raw), encode_utf8(right.raw)
    elif isinstance(left.raw, bool):
        return int(left.raw) - int(right.raw)
    else:
        first, second = encode_utf8(identity(left)), encode_utf8(identity(right))
    return (first > second) - (first < second)


def is_equal(left: Value, right: Value) -> bool:
    """Tell whether two values are of one kind and equal; null equals null of any kind."""
    if left.is_null or right.is_null:
        return left.is_null and right.is_null
    if left.type.kind != right.type.kind:
        return False
    if isinstance(left.raw, Number) and isinstance(right.raw, Number):
        return numbers.is_equal(left.raw, right.raw)
    if left.type.is_primitive:
        return bool(left.raw == right.raw)
    if left.type != right.type or len(left.raw) != len(right.raw):
        return False
    if isinstance(left.raw, dict):
        return left.raw.keys() == right.raw.keys() and all(is_equal(left.raw[key], right.raw[key]) for key in left.raw)
    return all(map(is_equal, left.raw, right.raw))


def has_unknown(value: Value) -> bool:
    """Tell whether a part of the value is not known."""
    if isinstance(value.raw, dict):
        return any(map(has_unknown, value.raw.values()))
    if isinstance(value.raw, list):
        return any(map(has_unknown, value.raw))
    return value.is_unknown


def measure(value: Value) -> int:
    """Give how much a value holds: its characters and items."""
    if isinstance(value.raw, str):
        return len(value.raw) + 1
    if isinstance(value.raw, dict):
        return sum(len(key) + measure(each) for key, each in value.raw.items()) + 1
    if isinstance(value.raw, list):
        return sum(map(measure, value.raw)) + 1
    return 1
