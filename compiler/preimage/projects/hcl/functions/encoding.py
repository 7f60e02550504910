"""Functions that encode, decode and hash text."""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
from collections.abc import Callable

from preimage.golang.quoting import quote
from preimage.golang.text import decode_utf8, encode_utf8
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
        raise FunctionError("the result of decoding the provided string is not valid UTF-8") from None


def _encode_url(text: str) -> Value:
    escaped = "".join(
        "+" if byte == 0x20 else chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in encode_utf8(text)
    )
    return string_value(escaped)


def _decode_json(text: str) -> Value:
    try:
        return read_json(text)
    except ValueError as error:
        # The tool reads it as a stream, which an early end breaks off.
        message = "EOF" if str(error) == "unexpected end of JSON input" else str(error)
        raise FunctionError(message) from error


def _decode_csv(text: str) -> Value:
    rows = _read_rows(text)
    if not rows:
        raise FunctionError("missing header line")
    header = rows[0]
    for index, name in enumerate(header):
        if name in header[:index]:
            raise FunctionError(f"duplicate column name {quote(name)}")
    kind = object_of(dict.fromkeys(header, STRING))
    items: list[Value] = []
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise FunctionError(f"CSV parse error on line {line}: wrong number of fields")
        items.append(object_value(dict(zip(header, map(string_value, row), strict=True))))
    return list_value(kind, items)


def _read_rows(text: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(text.splitlines(keepends=True), strict=True) if row]
    except csv.Error as error:
        raise FunctionError(f"CSV parse error: {error}") from error


def _make_uuid(namespace: str, name: str) -> Value:
    known = _NAMESPACES.get(namespace, namespace)
    digits = known.removeprefix("urn:uuid:").strip("{}").replace("-", "")
    try:
        if len(digits) != 32:
            raise ValueError(digits)
        space = bytes.fromhex(digits)
    except ValueError:
        raise FunctionError("uuidv5() doesn't support namespace " + namespace, 0) from None
    data = bytearray(hashlib.sha1(space + encode_utf8(name), usedforsecurity=False).digest()[:16])
    data[6] = data[6] & 0x0F | 0x50
    data[8] = data[8] & 0x3F | 0x80
    text = data.hex()
    return string_value("-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:])))


FUNCTIONS: dict[str, Function] = {
    "base64decode": define_raw("str:text", _decode_base64),
    "base64encode": define_raw(
        "str:text", lambda text: string_value(decode_utf8(base64.b64encode(encode_utf8(text))))
    ),
    "csvdecode": define_raw("str:text", _decode_csv),
    "jsondecode": define_raw("str:text", _decode_json),
    "jsonencode": define("val:any?", lambda value: string_value(write_json(value))),
    "md5": define_raw("str:text", _hash("md5")),
    "sha1": define_raw("str:text", _hash("sha1")),
    "sha256": define_raw("str:text", _hash("sha256")),
    "sha512": define_raw("str:text", _hash("sha512")),
    "urlencode": define_raw("str:text", _encode_url),
    "uuidv5": define_raw("namespace:text name:text", _make_uuid),
}
