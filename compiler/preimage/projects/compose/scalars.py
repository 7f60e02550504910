"""Scalars of YAML as go-yaml v3 reads them: YAML 1.2 with remains of 1.1.

A tag is in its short form, such as ``!!int``; ``""`` where the file has none.

Source: docs/reference/compose.md, "YAML".
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from math import inf, isinf, nan

from preimage.projects.compose.nodes import Fault, Timestamp

Scalar = str | bool | int | float | None | Timestamp

STR = "!!str"
BINARY = "!!binary"
MERGE = "!!merge"
NULL = "!!null"

_WORDS: dict[str, tuple[str, Scalar]] = {
    **dict.fromkeys(("true", "True", "TRUE"), ("!!bool", True)),
    **dict.fromkeys(("false", "False", "FALSE"), ("!!bool", False)),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), (NULL, None)),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), ("!!float", nan)),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), ("!!float", inf)),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), ("!!float", -inf)),
    "<<": (MERGE, "<<"),
}

# Whole numbers with the prefixes of Go's literals; a zero in front is octal, too, if the digits allow it.
_WHOLE = re.compile(
    r"(?P<sign>[-+]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[oO]?(?P<oct>[0-7]+)|0[bB](?P<bin>[01]+)|(?P<dec>0|[1-9][0-9]*))\Z"
)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
# Behind a leading point Go's own reader decides, which takes underscores between digits only.
_FLOAT_FROM_POINT = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?\Z")
_DATE = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"(?:(?P<between>[Tt ])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2}):(?P<second>[0-9]{1,2})(?:[.,][0-9]+)?"
    r"(?P<zone>Z|[-+](?:[01][0-9]|2[0-4]):[0-5][0-9])?)?\Z"
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BASES = {"hex": 16, "oct": 8, "bin": 2, "dec": 10}


def resolve_plain(text: str) -> str:
    """Give the tag of a scalar that stands without quotes and without a tag."""
    return _guess(text, "")[0]


def resolve_scalar(tag: str, text: str) -> Scalar:
    """Give the value of a scalar; its tag is the one written, or that of ``resolve_plain``, or ``!!str``.

    A scalar of any other tag is its text, be it ``!override 5`` or ``!!unknown null``.

    Raises:
        Fault: the text is no value of the tag.
    """
    if tag == BINARY:
        return _decode_binary(text)
    if tag not in _SCALAR_TAGS:
        return text
    known, value = _guess(text, tag)
    if tag == "!!float" and known == "!!int" and isinstance(value, int):
        return float(value)
    if tag != known:
        raise Fault(f"yaml: cannot decode {known} `{text}` as a {tag}")
    return value


_SCALAR_TAGS = frozenset(("!!bool", "!!int", "!!float", NULL, "!!timestamp"))


def _guess(text: str, tag: str) -> tuple[str, Scalar]:
    """Give tag and value by the first character and the shape of a text."""
    first = text[:1]
    if first.isalnum() and not (first.isascii() and (first.isdigit() or first in "yYnNtTfFoO")):
        return STR, text
    known = _WORDS.get(text)
    if known is not None:
        return known
    if first == ".":
        return _guess_from_point(text)
    if first.isascii() and (first.isdigit() or (first and first in "+-")):
        return _guess_number(text, tag)
    return STR, text


def _guess_from_point(text: str) -> tuple[str, Scalar]:
    if _FLOAT_FROM_POINT.match(text):
        number = float(text.replace("_", ""))
        if not isinf(number):
            return "!!float", number
    return STR, text


def _guess_number(text: str, tag: str) -> tuple[str, Scalar]:
    if tag in ("", "!!timestamp") and _is_timestamp(text):
        return "!!timestamp", Timestamp(text)
    plain = text.replace("_", "")
    whole = _parse_whole(plain)
    if whole is not None:
        return "!!int", whole
    if _FLOAT.match(plain):
        number = float(plain)
        if not isinf(number):
            return "!!float", number
    return STR, text


def _parse_whole(text: str) -> int | None:
    """Parse a number of 64 bits, signed or not; None for anything else."""
    match = _WHOLE.match(text)
    if match is None:
        return None
    base = match.lastgroup or "dec"
    digits = match[base].lstrip("0") or "0"
    # 64 digits hold any number of 64 bits; longer ones are not converted, since Python refuses very long ones.
    if len(digits) > 64:
        return None
    number = int(digits, _BASES[base])
    if match["sign"]:
        # A sign, also a plus, is for signed numbers only.
        number = -number if match["sign"] == "-" else number
        return number if -(1 << 63) <= number < 1 << 63 else None
    return number if number < 1 << 64 else None


def _is_timestamp(text: str) -> bool:
    match = _DATE.match(text)
    if match is None:
        return False
    year, month, day = int(match["year"]), int(match["month"]), int(match["day"])
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    if month == 2 and day == 29 and (year % 4 or (year % 100 == 0 and year % 400)):
        return False
    if match["between"] is None:
        return True
    if int(match["hour"]) > 23 or int(match["minute"]) > 59 or int(match["second"]) > 59:
        return False
    # Behind a blank there is no zone, behind a T there must be one.
    return (match["zone"] is None) == (match["between"] == " ")


def _decode_binary(text: str) -> str:
    try:
        # Go leaves out line ends within the text, and nothing else.
        data = b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (Base64Error, ValueError):
        raise Fault("yaml: !!binary value contains invalid base64 data") from None
    return data.decode("utf-8", "surrogateescape")
