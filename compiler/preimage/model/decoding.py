"""Image config JSON to an image, by the rules of Go's encoding/json.

Nearly every config is plain: each key known and spelled right, or unknown; each value of its type. Such a config is
read with Python's own parser. At the first sign of anything else, that attempt is dropped and the text is decoded
again by Go's rules to the letter, which also finds the text of every error.

Source: docs/reference/base-config.md.
"""

from __future__ import annotations

import re
from dataclasses import fields
from json import JSONDecoder

from preimage.golang.durations import Duration
from preimage.golang.jsonsyntax import Members, Node, Number, RawText, parse_syntax, unquote
from preimage.golang.text import decode_utf8, fold
from preimage.golang.times import NOT_A_STRING, GoTime, format_time, parse_time
from preimage.model import image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

INT64_MIN, INT64_MAX = -(1 << 63), (1 << 63) - 1


def decode_image(data: bytes) -> image.DockerOCIImage:
    """Decode an image config as BuildKit does; ``created`` of the image is kept, as Go would print it.

    Raises:
        ValueError: Go's text, such as ``unexpected end of JSON input``; the caller adds what was being parsed.

    Source: docs/reference/base-config.md.
    """
    decoded = _decode_plain(data)
    return _decode_exactly(data) if decoded is None else decoded


def decode_mapping(document: object) -> image.DockerOCIImage | None:
    """Decode a config that is a mapping already; None if only its JSON text, decoded exactly, can say what it is.

    Nothing of the mapping is shared with the image.
    """
    try:
        decoded: image.DockerOCIImage = _build_plain(_IMAGE, document)
    except (_NotPlainError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return decoded


class _Struct:
    """A Go struct: the class that stands for it and its fields by JSON key."""

    __slots__ = ("cls", "folded", "members")

    def __init__(self, cls: type, members: dict[str, _Member]) -> None:
        self.cls = cls
        self.members = members
        self.folded = {fold(key): member for key, member in members.items()}

    def find(self, key: str) -> _Member | None:
        return self.members.get(key) or self.folded.get(fold(key))


class _Member:
    """A field of a Go struct, with what an error says of it.

    ``kind`` is ``string``, ``time``, ``bool``, ``int``, ``struct``, ``pointer`` (to a struct), ``list`` or ``map``;
    ``element`` is the struct, or what a list or map consists of: a struct, ``string`` or ``empty`` (``struct {}``).
    """

    __slots__ = ("attribute", "element", "element_type", "go_type", "kind", "path")

    def __init__(self, attribute: str, path: str, kind: str, go_type: str) -> None:
        self.attribute = attribute
        self.path = path
        self.kind = kind
        self.go_type = go_type
        self.element: _Struct | str = "string"
        self.element_type = go_type.removeprefix("[]").removeprefix("map[string]")


# How the declarations of the image types read in Go.
_KINDS = {
    "str": ("string", "string"),
    "str | None": ("time", "time.Time"),
    "bool": ("bool", "bool"),
    "int": ("int", "int"),
    "Duration": ("int", "time.Duration"),
    "list[str]": ("list", "[]string"),
    "list[str] | None": ("list", "[]digest.Digest"),
    "dict[str, str]": ("map", "map[string]string"),
    "dict[str, dict[str, object]]": ("map", "map[string]struct {}"),
    "RootFS": ("struct", "v1.RootFS"),
    "list[History]": ("list", "[]v1.History"),
    "HealthcheckConfig | None": ("pointer", "v1.HealthcheckConfig"),
    "DockerOCIImageConfig": ("struct", "v1.DockerOCIImageConfig"),
}

# Go's error texts name the structs through which a field is embedded. What stands in front of the platform has a class
# of its own here, but is a part of Image in Go.
_EMBEDDED = {"_Provenance": "Image.", "Image": "Image.", "Platform": "Image.Platform."}
_EMBEDDED |= {name: f"{name}." for name in ("ImageConfig", "DockerOCIImageConfigExt")}


def _describe(cls: type, path: str) -> _Struct:
    """Describe a class as a Go struct that is found at ``path``, which is empty or ends with a point."""
    owners = {name: owner for owner in cls.__mro__[-2::-1] for name in owner.__annotations__}
    members = {}
    for each in fields(cls):
        owner = owners[each.name]
        kind, go_type = _KINDS[owner.__annotations__[each.name]]
        key = each.metadata["dataclasses_json"]["letter_case"](each.name)
        where = f"{path}{_EMBEDDED.get(owner.__name__, '')}{key}"
        member = members[key] = _Member(each.name, f"{cls.__name__}.{where}", kind, go_type)
        if member.element_type.startswith("v1."):
            member.element = _describe(getattr(image, member.element_type.removeprefix("v1.")), f"{where}.")
        elif member.element_type == "struct {}":
            member.element = "empty"
    return _Struct(cls, members)


_IMAGE = _describe(image.DockerOCIImage, "")


# --- plain configs ---


class _NotPlainError(Exception):
    """The config needs the exact decoder."""


# The times that Go prints as they are, but for the last days of a month, which not every month has.
_PLAIN_TIME = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{0,8}[1-9])?Z"
)
# Escapes that Python undoes and Go does not: of halves of characters, and of what times consist of.
_TREACHEROUS_ESCAPE = re.compile(r"\\u(?:[dD][89a-fA-F]|00(?:2[bB-eE]|3[0-9aA]|5[4aA]))")
# Go refuses what is nested deeper than this; with fewer brackets, nothing can be.
_MAX_PLAIN_BRACKETS = 10_000
_DAY = 24 * 60 * 60


def _decode_plain(data: bytes) -> image.DockerOCIImage | None:
    """Decode a config that holds no surprise; None if it may."""
    try:
        text = data.decode()
        if text.count("[") + text.count("{") > _MAX_PLAIN_BRACKETS:
            return None
        if "\\u" in text and _TREACHEROUS_ESCAPE.search(text):
            return None
        decoded: image.DockerOCIImage = _build_plain(_IMAGE, _PLAIN_JSON.decode(text))
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


def _build_plain(struct: _Struct, values: object) -> Any:
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


def _read_plain_string(_: _Member, value: object) -> str:
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


def _read_plain_time(_: _Member, value: object) -> str:
    if type(value) is not str:
        raise _NotPlainError
    return value if _PLAIN_TIME.fullmatch(value) else format_time(parse_time(value))


def _read_plain_bool(_: _Member, value: object) -> bool:
    if type(value) is not bool:
        raise _NotPlainError
    return value


def _read_plain_int(member: _Member, value: object) -> int:
    if type(value) is not int or not INT64_MIN <= value <= INT64_MAX:
        raise _NotPlainError
    return Duration(value) if member.go_type == "time.Duration" else value


def _read_plain_struct(member: _Member, value: object) -> object:
    return _build_plain(member.element, value)  # type: ignore[arg-type]


def _read_plain_list(member: _Member, values: object) -> list[Any]:
    if type(values) is not list:
        raise _NotPlainError
    element = member.element
    if type(element) is _Struct:
        return [_build_plain(element, value) for value in values]
    # What is no string cannot be joined.
    _require_characters("".join(values))
    return values.copy()


def _read_plain_map(member: _Member, values: object) -> dict[str, Any]:
    if type(values) is not dict:
        raise _NotPlainError
    _require_characters("".join(values))
    if member.element == "string":
        _require_characters("".join(values.values()))
        return values.copy()
    if any(type(value) is not dict for value in values.values()):
        raise _NotPlainError
    return {key: {} for key in values}


_PLAIN_READERS: dict[str, Callable[[_Member, object], Any]] = {
    "string": _read_plain_string,
    "time": _read_plain_time,
    "bool": _read_plain_bool,
    "int": _read_plain_int,
    "struct": _read_plain_struct,
    "pointer": _read_plain_struct,
    "list": _read_plain_list,
    "map": _read_plain_map,
}


# --- all configs ---


def _decode_exactly(data: bytes) -> image.DockerOCIImage:
    node = parse_syntax(decode_utf8(data))
    decoder = _Decoder()
    values: dict[str, Any] = {}
    if isinstance(node, Members):
        decoder.read_members(_IMAGE, node, values)
    elif node is not None:
        raise ValueError(f"json: cannot unmarshal {_name_kind(node)} into Go value of type v1.DockerOCIImage")
    if decoder.fault is not None:
        raise ValueError(decoder.fault)
    decoded: image.DockerOCIImage = _build(_IMAGE, values)
    return decoded


def _name_kind(node: Node) -> str:
    if isinstance(node, RawText):
        return "string"
    if isinstance(node, Number):
        return "number"
    if isinstance(node, bool):
        return "bool"
    return "object" if isinstance(node, Members) else "array"


# null leaves the other kinds as they are.
_CLEARED_BY_NULL = frozenset({"time", "pointer", "list", "map"})


class _Slice:
    """A Go slice. Elements past its length stay in its memory: a longer list that follows is laid on top of them."""

    __slots__ = ("length", "memory")

    def __init__(self) -> None:
        self.memory: list[Any] = []
        self.length = 0


class _Decoder:
    """Decodes nodes into the values of a struct so far, a dict by attribute, so that repeated keys merge.

    A wrong type is noted, the first one only, and decoding goes on; a bad time ends it.
    """

    __slots__ = ("fault",)

    def __init__(self) -> None:
        self.fault: str | None = None

    def read_members(self, struct: _Struct, nodes: Members, values: dict[str, Any]) -> None:
        for key, node in nodes:
            member = struct.find(unquote(key))
            if member is None:
                continue
            if node is not None:
                self._read_member(member, node, values)
            elif member.kind in _CLEARED_BY_NULL:
                values.pop(member.attribute, None)

    def _read_member(self, member: _Member, node: Node, values: dict[str, Any]) -> None:
        match member.kind, node:
            case "time", RawText():
                values[member.attribute] = _read_time(node)
            case "time", _:
                raise ValueError(NOT_A_STRING)
            case "string", RawText():
                values[member.attribute] = unquote(node)
            case "bool", bool():
                values[member.attribute] = node
            case "int", Number():
                self._read_int(member, node, values)
            case "struct" | "pointer", Members() if isinstance(member.element, _Struct):
                self.read_members(member.element, node, values.setdefault(member.attribute, {}))
            case "map", Members():
                self._read_map(member, node, values.setdefault(member.attribute, {}))
            case "list", list() if not isinstance(node, Members):
                self._read_list(member, node, values)
            case _:
                self._note(member, node, member.go_type)

    def _note(self, member: _Member, node: Node, go_type: str, value: str = "") -> None:
        if self.fault is None:
            found = value or _name_kind(node)
            self.fault = f"json: cannot unmarshal {found} into Go struct field {member.path} of type {go_type}"

    def _read_int(self, member: _Member, node: Number, values: dict[str, Any]) -> None:
        # The length keeps int() from digits without end; whole numbers of JSON have no leading zeros.
        is_whole = len(node) <= len(str(INT64_MIN)) and node.removeprefix("-").isdigit()
        if not is_whole or not INT64_MIN <= int(node) <= INT64_MAX:
            self._note(member, node, member.go_type, f"number {node}")
        else:
            values[member.attribute] = Duration(node) if member.go_type == "time.Duration" else int(node)

    def _read_map(self, member: _Member, nodes: Members, values: dict[str, Any]) -> None:
        for key, node in nodes:
            value: object = "" if member.element == "string" else {}
            if member.element == "string" and isinstance(node, RawText):
                value = unquote(node)
            elif node is not None and (member.element == "string" or not isinstance(node, Members)):
                self._note(member, node, member.element_type)
            values[unquote(key)] = value

    def _read_list(self, member: _Member, nodes: list[Node], values: dict[str, Any]) -> None:
        if not nodes:
            values[member.attribute] = _Slice()  # a new one, without the memory of the old
            return
        held = values.setdefault(member.attribute, _Slice())
        memory = held.memory
        for index, node in enumerate(nodes):
            if index == len(memory):
                memory.append("" if member.element == "string" else {})
            if isinstance(member.element, _Struct) and isinstance(node, Members):
                self.read_members(member.element, node, memory[index])
            elif member.element == "string" and isinstance(node, RawText):
                memory[index] = unquote(node)
            elif node is not None:
                self._note(member, node, member.element_type)
        held.length = len(nodes)


def _read_time(raw: RawText) -> str:
    time = parse_time(raw)
    if abs(time.offset) < _DAY:
        return format_time(time)
    # Go reads such an offset and refuses to write it, so the text must carry it to where the image is written.
    sign = "-" if time.offset < 0 else "+"
    hours, minutes = divmod(abs(time.offset) // 60, 60)
    local = format_time(GoTime(time.seconds + time.offset, time.nanoseconds))
    return f"{local.removesuffix('Z')}{sign}{hours:02d}:{minutes:02d}"


def _build(struct: _Struct, values: dict[str, Any]) -> Any:
    """Build the object of a struct once all its values are known."""
    built = {}
    for member in struct.members.values():
        if member.attribute not in values:
            continue
        value = values[member.attribute]
        element = member.element
        if member.kind == "list":
            value = value.memory[: value.length]
            if isinstance(element, _Struct):
                value = [_build(element, each) for each in value]
        elif isinstance(element, _Struct):
            value = _build(element, value)
        built[member.attribute] = value
    return struct.cls(**built)
