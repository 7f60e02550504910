"""From one kind to another: the table of what converts to what, and the kind that several have in common.

Source: docs/reference/bake.md, "Conversions".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from preimage.golang.quoting import quote
from preimage.golang.text import lower
from preimage.projects.hcl.numbers import Number, parse_number
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
from preimage.projects.hcl.values import (
    Value,
    bool_value,
    has_unknown,
    list_value,
    map_value,
    null_value,
    object_value,
    set_value,
    sort_keys,
    string_value,
    tuple_value,
    unknown_value,
)


class ConversionError(ValueError):
    """A value does not convert; the text is what the tool says of it."""


def _text_to_number(value: Value) -> Value:
    number = parse_number(value.raw)
    if number is None:
        raise ConversionError("a number is required")
    return Value(NUMBER, number)


def _text_to_bool(value: Value) -> Value:
    if value.raw in {"true", "1"}:
        return bool_value(True)
    if value.raw in {"false", "0"}:
        return bool_value(False)
    if (word := lower(value.raw)) in {"true", "false"}:
        raise ConversionError(f'a bool is required; to convert from string, use lowercase "{word}"')
    raise ConversionError("a bool is required")


def _number_to_text(value: Value) -> Value:
    number: Number = value.raw
    return string_value(number.text)


_PRIMITIVES: dict[tuple[str, str], Callable[[Value], Value]] = {
    ("string", "number"): _text_to_number,
    ("string", "bool"): _text_to_bool,
    ("number", "string"): _number_to_text,
    ("bool", "string"): lambda value: string_value("true" if value.raw else "false"),
}
"""What of the primitive kinds converts; nothing makes a number of a bool or the reverse."""

_SEQUENCES = frozenset(("list", "set", "tuple"))
_NAMED = frozenset(("map", "object"))


def can_convert(given: Type, wanted: Type) -> bool:
    """Tell whether values of one kind may convert to another; single values can still fail."""
    if wanted is DYNAMIC or given is DYNAMIC or given == wanted:
        return True
    if given.is_primitive or wanted.is_primitive:
        return (given.kind, wanted.kind) in _PRIMITIVES
    if given.kind in _SEQUENCES and wanted.kind in {"list", "set"}:
        return _can_convert_items(given, given.elements, wanted)
    if given.kind in _NAMED and wanted.kind == "map":
        return _can_convert_items(given, given.attributes.values(), wanted)
    if given.kind == wanted.kind == "tuple":
        same = len(given.elements) == len(wanted.elements)
        return same and all(map(can_convert, given.elements, wanted.elements))
    if wanted.kind == "object" and given.kind in _NAMED:
        return _can_convert_to_object(given, wanted)
    return False


def _can_convert_items(given: Type, inner: Iterable[Type], wanted: Type) -> bool:
    if given.is_collection:
        return can_convert(given.item, wanted.item)
    inner = list(inner)
    if wanted.item is DYNAMIC:
        return not inner or unify(inner) is not None
    return all(can_convert(each, wanted.item) for each in inner)


def _can_convert_to_object(given: Type, wanted: Type) -> bool:
    if given.kind == "map":
        return all(can_convert(given.item, each) for each in wanted.attributes.values())
    for name, each in wanted.attributes.items():
        if name in given.attributes:
            if not can_convert(given.attributes[name], each):
                return False
        elif name not in wanted.optional:
            return False
    return True


def convert(value: Value, wanted: Type) -> Value:
    """Convert a value to a kind, which may hold dynamic parts; null stays null, unknown unknown.

    Raises:
        ConversionError: it does not convert.
    """
    given = value.type
    if given is wanted or wanted is DYNAMIC or given == wanted:
        return value
    if given.is_primitive and wanted.is_primitive:
        if (change := _PRIMITIVES.get((given.kind, wanted.kind))) is None:
            raise ConversionError(f"{wanted.wanted_name} required")
        return null_value(wanted) if value.is_null else unknown_value(wanted) if value.is_unknown else change(value)
    if not can_convert(given, wanted):
        raise ConversionError(describe_mismatch(given, wanted))
    if value.is_null:
        return null_value(without_optional(wanted))
    if value.is_unknown:
        return unknown_value(without_optional(wanted))
    return _convert_structure(value, wanted)


def _convert_structure(value: Value, wanted: Type) -> Value:
    if wanted.kind in {"list", "set"}:
        items, element = _convert_items(value.items, value.type, wanted)
        if wanted.kind == "list":
            return list_value(element, items)
        # Which elements are the same cannot be told before all are known.
        return unknown_value(set_of(element)) if any(map(has_unknown, items)) else set_value(element, items)
    if wanted.kind == "tuple":
        return tuple_value([convert(each, kind) for each, kind in zip(value.items, wanted.elements, strict=True)])
    if wanted.kind == "map":
        keys = sort_keys(value.raw)
        items, element = _convert_items([value.raw[key] for key in keys], value.type, wanted)
        return map_value(element, dict(zip(keys, items, strict=True)))
    return object_value({name: _convert_attribute(value, name, wanted) for name in wanted.attributes})


def _convert_attribute(value: Value, name: str, wanted: Type) -> Value:
    kind = wanted.attributes[name]
    if name in value.raw:
        return convert(value.raw[name], kind)
    if name in wanted.optional:
        return null_value(without_optional(kind))
    raise ConversionError(f"map element {quote(name)} is required")


def _convert_items(items: list[Value], given: Type, wanted: Type) -> tuple[list[Value], Type]:
    """Convert elements to the kind of a list, set or map; gives them and what their kind came to be."""
    element = wanted.item
    if element is DYNAMIC:
        if given.is_collection:
            return items, given.item
        element = (unify([each.type for each in items]) or DYNAMIC) if items else DYNAMIC
    converted = [convert(each, element) for each in items]
    if converted and element is not DYNAMIC and not element.is_primitive:
        element = converted[0].type
    return converted, without_optional(element)


def without_optional(kind: Type) -> Type:
    """Give the kind that a converted value has: optional attributes are there."""
    if kind.element is not None:
        return Type(kind.kind, element=without_optional(kind.element))
    if kind.elements:
        return tuple_of(map(without_optional, kind.elements))
    if kind.attributes:
        return object_of({name: without_optional(each) for name, each in kind.attributes.items()})
    return kind


def unify(types: list[Type]) -> Type | None:
    """Find the kind to which all convert; None when there is none."""
    first = types[0]
    if all(each is first or each == first for each in types[1:]):
        return first
    kinds = {each.kind for each in types} - {"dynamic"}
    has_dynamic = any(each is DYNAMIC for each in types)
    if len(kinds) == 1 and (kind := next(iter(kinds))) not in {"string", "number", "bool"}:
        if has_dynamic:
            return DYNAMIC
        return _unify_collections(types, kind) if first.is_collection else _unify_structures(types, kind)
    if kinds in ({"map", "object"}, {"list", "tuple"}) and (mixed := _unify_mixed(types)) is not None:
        return mixed
    if {"object", "tuple"} <= kinds:
        return None
    return next((each for each in _by_preference(types) if all(can_convert(other, each) for other in types)), None)


def _unify_collections(types: list[Type], kind: str) -> Type | None:
    element = unify([each.item for each in types])
    return None if element is None else Type(kind, element=element)


def _unify_structures(types: list[Type], kind: str) -> Type | None:
    """Unify tuples or objects part by part if they have the same parts, else all parts to those of a list or map."""
    if kind == "tuple" and len({len(each.elements) for each in types}) == 1:
        columns = [unify(list(column)) for column in zip(*(each.elements for each in types), strict=True)]
        known = [each for each in columns if each is not None]
        return tuple_of(known) if len(known) == len(columns) else None
    if kind == "object" and len({frozenset(each.attributes) for each in types}) == 1:
        named = {name: unify([each.attributes[name] for each in types]) for name in types[0].attributes}
        found = {name: each for name, each in named.items() if each is not None}
        return object_of(found) if len(found) == len(named) else None
    parts = [part for each in types for part in (*each.elements, *each.attributes.values())]
    element = unify(parts) if parts else DYNAMIC
    if element is None:
        return None
    return list_of(element) if kind == "tuple" else map_of(element)


def _unify_mixed(types: list[Type]) -> Type | None:
    """Unify lists and tuples to a list, maps and objects to a map."""
    inner: list[Type] = []
    for each in types:
        inner += [each.item] if each.is_collection else [*each.elements, *each.attributes.values()]
    element = unify(inner)
    if element is None:
        return None
    return (list_of if any(each.kind in {"list", "tuple"} for each in types) else map_of)(element)


_RANKS = {"string": 0, "list": 0, "map": 0, "tuple": 1, "object": 1, "number": 1, "bool": 1, "set": 2, "dynamic": 3}


def _by_preference(types: list[Type]) -> list[Type]:
    """Order by what a common kind may be: text before other primitives, lists before tuples and sets, any last."""
    return sorted(types, key=lambda each: _RANKS[each.kind])


def describe_mismatch(given: Type, wanted: Type) -> str:
    """Say why no value of one kind converts to another."""
    if given.kind == wanted.kind == "object":
        return _describe_objects(given, wanted)
    is_structure = given.kind in {"tuple", "object"}
    if is_structure and wanted.is_collection and (given.kind == "object") == (wanted.kind == "map"):
        return _describe_parts(given, wanted)
    if given.is_collection and wanted.is_collection and given.kind == wanted.kind:
        return f"incorrect {wanted.kind} element type: {describe_mismatch(given.item, wanted.item)}"
    return f"{wanted.wanted_name} required"


def _describe_objects(given: Type, wanted: Type) -> str:
    names = sorted(wanted.attributes)
    missing = [quote(name) for name in names if name not in given.attributes and name not in wanted.optional]
    if len(missing) == 1:
        return f"attribute {missing[0]} is required"
    if len(missing) == 2:
        return f"attributes {missing[0]} and {missing[1]} are required"
    if missing:
        return f"attributes {', '.join(missing[:-1])}, and {missing[-1]} are required"
    for name in names:
        kind = given.attributes.get(name)
        if kind is not None and not can_convert(kind, wanted.attributes[name]):
            return f"attribute {quote(name)}: {describe_mismatch(kind, wanted.attributes[name])}"
    return "incorrect object attributes"


def _describe_parts(given: Type, wanted: Type) -> str:
    if wanted.item is DYNAMIC:
        return f"all {wanted.kind} elements must have the same type"
    parts: Iterable[tuple[str, Type]] = [(str(index), each) for index, each in enumerate(given.elements)]
    if given.kind == "object":
        parts = [(quote(name), given.attributes[name]) for name in sorted(given.attributes)]
    for name, each in parts:
        if not can_convert(each, wanted.item):
            return f"element {name}: {describe_mismatch(each, wanted.item)}"
    return f"all elements must be {wanted.item.wanted_name}"


def to_text(value: Value) -> str:
    """Convert to text and give it."""
    text: str = convert(value, STRING).raw
    return text


def to_truth(value: Value) -> bool:
    """Convert to a bool and give it."""
    truth: bool = convert(value, BOOL).raw
    return truth
