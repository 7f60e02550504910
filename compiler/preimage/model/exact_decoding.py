"""Any image config JSON to an image, by the rules of Go's encoding/json to the letter.

Source: docs/reference/base-config.md.
"""

from __future__ import annotations

from preimage.golang.durations import Duration
from preimage.golang.jsonsyntax import Members, Node, Number, RawText, parse_syntax, unquote
from preimage.golang.text import decode_utf8
from preimage.golang.times import NOT_A_STRING, GoTime, format_time, parse_time
from preimage.model import image
from preimage.model.go_structs import IMAGE, Member, Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

INT64_MIN, INT64_MAX = -(1 << 63), (1 << 63) - 1
_DAY = 24 * 60 * 60


def decode_exactly(data: bytes) -> image.DockerOCIImage:
    """Decode a config, whatever it holds.

    Raises:
        ValueError: Go's text.
    """
    node = parse_syntax(decode_utf8(data))
    decoder = _Decoder()
    values: dict[str, Any] = {}
    if isinstance(node, Members):
        decoder.read_members(IMAGE, node, values)
    elif node is not None:
        raise ValueError(f"json: cannot unmarshal {_name_kind(node)} into Go value of type v1.DockerOCIImage")
    if decoder.fault is not None:
        raise ValueError(decoder.fault)
    decoded: image.DockerOCIImage = _build(IMAGE, values)
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

    def read_members(self, struct: Struct, nodes: Members, values: dict[str, Any]) -> None:
        for key, node in nodes:
            member = struct.find(unquote(key))
            if member is None:
                continue
            if node is not None:
                self._read_member(member, node, values)
            elif member.kind in _CLEARED_BY_NULL:
                values.pop(member.attribute, None)

    def _read_member(self, member: Member, node: Node, values: dict[str, Any]) -> None:
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
            case "struct" | "pointer", Members() if isinstance(member.element, Struct):
                self.read_members(member.element, node, values.setdefault(member.attribute, {}))
            case "map", Members():
                self._read_map(member, node, values.setdefault(member.attribute, {}))
            case "list", list() if not isinstance(node, Members):
                self._read_list(member, node, values)
            case _:
                self._note(member, node, member.go_type)

    def _note(self, member: Member, node: Node, go_type: str, value: str = "") -> None:
        if self.fault is None:
            found = value or _name_kind(node)
            self.fault = f"json: cannot unmarshal {found} into Go struct field {member.path} of type {go_type}"

    def _read_int(self, member: Member, node: Number, values: dict[str, Any]) -> None:
        # The length keeps int() from digits without end; whole numbers of JSON have no leading zeros.
        is_whole = len(node) <= len(str(INT64_MIN)) and node.removeprefix("-").isdigit()
        if not is_whole or not INT64_MIN <= int(node) <= INT64_MAX:
            self._note(member, node, member.go_type, f"number {node}")
        else:
            values[member.attribute] = Duration(node) if member.go_type == "time.Duration" else int(node)

    def _read_map(self, member: Member, nodes: Members, values: dict[str, Any]) -> None:
        for key, node in nodes:
            value: object = "" if member.element == "string" else {}
            if member.element == "string" and isinstance(node, RawText):
                value = unquote(node)
            elif node is not None and (member.element == "string" or not isinstance(node, Members)):
                self._note(member, node, member.element_type)
            values[unquote(key)] = value

    def _read_list(self, member: Member, nodes: list[Node], values: dict[str, Any]) -> None:
        if not nodes:
            values[member.attribute] = _Slice()  # a new one, without the memory of the old
            return
        held = values.setdefault(member.attribute, _Slice())
        memory = held.memory
        for index, node in enumerate(nodes):
            if index == len(memory):
                memory.append("" if member.element == "string" else {})
            if isinstance(member.element, Struct) and isinstance(node, Members):
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


def _build(struct: Struct, values: dict[str, Any]) -> Any:
    """Build the object of a struct once all its values are known."""
    built = {}
    for member in struct.members.values():
        if member.attribute not in values:
            continue
        value = values[member.attribute]
        element = member.element
        if member.kind == "list":
            value = value.memory[: value.length]
            if isinstance(element, Struct):
                value = [_build(element, each) for each in value]
        elif isinstance(element, Struct):
            value = _build(element, value)
        built[member.attribute] = value
    return struct.cls(**built)
