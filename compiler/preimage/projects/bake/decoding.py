"""Values of expressions to what an attribute holds: text, truth, lists, maps, entries.

Source: docs/reference/bake.md, "Values for attributes".
"""

from __future__ import annotations

from typing import Any

from preimage.projects.bake.entries import Entry, read_entry, read_object
from preimage.projects.bake.fields import MAP, TEXTS, Field
from preimage.projects.hcl.conversions import ConversionError, convert
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.types import STRING, Type, list_of
from preimage.projects.hcl.values import Value, bool_value, has_unknown, list_value, map_value, null_value, string_value


def decode(name: str, field: Field, expression: Expression, scope: Scope, faults: list[Diagnostic]) -> Any:
    """Give what an attribute holds: ``str``, ``bool``, ``list[str]``, ``dict[str, str | None]`` or entries.

    None stands for null, and for what could not be decoded; then there are faults.
    """
    value = expression.value(scope, faults)
    try:
        if has_unknown(value):
            raise ConversionError("value must be known")
        if field.is_entries:
            return None if value.is_null else decode_entries(name, value)
        return decode_plain(value, field)
    except ValueError as error:
        detail = f"Unsuitable value: {error}"
        faults.append(Diagnostic("Unsuitable value type", detail, expression.start_span))
    return None


def decode_plain(value: Value, field: Field) -> Any:
    """Give a text, truth, list or map; null parts are refused unless the field allows them."""
    converted = convert(value, field.kind)
    if converted.is_null:
        if not field.is_nullable:
            raise ConversionError("null value is not allowed")
        return None
    raw = converted.raw
    if isinstance(raw, list | dict):
        parts = raw.values() if isinstance(raw, dict) else raw
        if not field.allows_null and any(each.is_null for each in parts):
            raise ConversionError("null value is not allowed")
    if isinstance(raw, dict):
        return {key: each.raw for key, each in raw.items()}
    return [each.raw for each in raw] if isinstance(raw, list) else raw


def decode_entries(name: str, value: Value) -> list[Entry]:
    """Give the entries of a list of texts and objects."""
    if value.type.kind not in {"list", "tuple", "set"}:
        raise ConversionError("list of map of string required")
    entries: list[Entry] = []
    for each in value.items:
        if each.type is STRING and not each.is_null:
            if each.raw:
                entries += read_entry(name, each.raw)
        else:
            entries.append(_decode_object(name, each))
    return entries


def _decode_object(name: str, value: Value) -> Entry:
    if value.is_null or value.type.kind not in {"map", "object"}:
        raise ConversionError("map of string required")
    paths: list[str] | None = None
    members = dict(value.raw)
    if name == "ssh" and "paths" in members:
        listed = convert(members.pop("paths"), TEXTS)
        paths = [] if listed.is_null else [each.raw for each in listed.items if each.raw is not None]
    pairs = convert(map_value(STRING, {key: convert(each, STRING) for key, each in members.items()}), MAP)
    return read_object(name, {key: each.raw for key, each in pairs.raw.items() if each.raw is not None}, paths)


def encode(field: Field, held: Any) -> Value:
    """Give an attribute as the value that others see who refer to it."""
    if field.is_entries:
        assert field.reference is not None
        return list_value(field.reference.item, [_encode_entry(each, field.reference.item) for each in held or []])
    if held is None:
        return null_value(field.kind)
    if isinstance(held, bool):
        return bool_value(held)
    if isinstance(held, str):
        return string_value(held)
    if isinstance(held, dict):
        return map_value(STRING, {key: _text(each) for key, each in held.items()})
    return list_value(STRING, [string_value(each) for each in held])


def _text(held: str | None) -> Value:
    return null_value(STRING) if held is None else string_value(held)


def _encode_entry(entry: Entry, kind: Type) -> Value:
    if kind.kind == "map":
        return map_value(
            STRING, {key: string_value("true" if each is True else str(each)) for key, each in entry.items()}
        )
    members: dict[str, Value] = {}
    for key, part in kind.attributes.items():
        held = entry.get(key)
        if part == list_of(STRING):
            texts = held if isinstance(held, list) else []
            members[key] = list_value(STRING, [string_value(each) for each in texts])
        else:
            members[key] = string_value(held if isinstance(held, str) else "")
    return Value(kind, members, 2)
