"""Text in double quotes, the two ways Go's messages write it."""

from __future__ import annotations

import re

from preimage.golang.text import encode_utf8

# All that may need an escape: not the printable ASCII but the quote and the backslash.
_SPECIAL = r"[^ !#-\[\]-~]"
_SPECIAL_IN_TIME = rb'["\\]|[^ -\x7f]'

_SHORT = {
    "\a": r"\a",
    "\b": r"\b",
    "\f": r"\f",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\v": r"\v",
    '"': r"\"",
    "\\": r"\\",
}


def quote(text: str) -> str:
    """Quote text as Go's ``%q``: escapes for quotes, controls, unprintable characters and invalid bytes.

    Printable means printable in Unicode 15.0, which is Go's, whatever Python runs.

    Source: docs/reference/text.md, "Quoting".
    """
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{re.sub(_SPECIAL, _escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code < 0x80:
        return f"\\x{code:02x}"
    if 0xD800 <= code <= 0xDFFF:
        # U+DC80..U+DCFF stand for bytes; any other surrogate would have been written as U+FFFD.
        return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else "\ufffd"
    # Loaded only here: most texts are ASCII, and the tables cost something to build.
    from preimage.golang.unicode15 import is_printable

    if is_printable(character):
        return character
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def quote_in_time_errors(text: str) -> str:
    """Quote text as Go's time package does in its errors.

    ``"`` and the backslash get a backslash; each byte below 20 and each byte of a character outside ASCII
    is ``\\x`` and two digits; DEL is raw.

    Source: docs/reference/healthcheck.md, "Durations".
    """
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{re.sub(_SPECIAL_IN_TIME, _escape_byte, encode_utf8(text)).decode("ascii")}"'


def _escape_byte(match: re.Match[bytes]) -> bytes:
    byte = match[0]
    return b"\\" + byte if byte in b'"\\' else b"\\x%02x" % byte[0]
