"""Flags: read byte by byte, then checked against what the instruction knows.

Source: docs/reference/source.md, "Flags".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from preimage.golang.suggest import suggest
from preimage.golang.text import bytes_as_latin1, decode_utf8

STRING = "string"
BOOLEAN = "boolean"
REPEATABLE = "repeatable"

_BLANK_BYTES = "\t\n\v\f\r \x85\xa0"
_PLAIN_FLAG = r"--[!#-&(-\[\]-_a-~]*(?:[\t-\r ]+|$)"


@cache
def _compile_plain_flag() -> re.Pattern[str]:
    return re.compile(_PLAIN_FLAG)


def split_flags(text: str, escape: str) -> tuple[list[str], str]:
    """Split the text behind the instruction word to flags and arguments.

    Quotes and escapes in flags are removed; each byte of a flag is the character of that number.
    """
    flags: list[str] = []
    position = 0
    while text.startswith("--", position):
        plain = _compile_plain_flag().match(text, position)
        if plain is None:
            break
        position = plain.end()
        flag = plain[0].rstrip()
        if flag == "--":
            return flags, text[position:]
        flags.append(flag)
    if position == len(text) or (text[position] != "-" and text[position].isascii()):
        return flags, text[position:]
    return _split_odd_flags(text[position:], escape, flags)


def _split_odd_flags(text: str, escape: str, flags: list[str]) -> tuple[list[str], str]:
    view = bytes_as_latin1(text)
    position = 0
    while True:
        while view[position : position + 1] and view[position] in _BLANK_BYTES:
            position += 1
        if not view.startswith("--", position):
            break
        flag, position = _read_flag(view, position, escape)
        if flag == "--":
            break
        flags.append(flag)
    return flags, text if position == 0 else decode_utf8(view[position:].encode("latin-1"))


def _read_flag(view: str, position: int, escape: str) -> tuple[str, int]:
    flag: list[str] = []
    quote = ""
    while position < len(view):
        character = view[position]
        if not quote and character in _BLANK_BYTES:
            break
        position += 1
        if character == escape:
            flag.append(view[position : position + 1])
            position += 1
        elif quote:
            if character == quote:
                quote = ""
            else:
                flag.append(character)
        elif character in "'\"":
            quote = character
        else:
            flag.append(character)
    return "".join(flag), position


def parse_flags(flags: list[str], known: Mapping[str, str]) -> dict[str, list[str]]:
    """Parse flags as the instruction knows them; booleans become ``true`` or ``false``.

    Raises:
        ValueError: the first flag that is unknown, repeated, or has a bad value, in BuildKit's words.
    """
    values: dict[str, list[str]] = {}
    for flag in flags:
        name, separator, value = flag[2:].partition("=")
        kind = known.get(name)
        if kind is None:
            raise ValueError(f"unknown flag: --{name}{suggest(name, known)}")
        if name in values and kind != REPEATABLE:
            raise ValueError(f"duplicate flag specified: --{name}")
        if kind == BOOLEAN:
            if separator and not value:
                raise ValueError(f"missing a value on flag: --{name}")
            word = value.lower() if separator else "true"
            if word not in ("true", "false"):
                raise ValueError(f"expecting boolean value for flag --{name}, not: {value}")
            value = word
        elif not separator:
            raise ValueError(f"missing a value on flag: --{name}")
        values.setdefault(name, []).append(value)
    return values
