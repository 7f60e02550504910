"""The JSON of image types as Go writes it, by what their fields state.

Source: docs/reference/image-config.md, "Text of the JSON".
"""

from __future__ import annotations

import operator
from json.encoder import encode_basestring

from preimage.golang.text import encode_utf8
from preimage.model.lean_dataclasses import lean_fields
from preimage.model.values import is_absent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Any

    from preimage.model.lean_dataclasses import LeanField


def write_json(value: object) -> str:
    """Give the JSON text of a value of an image, before the escapes that only Go has."""
    writer = _WRITERS.get(type(value)) or _find_writer(type(value))
    return writer(value)


def _write_list(values: list[object]) -> str:
    kinds = set(map(type, values))
    writer = _WRITERS.get(kinds.pop(), write_json) if len(kinds) == 1 else write_json
    return f"[{','.join(map(writer, values))}]"


def _write_strings(values: list[str] | None) -> str:
    return "null" if values is None else f"[{','.join(map(encode_basestring, values))}]"


def _write_map(values: dict[str, object]) -> str:
    return f"{{{','.join([f'{encode_basestring(key)}:{write_json(values[key])}' for key in _sort_keys(values)])}}}"


def _write_labels(values: dict[str, str]) -> str:
    keys = _sort_keys(values)
    return f"{{{','.join([f'{encode_basestring(key)}:{encode_basestring(values[key])}' for key in keys])}}}"


def _write_key_set(values: dict[str, dict[str, object]]) -> str:
    # Go's element type is struct{}: whatever a base had in there is not kept.
    return f"{{{','.join([encode_basestring(key) + ':{}' for key in _sort_keys(values)])}}}"


def _sort_keys(values: Collection[str]) -> list[str]:
    """Sort by the bytes of the keys."""
    keys = sorted(values)
    if not "".join(keys).isascii():
        keys.sort(key=encode_utf8)
    return keys


def _write_bool(value: bool) -> str:
    return "true" if value else "false"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    bool: _write_bool,
    int: int.__repr__,
    type(None): lambda value: "null",
    list: _write_list,
    tuple: _write_list,
    dict: _write_map,
}

# By the name of the type that a field is declared with.
_DECLARED_WRITERS = {
    "str": "encode_basestring",
    "bool": "_write_bool",
    "list[History]": "_write_list",
    "list[str]": "_write_strings",
    "dict[str, str]": "_write_labels",
    "dict[str, dict[str, object]]": "_write_key_set",
}
_DECLARED = (write_json, _write_bool, _write_list, _write_strings, _write_labels, _write_key_set, encode_basestring)


def _find_writer(cls: type) -> Callable[[Any], str]:
    """Find the writer of a type that has been met for the first time; subclasses are written as their base is."""
    fields = lean_fields(cls)
    writer = None if fields is None else _compile_writer(fields)
    for base in cls.__mro__[1:]:
        writer = writer or _WRITERS.get(base)
    if writer is None:
        raise TypeError(f"{cls.__name__} has no JSON form")
    _WRITERS[cls] = writer
    return writer


def _compile_writer(fields: Iterable[LeanField]) -> Callable[[Any], str]:
    """Compile the writer of an image type from the metadata of its fields.

    Histories are long and written often: straight code takes a third of the time of a loop over the fields.
    """
    lines = ["def write(value):", " text = ''"]
    scope: dict[str, Any] = {each.__name__: each for each in _DECLARED}
    for each in fields:
        name = each.name
        config = each.metadata["dataclasses_json"]
        omit, encoder = config.get("exclude"), config.get("encoder")
        scope["omit_" + name], scope["encode_" + name] = omit, encoder
        lines.append(f" it = value.{name}")
        if omit is operator.not_:
            lines.append(" if it:")
        elif omit is is_absent:
            lines.append(" if it is not None:")
        else:
            lines.append(f" if not omit_{name}(it):" if omit else " if True:")
        declared = _DECLARED_WRITERS.get(str(each.type), "write_json")
        encoded = f"encode_{name}(it)" if encoder and declared == "write_json" else "it"
        key = encode_basestring(config["letter_case"](name))
        lines.append(f"  text += ',{key}:' + {declared}({encoded})")
    lines.append(" return '{' + text[1:] + '}'")
    exec("\n".join(lines), scope)
    writer: Callable[[Any], str] = scope["write"]
    return writer
