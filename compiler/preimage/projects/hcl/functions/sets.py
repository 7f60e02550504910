"""Functions of sets, and the product of several."""

from __future__ import annotations

from collections.abc import Callable

from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.conversions import ConversionError, convert, unify
from preimage.projects.hcl.functions.define import define, define_costly
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.types import DYNAMIC, Type, list_of, set_of, tuple_of
from preimage.projects.hcl.values import Value, bool_value, identity, list_value, set_value, tuple_value

_Members = dict[str, Value]


def _unify_sets(values: tuple[Value, ...]) -> list[Value]:
    """Convert sets to those of one kind; an empty one of no kind counts as any."""
    kinds = [value.type.item for value in values if value.items or value.type.item is not DYNAMIC]
    element = unify(kinds) if kinds else DYNAMIC
    if element is None:
        raise FunctionError("given sets must all have compatible element types")
    try:
        return [convert(value, set_of(element)) if value.items else set_value(element, []) for value in values]
    except ConversionError as error:
        raise FunctionError(str(error)) from error


def _make(combine: Callable[[_Members, _Members], _Members]) -> Callable[..., Value]:
    def run(*values: Value) -> Value:
        sets = _unify_sets(values)
        members = {identity(each): each for each in sets[0].items}
        for other in sets[1:]:
            members = combine(members, {identity(each): each for each in other.items})
        return set_value(sets[0].type.item, members.values())

    return run


def _product(arguments: list[Value], budget: Budget) -> Value:
    if len(arguments) < 2:
        raise FunctionError("at least two arguments are required")
    for index, value in enumerate(arguments):
        if value.type.kind not in {"list", "set", "tuple"}:
            raise FunctionError("a set or a list is required", index)
    rows: list[list[Value]] = [[]]
    elements: list[Type] = []
    for value in arguments:
        items, element = _common_items(value)
        elements.append(element)
        budget.spend(len(rows) * len(items) * len(elements))
        rows = [[*row, each] for row in rows for each in items]
    kind = tuple_of(elements)
    made = [tuple_value(row) for row in rows]
    if all(value.type.kind == "set" for value in arguments):
        return set_value(kind, made)
    return list_value(kind, made)


def _common_items(value: Value) -> tuple[list[Value], Type]:
    if value.type.kind != "tuple":
        return value.items, value.type.item
    if not value.items:
        return [], DYNAMIC
    try:
        converted = convert(value, list_of(DYNAMIC))
    except ConversionError as error:
        raise FunctionError("all elements must be of the same type") from error
    return converted.items, converted.type.item


def _has(members: Value, wanted: Value) -> Value:
    if wanted.type != members.type.item:
        return bool_value(False)
    return bool_value(identity(wanted) in map(identity, members.items))


_WITHOUT = _make(lambda left, right: {key: each for key, each in left.items() if key not in right})

FUNCTIONS: dict[str, Function] = {
    "sethaselement": define("set:set elem:any", _has),
    "setintersection": define(
        "first_set:set",
        _make(lambda left, right: {key: each for key, each in left.items() if key in right}),
        variadic="other_sets:set",
    ),
    "setproduct": define_costly("", _product, variadic="sets:any"),
    "setsubtract": define("a:set b:set", _WITHOUT),
    "setsymmetricdifference": define(
        "first_set:set",
        _make(
            lambda left, right: {
                **{key: each for key, each in left.items() if key not in right},
                **{key: each for key, each in right.items() if key not in left},
            }
        ),
        variadic="other_sets:set",
    ),
    "setunion": define("first_set:set", _make(lambda left, right: {**left, **right}), variadic="other_sets:set"),
}
