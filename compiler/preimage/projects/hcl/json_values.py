"""JSON text to values, and values to JSON text.

Source: docs/reference/bake.md, "JSON of values".
"""

from __future__ import annotations

import json
import re

from preimage.golang.jsonsyntax import Members, Node, Number, RawText, parse_syntax, unquote
from preimage.golang.jsontext import encode_string
from preimage.golang.quoting import quote
from preimage.projects.hcl.budget import MAX_DEPTH, check_depth
from preimage.projects.hcl.conversions import ConversionError, convert
from preimage.projects.hcl.numbers import Number as HclNumber
from preimage.projects.hcl.numbers import parse_number
from preimage.projects.hcl.types import BOOL, NUMBER, Type
from preimage.projects.hcl.values import (
    NULL,
    Value,
    bool_value,
    list_value,
    map_value,
    null_value,
    number_value,
    object_value,
    set_value,
    sort_keys,
    string_value,
    tuple_value,
)


def _parse(text: str) -> Node:
    depth = 0
    for character in text:
        # Brackets within strings count as well; so deep a text is refused either way.
        depth += (character in "[{") - (character in "]}")
        check_depth(depth) if depth > MAX_DEPTH else None
    return parse_syntax(text)


def read_json(text: str) -> Value:
    """Give the value of a JSON text: objects and tuples, whatever is in them.

    Raises:
        ValueError: Go's text.
    """
    try:
        return _make(_parse(text))
    except ValueError as error:
        raise ValueError(_as_stream(text, str(error))) from error


_BROKEN = re.compile(r"(?:t|tr|tru|f|fa|fal|fals|n|nu|nul|-|[0-9][eE.]|[eE][+-])\Z")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)


def _as_stream(text: str, fault: str) -> str:
    """Say a fault as a reader says it that takes one token after the other."""
    if fault.endswith("after top-level value"):
        return "extraneous data after JSON object"
    if '"' in _STRING.sub("", text) or _BROKEN.search(text):
        return "unexpected EOF"
    if fault == "unexpected end of JSON input":
        return "EOF"
    first_key = re.search(r"\{[ \t\r\n]*[^ \t\r\n\"}]", _STRING.sub('""', text))
    if first_key is not None and fault.endswith(" looking for beginning of object key string"):
        return fault.removesuffix(" looking for beginning of object key string")
    return fault


def _make(node: Node) -> Value:
    if node is None:
        return NULL
    if isinstance(node, bool):
        return bool_value(node)
    if isinstance(node, Number):
        number = parse_number(node)
        assert number is not None
        return number_value(number)
    if isinstance(node, RawText):
        return string_value(unquote(node))
    if isinstance(node, Members):
        return object_value({string_value(unquote(key)).raw: _make(each) for key, each in node})
    return tuple_value([_make(each) for each in node])


def read_typed_json(text: str, kind: Type) -> Value:
    """Give the value of a type that the first JSON value of a text stands for; what follows it does not count.

    Raises:
        ConversionError: the text is no JSON, or stands for no such value.
    """
    try:
        _, end = json.JSONDecoder().raw_decode(text, len(text) - len(text.lstrip(" \t\r\n")))
        text = text[:end]
    except (ValueError, RecursionError):
        # Go says what is wrong, below.
        pass
    try:
        node = _parse(text)
    except ValueError as error:
        raise ConversionError(_in_context(text, _as_stream(text, str(error)), kind)) from error
    return _read(node, kind)


_OPENINGS = {"list": "[", "set": "[", "tuple": "[", "map": "{", "object": "{"}


def _in_context(text: str, fault: str, kind: Type) -> str:
    """Say a fault as the reader of a kind says it, which takes one element after the other."""
    inner = text.strip(" \t\r\n")
    opening = _OPENINGS.get(kind.kind)
    if opening is None or not inner.startswith(opening) or not inner[1:].strip(" \t\r\n"):
        return fault
    if fault == "EOF" and not inner.endswith((",", ":", "[", "{")):
        return fault
    part = "key" if fault.startswith("invalid character") and opening == "{" and " value" not in fault else "value"
    return f"failed to read {kind.kind} {part}: {fault}"


def _read(node: Node, kind: Type) -> Value:
    if node is None:
        return null_value(kind)
    if kind.is_primitive:
        return _read_primitive(node, kind)
    if kind.kind == "dynamic":
        return _read_dynamic(node)
    if kind.kind in {"list", "set", "tuple"}:
        return _read_sequence(node, kind)
    if not isinstance(node, Members):
        raise ConversionError("missing expected {")
    if kind.kind == "map":
        return map_value(kind.item, {unquote(key): _read(each, kind.item) for key, each in node})
    members = {key: null_value(part) for key, part in kind.attributes.items()}
    for raw, each in node:
        key = unquote(raw)
        if key not in kind.attributes:
            raise ConversionError(f"unsupported attribute {quote(key)}")
        members[key] = _read(each, kind.attributes[key])
    return object_value(members)


def _read_dynamic(node: Node) -> Value:
    """Read a value of any type: an object of the value and its type, as the tool's library writes them."""
    if not isinstance(node, Members):
        raise ConversionError("missing expected {")
    parts = {unquote(key): each for key, each in node}
    if set(parts) != {"type", "value"}:
        raise ConversionError(
            "missing type in dynamically-typed value"
            if "type" not in parts
            else "missing value in dynamically-typed value"
        )
    return _make(parts["value"])


def _read_primitive(node: Node, kind: Type) -> Value:
    if kind is BOOL:
        if isinstance(node, bool):
            return bool_value(node)
        if isinstance(node, RawText):
            return convert(string_value(unquote(node)), BOOL)
        raise ConversionError("bool is required")
    if kind is NUMBER:
        if isinstance(node, RawText):
            return convert(string_value(unquote(node)), NUMBER)
        number = parse_number(node) if isinstance(node, Number) else None
        if number is None:
            raise ConversionError("number is required")
        return number_value(number)
    if isinstance(node, RawText):
        return string_value(unquote(node))
    if isinstance(node, Number):
        return string_value(str(node))
    if isinstance(node, bool):
        return string_value("true" if node else "false")
    raise ConversionError("string is required")


def _read_sequence(node: Node, kind: Type) -> Value:
    if not isinstance(node, list) or isinstance(node, Members):
        raise ConversionError("missing expected [")
    if kind.kind == "tuple":
        if len(node) != len(kind.elements):
            few = "not enough" if len(node) < len(kind.elements) else "too many"
            raise ConversionError(f"{few} tuple elements (need {len(kind.elements)})")
        return tuple_value([_read(each, part) for each, part in zip(node, kind.elements, strict=True)])
    items = [_read(each, kind.item) for each in node]
    return list_value(kind.item, items) if kind.kind == "list" else set_value(kind.item, items)


def write_json(value: Value) -> str:
    """Give a value as JSON without blanks, keys in the order of their bytes, numbers in full.

    Raises:
        ConversionError: infinity has no JSON.
    """
    raw = value.raw
    if raw is None:
        return "null"
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, HclNumber):
        if raw.is_infinite:
            raise ConversionError("cannot serialize infinity as JSON")
        return raw.text
    if isinstance(raw, str):
        return encode_string(raw)
    if isinstance(raw, dict):
        return f"{{{','.join(f'{encode_string(key)}:{write_json(raw[key])}' for key in sort_keys(raw))}}}"
    return f"[{','.join(map(write_json, value.items))}]"
