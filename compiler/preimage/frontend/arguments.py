"""Arguments: how the text behind the flags is cut, by instruction.

Source: docs/reference/source.md, "Arguments".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from preimage.golang.jsontext import parse_string_array
from preimage.golang.quoting import quote
from preimage.golang.text import BLANKS, replace_invalid

_ASCII_BLANKS = "\t\n\v\f\r "
_ASCII_BLANK_RUN = r"[\t\v\f\r ]+"
_ODD_BLANKS = r"[\x1c-\x1f]"
_HEALTHCHECK_TYPE = r"[^\t-\r \udc85\udca0]*"
_QUOTED_OR_ESCAPED = re.compile(r"['\"\\`]")


@lru_cache
def _word_pattern(escape: str, blanks: str) -> re.Pattern[str]:
    """Build the pattern of one word of ENV, LABEL and ARG: quotes and escapes keep it together, and stay in it."""
    sign = re.escape(escape)
    escaped = rf"{sign}(?:.|\Z)"
    double_quoted = rf"\"(?:[^\"{sign}]++|{escaped})*+(?:\"|\Z)"
    return re.compile(rf"(?:[^{blanks}'\"{sign}]++|{escaped}|{double_quoted}|'[^']*+(?:'|\Z))++", re.DOTALL)


Arguments = tuple[list[str], bool, bool]
"""Arguments, whether they were in JSON form, whether they are a legacy pair."""


def _has_plain_blanks(text: str) -> bool:
    """Tell whether Python's idea of the blanks in a text of ASCII is Go's."""
    return text.isprintable() or re.search(_ODD_BLANKS, text) is None


def split_blanks(text: str) -> list[str]:
    """Split at runs of ASCII blanks."""
    if text.isascii() and _has_plain_blanks(text):
        return text.split()
    return [word for word in re.split(_ASCII_BLANK_RUN, text) if word]


def split_words(text: str, escape: str) -> list[str]:
    """Split to words that quotes and escapes keep together and in which they stay."""
    if text.isascii() and _QUOTED_OR_ESCAPED.search(text) is None and _has_plain_blanks(text):
        return text.split()
    text = replace_invalid(text)
    # Most files are ASCII, for which a pattern is made in half the time.
    words = _word_pattern(escape, _ASCII_BLANKS if text.isascii() else BLANKS).findall(text)
    if words and text.endswith(escape) and _ends_in_open_escape(words[-1], escape):
        words[-1] = words[-1][:-1]
        if not words[-1]:
            words.pop()
    return words


def _ends_in_open_escape(word: str, escape: str) -> bool:
    """Tell whether the last character of the word is an escape with nothing left to escape."""
    quote_sign = ""
    index = 0
    while index < len(word):
        character = word[index]
        if character == escape and quote_sign != "'":
            index += 1
            if index == len(word):
                return True
        elif quote_sign:
            if character == quote_sign:
                quote_sign = ""
        elif character in "'\"":
            quote_sign = character
        index += 1
    return False


def read_nothing(text: str, escape: str, keyword: str) -> Arguments:
    """Read what stands behind a word that is no instruction: it has no form."""
    return [], False, False


def _read_text(text: str, escape: str, keyword: str) -> Arguments:
    return ([text] if text else []), False, False


def _read_list(text: str, escape: str, keyword: str) -> Arguments:
    return split_blanks(text), False, False


def _read_json_or_list(text: str, escape: str, keyword: str) -> Arguments:
    if text.startswith("["):
        items = parse_string_array(text)
        if items is not None:
            return items, True, False
    return split_blanks(text), False, False


def _read_json_or_text(text: str, escape: str, keyword: str) -> Arguments:
    if text.startswith("["):
        items = parse_string_array(text)
        if items is not None:
            return items, True, False
    return ([text] if text else []), False, False


def _read_healthcheck(text: str, escape: str, keyword: str) -> Arguments:
    if not text:
        return [], False, False
    if text.isprintable() and text.isascii():
        kind, _, rest = text.partition(" ")
        rest = rest.lstrip(" ")
    elif text.isascii():
        match = re.match(_HEALTHCHECK_TYPE, text)
        assert match is not None, "the pattern matches anything"
        kind, rest = match[0], text[match.end() :].lstrip("\t\n\v\f\r ")
    else:
        kind, rest = _cut_at_blank_byte(text)
    if not kind:
        # A blank byte that is no character stands first, behind ``--``.
        return [], False, False
    # The rest may still begin with blanks beyond ASCII: the JSON form does not mind them, text keeps them.
    stripped = rest.lstrip(BLANKS)
    args, is_json, _ = _read_json_or_text(stripped if stripped.startswith("[") else rest, escape, keyword)
    return [kind, *(args if is_json or not rest else [rest])], is_json, False


def _cut_at_blank_byte(text: str) -> tuple[str, str]:
    """Cut at the first blank byte, which may stand in the middle of a character."""
    data = text.encode("utf-8", "surrogateescape")
    match = re.match(rb"([^\t-\r \x85\xa0]*)[\t-\r \x85\xa0]*(.*)", data, re.DOTALL)
    assert match is not None, "the pattern matches anything"
    return match[1].decode("utf-8", "surrogateescape"), match[2].decode("utf-8", "surrogateescape")


def _read_pairs(text: str, escape: str, keyword: str) -> Arguments:
    words = split_words(text, escape)
    if not words:
        return [], False, False
    if "=" not in words[0]:
        parts = re.split(_ASCII_BLANK_RUN, text, maxsplit=1)
        if len(parts) < 2:
            raise ValueError(f"{keyword.upper()} must have two arguments")
        return parts, False, True
    for word in words:
        if "=" not in word:
            raise ValueError(f"Syntax error - can't find = in {quote(word)}. Must be of the form: name=value")
    return words, False, False


def _read_words(text: str, escape: str, keyword: str) -> Arguments:
    return split_words(text, escape), False, False


ArgumentReader = Callable[[str, str, str], Arguments]
"""Text, escape character and keyword to arguments; raises ValueError in BuildKit's words."""

READERS: dict[str, ArgumentReader] = {
    "add": _read_json_or_list,
    "arg": _read_words,
    "cmd": _read_json_or_text,
    "copy": _read_json_or_list,
    "entrypoint": _read_json_or_text,
    "env": _read_pairs,
    "expose": _read_list,
    "from": _read_list,
    "healthcheck": _read_healthcheck,
    "label": _read_pairs,
    "maintainer": _read_text,
    "onbuild": _read_text,
    "run": _read_json_or_text,
    "shell": _read_json_or_text,
    "stopsignal": _read_text,
    "user": _read_text,
    "volume": _read_json_or_list,
    "workdir": _read_text,
}
"""How the arguments of each instruction are cut; the text of ONBUILD is a statement of its own."""
