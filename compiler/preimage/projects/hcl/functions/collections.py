"""Functions of lists, maps, tuples and objects."""

from __future__ import annotations

from preimage.golang.quoting import quote
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.conversions import ConversionError, convert, unify
from preimage.projects.hcl.functions.define import define, define_costly, to_whole
from preimage.projects.hcl.numbers import Number
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.types import DYNAMIC, STRING, Type, list_of
from preimage.projects.hcl.values import (
    Value,
    bool_value,
    identity,
    is_equal,
    list_value,
    map_value,
    number_value,
    object_value,
    sort_keys,
    string_value,
    tuple_value,
)

_SEQUENCES = frozenset(("list", "set", "tuple"))
_INDEXED = "collection must be a list, a map or a tuple"


def _like(origin: Value, items: list[Value]) -> Value:
    """Give a list if the origin was one, else a tuple."""
    return list_value(origin.type.item, items) if origin.type.kind in {"list", "set"} else tuple_value(items)


def _coalesce(*values: Value) -> Value:
    if not values:
        raise FunctionError("all arguments must have the same type")
    known = [value.type for value in values if not (value.is_null and value.type is DYNAMIC)]
    common = unify(known) if known else DYNAMIC
    if common is None:
        raise FunctionError("all arguments must have the same type")
    for value in values:
        if not value.is_null:
            return _convert(value, common)
    raise FunctionError("no non-null arguments")


def _convert(value: Value, kind: Type) -> Value:
    try:
        return convert(value, kind)
    except ConversionError as error:
        raise FunctionError(str(error)) from error


def _coalesce_list(*values: Value) -> Value:
    if not values:
        raise FunctionError("at least one argument is required")
    if any(value.type.kind not in {"list", "tuple"} for value in values):
        raise FunctionError("coalescelist arguments must be lists or tuples")
    for value in values:
        if not value.is_null and value.items:
            return value
    raise FunctionError("no non-null arguments")


def _compact(items: Value) -> Value:
    return list_value(STRING, [each for each in items.items if each.raw])


def _concat(*values: Value) -> Value:
    if not values:
        raise FunctionError("at least one argument is required")
    for index, value in enumerate(values):
        if value.type.kind not in {"list", "tuple"}:
            raise FunctionError(f"all arguments must be lists or tuples; got {value.type.name}", index)
    items = [each for value in values for each in value.items]
    if all(value.type.kind == "list" for value in values):
        kind = unify([value.type for value in values])
        if kind is not None:
            return list_value(kind.item, [_convert(each, kind.item) for each in items])
    return tuple_value(items)


def _contains(items: Value, wanted: Value) -> Value:
    if items.type.kind not in _SEQUENCES:
        raise FunctionError("argument must be list, tuple, or set")
    return bool_value(any(is_equal(each, wanted) for each in items.items))


def _distinct(items: Value) -> Value:
    unique: dict[str, Value] = {}
    for each in items.items:
        unique.setdefault(identity(each), each)
    return list_value(items.type.item, list(unique.values()))


def _element(items: Value, index: Value) -> Value:
    at = to_whole(index, reason="invalid index: ")
    if items.type.kind not in {"list", "tuple"}:
        raise FunctionError(f"cannot read elements from {items.type.name}")
    if not items.items:
        raise FunctionError("cannot use element function with an empty list")
    if at < 0:
        raise FunctionError("cannot use element function with a negative index")
    return items.items[at % len(items.items)]


def _flatten(arguments: list[Value], budget: Budget) -> Value:
    (origin,) = arguments
    if origin.type.kind not in _SEQUENCES:
        raise FunctionError("can only flatten lists, sets and tuples")
    flat: list[Value] = []
    pending = list(reversed(origin.items))
    while pending:
        budget.spend(1)
        each = pending.pop()
        if each.type.kind in _SEQUENCES and not each.is_null:
            pending += reversed(each.items)
        else:
            flat.append(each)
    return tuple_value(flat)


def _find(collection: Value, key: Value) -> Value | None:
    if collection.type.kind == "map":
        return None if key.type is not STRING else collection.raw.get(key.raw)
    number = key.raw
    if not isinstance(number, Number) or not number.is_whole or number.is_negative:
        return None
    at = number.truncate()
    return collection.items[at] if at < len(collection.items) else None


def _index(collection: Value, key: Value) -> Value:
    found = _find_checked(collection, key)
    if found is not None:
        return found
    kind = collection.type.kind
    wanted = "string" if kind == "map" else "number"
    if key.type.kind != wanted:
        raise FunctionError(f"key for {kind} must be {wanted}")
    if kind == "tuple":
        at = to_whole(key, reason="invalid key for tuple: ")
        length = len(collection.items)
        if not 0 <= at < length:
            raise FunctionError(f"key must be between 0 and {length} inclusive")
    raise FunctionError("invalid index")


def _find_checked(collection: Value, key: Value) -> Value | None:
    if collection.type.kind not in {"list", "tuple", "map"}:
        raise FunctionError(_INDEXED)
    return _find(collection, key)


def _has_index(collection: Value, key: Value) -> Value:
    return bool_value(_find_checked(collection, key) is not None)


def _index_of(items: Value, wanted: Value) -> Value:
    if items.type.kind not in {"list", "tuple"}:
        raise FunctionError("argument must be a list or tuple")
    if not items.items:
        raise FunctionError("cannot search an empty list")
    for index, each in enumerate(items.items):
        if is_equal(each, wanted):
            return number_value(index)
    raise FunctionError("item not found")


def _require_named(value: Value, what: str, argument: int | None = None) -> dict[str, Value]:
    if value.type.kind not in {"map", "object"}:
        raise FunctionError(what, argument)
    members: dict[str, Value] = value.raw
    return members


def _keys(value: Value) -> Value:
    members = _require_named(value, "must have map or object type", 0)
    names = [string_value(each) for each in sort_keys(members)]
    return list_value(STRING, names) if value.type.kind == "map" else tuple_value(names)


def _values(value: Value) -> Value:
    _require_named(value, "values() requires a map as the first argument")
    return list_value(value.type.item, value.items) if value.type.kind == "map" else tuple_value(value.items)


def _length(value: Value) -> Value:
    if value.type.kind not in {"list", "set", "tuple", "map"}:
        raise FunctionError(_INDEXED)
    return number_value(len(value.raw))


def _lookup(mapping: Value, key: Value, default: Value) -> Value:
    members = _require_named(mapping, "lookup() requires a map as the first argument", 0)
    found = members.get(key.raw)
    if mapping.type.kind == "map":
        kind = mapping.type.item
        try:
            converted = convert(default, kind)
        except ConversionError as error:
            raise FunctionError("the default value must have the same type as the map elements") from error
        return converted if found is None else found
    return default if found is None else found


def _merge(*values: Value) -> Value:
    for value in values:
        if value.type.kind not in {"map", "object"} and not value.is_null:
            raise FunctionError(f"arguments must be maps or objects, got {quote(value.type.name)}")
    merged: dict[str, Value] = {}
    known = [value for value in values if not value.is_null]
    for value in known:
        merged |= value.raw
    types = {value.type for value in values if value.type is not DYNAMIC}
    if known and len(types) == 1 and known[0].type.kind == "map":
        return map_value(known[0].type.item, merged)
    return object_value(merged)


def _slice(items: Value, start: Value, end: Value) -> Value:
    if items.type.kind not in {"list", "tuple"}:
        raise FunctionError(
            "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the "
            "ordering of the result is not important"
            if items.type.kind == "set"
            else "must be a list or tuple value",
            0,
        )
    first = to_whole(start, 1, "invalid start index: ")
    last = to_whole(end, 2, "invalid end index: ")
    if first < 0:
        raise FunctionError("start index must not be less than zero", 1)
    if first > len(items.items):
        raise FunctionError("start index must not be greater than the length of the list", 1)
    if last > len(items.items):
        raise FunctionError("end index must not be greater than the length of the list", 2)
    if first > last:
        raise FunctionError("start index must not be greater than end index", 1)
    return _like(items, items.items[first:last])


def _chunk(items: Value, size: Value) -> Value:
    count = to_whole(size, reason="invalid size: ")
    if count < 0:
        raise FunctionError("the size argument must be positive")
    count = count or max(1, len(items.items))
    chunks = [list_value(items.type.item, items.items[at : at + count]) for at in range(0, len(items.items), count)]
    return list_value(list_of(items.type.item), chunks)


def _reverse_list(items: Value) -> Value:
    if items.type.kind not in _SEQUENCES:
        raise FunctionError(f"can only reverse list or tuple values, not {items.type.name}", 0)
    return _like(items, items.items[::-1])


def _zip_map(keys: Value, values: Value) -> Value:
    if values.type.kind not in {"list", "tuple"}:
        raise FunctionError("values argument must be a list or tuple value")
    names, items = keys.items, values.items
    if len(names) != len(items):
        raise FunctionError(f"number of keys ({len(names)}) does not match number of values ({len(items)})")
    for index, name in enumerate(names):
        if name.is_null:
            raise FunctionError(f"keys list has null value at index {index}")
    members = {name.raw: each for name, each in zip(names, items, strict=True)}
    return map_value(values.type.item, members) if values.type.kind == "list" else object_value(members)


FUNCTIONS: dict[str, Function] = {
    "chunklist": define("list:list size:number", _chunk),
    "coalesce": define("", _coalesce, variadic="vals:any?"),
    "coalescelist": define("", _coalesce_list, variadic="vals:any?"),
    "compact": define("list:texts", _compact),
    "concat": define("", _concat, variadic="seqs:any"),
    "contains": define("list:any value:any", _contains),
    "distinct": define("list:list", _distinct),
    "element": define("list:any index:number", _element),
    "flatten": define_costly("list:any", _flatten),
    "hasindex": define("collection:any key:any", _has_index),
    "index": define("collection:any key:any", _index),
    "indexof": define("list:any value:any", _index_of),
    "keys": define("inputMap:any", _keys),
    "length": define("collection:any", _length),
    "lookup": define("inputMap:any key:text default:any", _lookup),
    "merge": define("", _merge, variadic="maps:any?"),
    "reverselist": define("list:any", _reverse_list),
    "slice": define("list:any start_index:number end_index:number", _slice),
    "values": define("mapping:any", _values),
    "zipmap": define("keys:texts values:any", _zip_map),
}
