"""JSON text as Go's encoding/json writes it, and the JSON form of instruction arguments."""

from __future__ import annotations

import re
from functools import cache

from preimage.golang.text import BLANKS, replace_invalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from json import JSONDecoder

_ONLY_GO = {"\u2028": "\\u2028", "\u2029": "\\u2029"}
_ONLY_GO_OUTSIDE_ASCII = "[\u2028\u2029\ud800-\udfff]"

_STRING = r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_SPACE = r"[ \t\n\r]*+"
_STRING_ARRAY = rf"\[{_SPACE}(?:{_STRING}{_SPACE}(?:,{_SPACE}{_STRING}{_SPACE})*+)?+\]{_SPACE}"

NOT_ALL_STRINGS = "when using JSON array syntax, arrays must be comprised of strings only"
"""What Go's front end says of a valid JSON array with an element that is not a string."""


def encode_string(text: str) -> str:
    """Give text as Go's JSON string, quotes included.

    A byte that is not UTF-8 is the six characters ``\\ufffd``, while a genuine U+FFFD is raw.

    Source: docs/reference/image-config.md, "Text of the JSON".
    """
    from json.encoder import encode_basestring

    return escape_go(encode_basestring(text))


def escape_go(json_text: str) -> str:
    """Add the escapes that only Go writes to a whole JSON document that Python wrote without ``ensure_ascii``.

    None of the characters has a meaning outside of strings, so the document need not be read.
    """
    if "&" in json_text:
        json_text = json_text.replace("&", "\\u0026")
    if "<" in json_text:
        json_text = json_text.replace("<", "\\u003c")
    if ">" in json_text:
        json_text = json_text.replace(">", "\\u003e")
    if json_text.isascii():
        return json_text
    return re.sub(_ONLY_GO_OUTSIDE_ASCII, _escape_match, json_text)


def _escape_match(match: re.Match[str]) -> str:
    return _ONLY_GO.get(match[0], "\\ufffd")


def parse_string_array(text: str) -> list[str] | None:
    """Parse arguments in JSON form; None when they are not in JSON form and so are to be read as plain text.

    Lone surrogates, from escapes or from bytes that are not UTF-8, become U+FFFD.

    Raises:
        ValueError: ``NOT_ALL_STRINGS``, when it is a valid array with another kind of element.

    Source: docs/reference/source.md, "JSON form".
    """
    text = text.lstrip(BLANKS)
    if not text.startswith("["):
        return None
    if text.startswith('["') and text.isascii() and text.isprintable() and "\\" not in text:
        plain = _parse_plain(text)
        if plain is not None:
            return plain
    if re.fullmatch(_STRING_ARRAY, text) is None:
        if _is_array(text):
            raise ValueError(NOT_ALL_STRINGS)
        return None
    strings: list[str] = _load_decoder().raw_decode(text)[0]
    return strings if text.isascii() and "\\" not in text else [replace_invalid(string) for string in strings]


@cache
def _load_decoder() -> JSONDecoder:
    from json import JSONDecoder

    return JSONDecoder()


def _parse_plain(text: str) -> list[str] | None:
    """Parse an array of strings without escapes, whose text begins ``["``; None if it is anything else.

    Most arrays are such. They are read without the pattern of all, which takes long to compile, and without json.
    """
    # Every other piece is a string, those between them are commas.
    pieces = text.split('"')
    if len(pieces) % 2 == 0 or pieces[-1].strip(" ") != "]":
        return None
    if any(piece != "," and piece.strip(" ") != "," for piece in pieces[2:-1:2]):
        return None
    return pieces[1::2]


def _is_array(text: str) -> bool:
    """Tell whether text, which starts with a bracket, is one JSON array that Go can decode."""
    # Loaded only here: of the files that need it, most are wrong.
    from math import isinf

    from preimage.golang.jsonsyntax import Members, Node, Number, parse_syntax

    try:
        pending: list[Node] = [parse_syntax(text)]
    except ValueError:
        return False
    while pending:
        node = pending.pop()
        if isinstance(node, Number):
            # Go decodes every number into a double, wherever it stands, and refuses what does not fit.
            if isinf(float(node)):
                return False
        elif isinstance(node, list):
            pending += [value for _, value in node] if isinstance(node, Members) else node
    return True
