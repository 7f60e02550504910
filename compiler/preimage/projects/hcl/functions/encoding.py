"""Functions that encode, decode and hash text."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable

from preimage.golang.quoting import quote
from preimage.golang.text import decode_utf8, encode_utf8
from preimage.projects.hcl.conversions import ConversionError
from preimage.projects.hcl.functions.define import define, define_raw
from preimage.projects.hcl.json_values import read_json, write_json
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.types import STRING, object_of
from preimage.projects.hcl.values import Value, list_value, object_value, string_value

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_NAMESPACES = {
    "dns": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "url": "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
    "oid": "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
    "x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
}


def _hash(name: str) -> Callable[[str], Value]:
    return lambda text: string_value(hashlib.new(name, encode_utf8(text), usedforsecurity=False).hexdigest())


def _decode_base64(text: str) -> Value:
    data = text.replace("\r", "").replace("\n", "")
    try:
        decoded = base64.b64decode(encode_utf8(data), validate=True)
    except (binascii.Error, ValueError):
        raise FunctionError(f"failed to decode base64 data '{text}'") from None
    if len(data) % 4:
        raise FunctionError(f"failed to decode base64 data '{text}'")
    try:
        return string_value(decoded.decode("utf-8"))
    except UnicodeDecodeError:
        raise FunctionError("the result of decoding the the provided string is not valid UTF-8") from None


def _encode_url(text: str) -> Value:
    escaped = "".join(
        "+" if byte == 0x20 else chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in encode_utf8(text)
    )
    return string_value(escaped)


def _encode_json(value: Value) -> Value:
    try:
        return string_value(write_json(value))
    except ConversionError as error:
        raise FunctionError(str(error)) from error


def _decode_json(text: str) -> Value:
    try:
        return read_json(text)
    except ValueError as error:
        raise FunctionError(str(error)) from error


def _decode_csv(text: str) -> Value:
    rows = _read_rows(text)
    if not rows:
        raise FunctionError("missing header line")
    header = rows[0][1]
    for index, name in enumerate(header):
        if name in header[:index]:
            raise FunctionError(f"duplicate column name {quote(name)}")
    kind = object_of(dict.fromkeys(header, STRING))
    items: list[Value] = []
    for line, row in rows[1:]:
        if len(row) != len(header):
            raise FunctionError(f"CSV parse error on line {line}: wrong number of fields")
        items.append(object_value(dict(zip(header, map(string_value, row), strict=True))))
    return list_value(kind, items)


_PLAIN_FIELD = re.compile(r"[^,\n]*")
_QUOTED_FIELD = re.compile(r'"((?:[^"]|"")*+)"')


def _read_rows(text: str) -> list[tuple[int, list[str]]]:
    """Give the rows that hold something, with the number of their line."""
    text = text.replace("\r\n", "\n")
    rows: list[tuple[int, list[str]]] = []
    at, line = 0, 1
    while at < len(text):
        if text[at] == "\n":
            at, line = at + 1, line + 1
            continue
        row: list[str] = []
        start = line
        while True:
            field, at = _read_field(text, at, line)
            line += field.count("\n")
            row.append(field)
            if text[at : at + 1] != ",":
                break
            at += 1
        rows.append((start, row))
    return rows


def _read_field(text: str, at: int, line: int) -> tuple[str, int]:
    if text[at : at + 1] == '"':
        match = _QUOTED_FIELD.match(text, at)
        if match is None or text[match.end() : match.end() + 1] not in {"", ",", "\n"}:
            line += text.count("\n", at, match.end() if match else max(at, len(text) - 1))
            raise FunctionError(f'CSV parse error on line {line}: extraneous or missing " in quoted-field')
        return match[1].replace('""', '"'), match.end()
    match = _PLAIN_FIELD.match(text, at)
    assert match is not None
    if '"' in match[0]:
        raise FunctionError(f'CSV parse error on line {line}: bare " in non-quoted-field')
    return match[0], match.end()


def _make_uuid(namespace: str, name: str) -> Value:
    known = _NAMESPACES.get(namespace, namespace)
    digits = known.removeprefix("urn:uuid:").strip("{}").replace("-", "")
    try:
        if len(digits) != 32:
            raise ValueError(digits)
        space = bytes.fromhex(digits)
    except ValueError:
        reason = (
            f"invalid UUID length: {len(namespace)}"
            if len(namespace) not in {32, 36, 38, 45}
            else "invalid UUID format"
        )
        raise FunctionError(f"uuidv5() doesn't support namespace {namespace} ({reason})") from None
    data = bytearray(hashlib.sha1(space + encode_utf8(name), usedforsecurity=False).digest()[:16])
    data[6] = data[6] & 0x0F | 0x50
    data[8] = data[8] & 0x3F | 0x80
    text = data.hex()
    return string_value("-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:])))


FUNCTIONS: dict[str, Function] = {
    "base64decode": define_raw("str:text", _decode_base64),
    "base64encode": define_raw("str:text", lambda text: string_value(decode_utf8(base64.b64encode(encode_utf8(text))))),
    "csvdecode": define_raw("str:text", _decode_csv),
    "jsondecode": define_raw("str:text", _decode_json),
    "jsonencode": define("val:any?", _encode_json),
    "md5": define_raw("str:text", _hash("md5")),
    "sha1": define_raw("str:text", _hash("sha1")),
    "sha256": define_raw("str:text", _hash("sha256")),
    "sha512": define_raw("str:text", _hash("sha512")),
    "urlencode": define_raw("str:text", _encode_url),
    "uuidv5": define_raw("namespace:text name:text", _make_uuid),
}
