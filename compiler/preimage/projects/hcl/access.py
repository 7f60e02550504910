"""Attributes and elements of values: ``x.name``, ``x[0]``, ``x["key"]``.

Source: docs/reference/bake.md, "Attributes and elements".
"""

from __future__ import annotations

from typing import NamedTuple

from preimage.golang.quoting import quote
from preimage.projects.hcl.conversions import ConversionError, convert
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.numbers import Number
from preimage.projects.hcl.source import Span
from preimage.projects.hcl.types import NUMBER, STRING, Type
from preimage.projects.hcl.values import UNKNOWN_VALUE, Value, unknown_value

_NO_ELEMENT = "The given key does not identify an element in this collection value"


class Step(NamedTuple):
    """One step into a value: an attribute by name, or an element by key."""

    name: str | None
    key: Value | None
    span: Span


def take_steps(value: Value, steps: tuple[Step, ...] | list[Step], faults: list[Diagnostic]) -> Value:
    """Go into a value step by step; a fault ends it."""
    for step in steps:
        before = len(faults)
        if step.name is not None:
            value = get_attribute(value, step.name, step.span, faults)
        elif step.key is not None:
            value = get_element(value, step.key, step.span, faults)
        if len(faults) > before:
            return UNKNOWN_VALUE
    return value


def get_attribute(value: Value, name: str, span: Span, faults: list[Diagnostic]) -> Value:
    """Give an attribute of an object, or the element of a map."""
    kind = value.type
    if value.is_null:
        detail = "This value is null, so it does not have any attributes."
        return _fail(faults, "Attempt to get attribute from null value", detail, span)
    if kind.kind == "dynamic":
        return UNKNOWN_VALUE
    if kind.kind == "object":
        if name not in kind.attributes:
            detail = f"This object does not have an attribute named {quote(name)}."
            return _fail(faults, "Unsupported attribute", detail, span)
        return unknown_value(kind.attributes[name]) if value.is_unknown else _member(value, name)
    if kind.kind == "map":
        if value.is_unknown:
            return unknown_value(kind.item)
        if name not in value.raw:
            detail = f"This map does not have an element with the key {quote(name)}."
            return _fail(faults, "Missing map element", detail, span)
        return _member(value, name)
    return _fail(faults, "Unsupported attribute", _describe_no_attributes(kind, name), span)


def _describe_no_attributes(kind: Type, name: str) -> str:
    if kind.is_primitive:
        return f"Can't access attributes on a primitive-typed value ({kind.name})."
    if kind.kind == "list" and kind.item.kind == "object":
        return (
            f"Can't access attributes on a list of objects. Did you mean to access attribute {quote(name)} for a "
            "specific element of the list, or across all elements of the list?"
        )
    if kind.kind == "set" and kind.item.kind == "object":
        return (
            "Can't access attributes on a set of objects. Did you mean to access an attribute across all elements of "
            "the set?"
        )
    return "This value does not have any attributes."


def get_element(value: Value, key: Value, span: Span, faults: list[Diagnostic]) -> Value:
    """Give an element by its number or key."""
    kind = value.type
    if value.is_null:
        detail = "This value is null, so it does not have any indices."
        return _fail(faults, "Attempt to index null value", detail, span)
    if key.is_null:
        return _fail(faults, "Invalid index", "Can't use a null value as an indexing key.", span)
    if kind.kind == "dynamic" or key.type.kind == "dynamic":
        return UNKNOWN_VALUE
    if kind.kind in {"list", "tuple", "map", "object"}:
        return _get_element(value, key, span, faults)
    if kind.kind == "set":
        detail = (
            "Elements of a set are identified only by their value and don't have any separate index or key to select "
            "with, so it's only possible to perform operations across all elements of the set."
        )
        return _fail(faults, "Invalid index", detail, span)
    return _fail(faults, "Invalid index", "This value does not have any indices.", span)


def _get_element(value: Value, key: Value, span: Span, faults: list[Diagnostic]) -> Value:
    is_sequence = value.type.kind in {"list", "tuple"}
    try:
        converted = convert(key, NUMBER if is_sequence else STRING)
    except ConversionError as error:
        return _fail(faults, "Invalid index", f"{_NO_ELEMENT}: {error}.", span)
    if value.is_unknown or converted.is_unknown:
        return unknown_value(value.type.item)
    if is_sequence:
        items: list[Value] = value.raw
        number: Number = converted.raw
        if number.is_whole and 0 <= number.truncate() < len(items):
            return items[number.truncate()]
        return _fail(faults, "Invalid index", f"{_NO_ELEMENT}{_describe_index(number, len(items))}.", span)
    if converted.raw not in value.raw:
        is_number = key.type is NUMBER and value.type.kind == "object"
        hint = " An object only supports looking up attributes by name, not by numeric index." if is_number else ""
        return _fail(faults, "Invalid index", f"{_NO_ELEMENT}.{hint}", span)
    return _member(value, converted.raw)


def _describe_index(number: Number, length: int) -> str:
    if not number.is_whole:
        return ": indexing a sequence requires a whole number, but the given index has a fractional part"
    if number.is_negative:
        return ": a negative number is not a valid index for a sequence"
    if number.truncate() > length:
        # Only one past the end gets a reason.
        return ""
    if not length:
        return ": the collection has no elements"
    return ": the given index is greater than or equal to the length of the collection"


def _member(value: Value, name: str) -> Value:
    member: Value = value.raw[name]
    return member


def _fail(faults: list[Diagnostic], summary: str, detail: str, span: Span) -> Value:
    faults.append(Diagnostic(summary, detail, span))
    return UNKNOWN_VALUE
