"""Blanks, letter case and bytes of text as Go sees them.

File text is ``str`` decoded as UTF-8 with ``surrogateescape``: a byte that is not valid UTF-8 is one lone
surrogate U+DC80..U+DCFF.
"""

from __future__ import annotations

import re

BLANKS = (
    "\t\n\v\f\r \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Go's Unicode white space. Python's own set also has U+001C..U+001F, so ``str.isspace`` will not do."""

_SURROGATE = "[\ud800-\udfff]"
_SURROGATE_OF_NO_BYTE = "[\ud800-\udc7f\udd00-\udfff]"

# Go's tables are those of Unicode 15.0. Letters whose case partner came later must stay alone, whatever
# the tables of the running Python say.
_CASED_LATER = frozenset(
    map(
        chr,
        (
            *(0x1C89, 0x1C8A, 0x019B, 0x0264, 0xA7CB, 0xA7CC, 0xA7CD, 0xA7DA, 0xA7DB, 0xA7DC),
            *(0xA7CE, 0xA7CF, 0xA7D2, 0xA7D3, 0xA7D4, 0xA7D5),
            *range(0x10D50, 0x10D66),
            *range(0x10D70, 0x10D86),
            *range(0x16EA0, 0x16ED4),
        ),
    )
)


def _lower_character(character: str) -> str:
    """Map one character by Go's ``unicode.ToLower``."""
    if character in _CASED_LATER:
        return character
    lowered = character.lower()
    # U+0130 is the only character whose full mapping is longer than its simple one.
    return lowered if len(lowered) == 1 else "i"


def _upper_character(character: str) -> str:
    """Map one character by Go's ``unicode.ToUpper``."""
    if character in _CASED_LATER:
        return character
    raised = character.upper()
    if len(raised) == 1:
        return raised
    # Greek letters with an iota below have a full mapping of two letters; their simple one is the title
    # case. All others with a long mapping, such as U+00DF, have no simple one.
    titled = character.title()
    return titled if len(titled) == 1 else character


def _fold_character(character: str) -> str:
    """Map one character to the member that stands for all that are equal to it under simple folding."""
    if character in _CASED_LATER:
        return character
    folded = character.casefold()
    if len(folded) == 1:
        return folded
    # The full folding is longer; the simple one, where there is one, is the lower case. U+0130, whose
    # lower case is long too, is equal to nothing else.
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


def lower(text: str) -> str:
    """Lower text as Go's ``strings.ToLower``: one character for each; U+0130 gives ``i``, final sigma is plain.

    Bytes that are not UTF-8 become U+FFFD, as they do there.
    """
    if text.isascii():
        return text.lower()
    return "".join(map(_lower_character, replace_invalid(text)))


def upper(text: str) -> str:
    """Raise text as Go's ``strings.ToUpper``: one character for each; U+00DF stays, U+017F gives ``S``.

    Bytes that are not UTF-8 become U+FFFD, as they do there.
    """
    if text.isascii():
        return text.upper()
    return "".join(map(_upper_character, replace_invalid(text)))


def fold(text: str) -> str:
    """Map text so that two texts equal under Unicode simple case folding become the same."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, replace_invalid(text)))


def equal_fold(first: str, second: str) -> bool:
    """Tell whether two texts are equal under Unicode simple case folding (Go's ``strings.EqualFold``)."""
    return first == second or (len(first) == len(second) and fold(first) == fold(second))


def replace_invalid(text: str) -> str:
    """Replace every byte that is not UTF-8 (each lone surrogate) by U+FFFD."""
    return text if text.isascii() else re.sub(_SURROGATE, "\ufffd", text)


def decode_utf8(data: bytes) -> str:
    """Decode UTF-8; every byte that is no part of valid UTF-8 becomes a surrogate U+DC80..U+DCFF of its own."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")


def encode_utf8(text: str) -> bytes:
    """Encode to UTF-8, the inverse of ``decode_utf8``; a surrogate that stands for no byte becomes U+FFFD."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return re.sub(_SURROGATE_OF_NO_BYTE, "\ufffd", text).encode("utf-8", "surrogateescape")


def bytes_as_latin1(text: str) -> str:
    """Give each byte of the UTF-8 text as the character of the same number; ASCII comes back as it is."""
    return text if text.isascii() else encode_utf8(text).decode("latin-1")
