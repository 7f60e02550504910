"""Booleans, decimal integers and floats as Go's strconv reads them."""

from __future__ import annotations

import re

from preimage.golang.quoting import quote

_BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
_DIGITS = "[0-9]*"
_FLOAT = r"[+-]?(?:(?:D\.?D?|\.D)(?:[eE][+-]?[0-9_]*[0-9])?|(?i:inf(?:inity)?|nan))\Z".replace(
    "D", "(?:[0-9]+(?:_[0-9]+)*)"
)
_HEX_FLOAT = r"[+-]?0[xX]_?(?:H\.?H?|\.H)[pP][+-]?[0-9]+\Z".replace("H", "(?:[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)")


def parse_bool(text: str) -> bool:
    """Parse a boolean as Go's ``strconv.ParseBool``: ``1 t T TRUE true True 0 f F FALSE false False``.

    Raises:
        ValueError: ``strconv.ParseBool: parsing "x": invalid syntax``.
    """
    try:
        return _BOOLEANS[text]
    except KeyError:
        raise ValueError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax") from None


def parse_int(text: str, bits: int = 64) -> int:
    """Parse a decimal integer with optional sign as Go's ``strconv.ParseInt`` of base 10.

    Raises:
        ValueError: ``strconv.ParseInt: parsing "x": invalid syntax`` or ``...: value out of range``,
            whichever the digits meet first from left to right.

    Source: docs/reference/healthcheck.md, "Retries".
    """
    digits = text[1:] if text[:1] in ("+", "-") else text
    match = re.match(_DIGITS, digits)
    leading = match[0] if match else ""
    significant = leading.lstrip("0")
    # Go reads into an unsigned number of as many bits and stops where it no longer fits, before it has
    # looked at what follows. 20 digits hold any 64 bits; longer ones are not converted.
    if len(significant) > 20 or int(significant or "0") >= 1 << bits:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
    if not leading or leading != digits:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax")
    number = -int(significant or "0") if text[0] == "-" else int(significant or "0")
    if not -(1 << bits - 1) <= number < 1 << bits - 1:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
    return number


def parse_float(text: str) -> float:
    """Parse a number as Go's ``strconv.ParseFloat``: decimal, hexadecimal with exponent, infinities, NaN.

    Raises:
        ValueError: ``strconv.ParseFloat: parsing "x": invalid syntax`` or ``...: value out of range``.
    """
    number = float("inf")
    try:
        if re.match(_FLOAT, text):
            number = float(text)
        elif re.match(_HEX_FLOAT, text):
            number = float.fromhex(text.replace("_", ""))
        else:
            raise ValueError(f"strconv.ParseFloat: parsing {quote(text)}: invalid syntax")
    except OverflowError:
        pass
    if abs(number) == float("inf") and "n" not in text.lower():
        raise ValueError(f"strconv.ParseFloat: parsing {quote(text)}: value out of range")
    return number
