"""Image config JSON to an image, by the rules of Go's encoding/json.

Nearly every config is plain: each key known and spelled right, or unknown; each value of its type. Such a config is
read with Python's own parser. At the first sign of anything else, that attempt is dropped and the text is decoded
again by Go's rules to the letter, which also finds the text of every error.

Source: docs/reference/base-config.md.
"""

from __future__ import annotations

import re
from json import JSONDecoder

from preimage.golang.durations import Duration
from preimage.golang.jsonvalues import check_value_count
from preimage.golang.times import format_time, parse_time
from preimage.model import image
from preimage.model.errors import LimitError
from preimage.model.go_structs import IMAGE, Member, Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

INT64_MIN, INT64_MAX = -(1 << 63), (1 << 63) - 1


def decode_image(data: bytes) -> image.DockerOCIImage:
    """Decode an image config as BuildKit does; ``created`` of the image is kept, as Go would print it.

    Raises:
        ValueError: Go's text, such as ``unexpected end of JSON input``; the caller adds what was being parsed.
        LimitError: it has too many values.

    Source: docs/reference/base-config.md.
    """
    try:
        check_value_count(data)
    except ValueError as error:
        raise LimitError(f"the config of a base image has {error}") from None
    decoded = decode_plain(data)
    if decoded is None:
        from preimage.model.exact_decoding import decode_exactly

        decoded = decode_exactly(data)
    return decoded


def decode_mapping(document: object) -> image.DockerOCIImage | None:
    """Decode a config that is a mapping already; None if only its JSON text, decoded exactly, can say what it is.

    Nothing of the mapping is shared with the image.
    """
    try:
        decoded: image.DockerOCIImage = _build_plain(IMAGE, document)
    except (_NotPlainError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return decoded


class _NotPlainError(Exception):
    """The config needs the exact decoder."""


# The times that Go prints as they are, but for the last days of a month, which not every month has.
_PLAIN_TIME = (
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{0,8}[1-9])?Z"
)
# Escapes that Python undoes and Go does not: of halves of characters, and of what times consist of.
_TREACHEROUS_ESCAPE = r"\\u(?:[dD][89a-fA-F]|00(?:2[bB-eE]|3[0-9aA]|5[4aA]))"
# Go refuses what is nested deeper than this; with fewer brackets, nothing can be.
_MAX_PLAIN_BRACKETS = 10_000


def decode_plain(data: bytes) -> image.DockerOCIImage | None:
    """Decode a config of plain JSON; None if the text may need the exact decoder."""
    try:
        text = data.decode()
        if text.count("[") + text.count("{") > _MAX_PLAIN_BRACKETS:
            return None
        if "\\u" in text and re.search(_TREACHEROUS_ESCAPE, text):
            return None
        decoded: image.DockerOCIImage = _build_plain(IMAGE, _PLAIN_JSON.decode(text))
    except (_NotPlainError, ValueError, TypeError, RecursionError):
        return None
    return decoded


def _refuse(_: object) -> object:
    raise _NotPlainError


def _require_distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise _NotPlainError
    return values


_PLAIN_JSON = JSONDecoder(object_pairs_hook=_require_distinct, parse_constant=_refuse)


def _build_plain(struct: Struct, values: object) -> Any:
    if type(values) is not dict:
        raise _NotPlainError
    members = struct.members
    built = {}
    for key, value in values.items():
        member = members.get(key)
        if member is None:
            if not key.isascii() or key.lower() in struct.folded:
                raise _NotPlainError
        elif value is not None:  # null leaves every field of an image that was not given before at its default
            built[member.attribute] = _PLAIN_READERS[member.kind](member, value)
    return struct.cls(**built)


def _read_plain_string(_: Member, value: object) -> str:
    if type(value) is not str:
        raise _NotPlainError
    _require_characters(value)
    return value


def _require_characters(text: str) -> None:
    """Refuse halves of characters, which a mapping can hold and Go replaces."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _NotPlainError from None


def _read_plain_time(_: Member, value: object) -> str:
    if type(value) is not str:
        raise _NotPlainError
    return value if re.fullmatch(_PLAIN_TIME, value) else format_time(parse_time(value))


def _read_plain_bool(_: Member, value: object) -> bool:
    if type(value) is not bool:
        raise _NotPlainError
    return value


def _read_plain_int(member: Member, value: object) -> int:
    if type(value) is not int or not INT64_MIN <= value <= INT64_MAX:
        raise _NotPlainError
    return Duration(value) if member.go_type == "time.Duration" else value


def _read_plain_struct(member: Member, value: object) -> object:
    return _build_plain(member.element, value)  # type: ignore[arg-type]


def _read_plain_list(member: Member, values: object) -> list[Any]:
    if type(values) is not list:
        raise _NotPlainError
    element = member.element
    if type(element) is Struct:
        return [_build_plain(element, value) for value in values]
    # What is no string cannot be joined.
    _require_characters("".join(values))
    return values.copy()


def _read_plain_map(member: Member, values: object) -> dict[str, Any]:
    if type(values) is not dict:
        raise _NotPlainError
    _require_characters("".join(values))
    if member.element == "string":
        _require_characters("".join(values.values()))
        return values.copy()
    if any(type(value) is not dict for value in values.values()):
        raise _NotPlainError
    return {key: {} for key in values}


_PLAIN_READERS: dict[str, Callable[[Member, object], Any]] = {
    "string": _read_plain_string,
    "time": _read_plain_time,
    "bool": _read_plain_bool,
    "int": _read_plain_int,
    "struct": _read_plain_struct,
    "pointer": _read_plain_struct,
    "list": _read_plain_list,
    "map": _read_plain_map,
}
