"""Text of the environment to values of variables.

Source: docs/reference/bake.md, "Variables from the environment".
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isinf, isnan

from preimage.golang.csvrecord import parse_csv_record
from preimage.golang.numbers import parse_bool, parse_float
from preimage.projects.hcl.conversions import ConversionError
from preimage.projects.hcl.numbers import from_float
from preimage.projects.hcl.types import BOOL, NUMBER, Type
from preimage.projects.hcl.values import (
    Value,
    bool_value,
    list_value,
    map_value,
    number_value,
    set_value,
    string_value,
    tuple_value,
)


class VariableError(ValueError):
    """The value of a variable cannot be had from text; the text says why."""


def read_primitive(name: str, text: str, kind: Type) -> Value:
    """Read a text, number or bool.

    Raises:
        VariableError: it is none.
    """
    if kind is NUMBER:
        try:
            number = parse_float(text)
        except ValueError as error:
            raise VariableError(f"failed to parse {name} as number: {error}") from error
        if isinf(number) or isnan(number):
            raise VariableError(f"failed to parse {name} as number: invalid number value")
        return number_value(from_float(number))
    if kind is BOOL:
        try:
            return bool_value(parse_bool(text))
        except ValueError as error:
            raise VariableError(f"failed to parse {name} as bool: {error}") from error
    return string_value(text)


def is_csv_type(kind: Type) -> bool:
    """Tell whether a type is one that comma-separated text may stand for."""
    return kind.is_collection or kind.kind == "tuple"


def read_csv(name: str, text: str, kind: Type) -> Value:
    """Read a list, set, map or tuple of primitive values from one record.

    Raises:
        VariableError: it is none.
    """
    try:
        if not all(each.is_primitive for each in ((kind.item,) if kind.is_collection else kind.elements)):
            raise VariableError(f"unsupported type {kind.name} for CSV specification")
        fields = _split(text)
        if kind.kind == "map":
            return map_value(kind.item, dict(_read_pair(name, field, kind.item) for field in fields))
        if kind.kind == "tuple":
            return _read_tuple(name, fields, kind)
        items = [_read_item(name, field, kind.item, kind) for field in fields]
        return list_value(kind.item, items) if kind.kind == "list" else set_value(kind.item, items)
    except VariableError as error:
        raise VariableError(f"failed to convert variable {name} from CSV: {error}") from error


def _split(text: str) -> list[str]:
    try:
        return parse_csv_record(text)
    except ValueError as error:
        raise VariableError(f"failed to parse {text} as CSV: {error}") from error


def _read_item(name: str, text: str, kind: Type, whole: Type) -> Value:
    try:
        return read_primitive(name, text, kind)
    except VariableError as error:
        raise VariableError(f"failed to parse element of type {whole.name}: {error}") from error


def _read_tuple(name: str, fields: list[str], kind: Type) -> Value:
    if len(fields) != len(kind.elements):
        raise VariableError(f"tuple expects {len(kind.elements)} elements but only {len(fields)} provided")
    return tuple_value([_read_item(name, field, each, kind) for field, each in zip(fields, kind.elements, strict=True)])


def _read_pair(name: str, field: str, kind: Type) -> tuple[str, Value]:
    try:
        pieces = _parse_colon_record(field)
    except ValueError as error:
        raise VariableError(f"failed to parse {field} as k/v pair: {error}") from error
    if len(pieces) != 2:
        raise VariableError(f"expected one k/v pair but got {len(pieces)} pieces from {field}")
    try:
        return string_value(pieces[0]).raw, read_primitive(name, pieces[1], kind)
    except VariableError as error:
        raise VariableError(f"failed to parse element from type map of {kind.name}: {error}") from error


_SWAPPED = str.maketrans(",:", ":,")


def _parse_colon_record(field: str) -> list[str]:
    """Read a record whose separator is the colon."""
    return [each.translate(_SWAPPED) for each in parse_csv_record(field.translate(_SWAPPED))]


def read_json(name: str, text: str, kind: Type) -> Value:
    """Read a value of a type from JSON text.

    Raises:
        VariableError: it is none.
    """
    from preimage.projects.hcl.json_values import read_typed_json

    try:
        return read_typed_json(text, kind)
    except ConversionError as error:
        raise VariableError(f"failed to convert variable {name} from JSON: {error}") from error


def find_text(
    name: str, environment: Mapping[str, str], declared: Mapping[str, object], prefers_json: bool
) -> tuple[str | None, bool]:
    """Find what the environment has for a variable, and whether that is ``NAME_JSON``."""
    text = environment.get(name)
    if text is None or prefers_json:
        other = f"{name}_JSON"
        if other not in declared and other in environment:
            return environment[other], True
    return text, False


def override(name: str, value: Value | None, kind: Type | None, text: str, is_json: bool) -> Value:
    """Give a variable the value of a text: by its type if it has one, else by that of its default.

    Raises:
        VariableError: the text is no such value, or no text can be.
    """
    if kind is not None:
        if is_json:
            return read_json(name, text, kind)
        if is_csv_type(kind):
            return read_csv(name, text, kind)
        if kind.is_primitive:
            return read_primitive(name, text, kind)
        raise VariableError(f"unsupported type {kind.name} for variable {name}")
    if value is None or value.type.kind == "dynamic":
        return string_value(text)
    if value.type.is_primitive:
        return read_primitive(name, text, value.type)
    raise VariableError(f"unsupported type {value.type.name} for variable {name}")
