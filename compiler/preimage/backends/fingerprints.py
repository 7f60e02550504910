"""Fingerprints of findings: what tells a finding from others, and stays when lines are added above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import is_ as is_same

from preimage.golang.text import encode_utf8

# An error that names its line; the text of the line tells it from others, and moves with it.
_LINE_IN_MESSAGE = re.compile(r"dockerfile parse error on line [0-9]+: ")
_LONG_TEXT = 4096


class Fingerprints:
    """Fingerprints of the findings of one file: of rule, message and the text of the lines, and which of equal ones."""

    def __init__(self, file_lines: Sequence[str]) -> None:
        self.file_lines = file_lines
        self.counts: dict[str, int] = {}
        self._places: Sequence[Sequence[int]] = ()
        self._text = ""

    def take(self, rule: str, message: str, places: Sequence[Sequence[int]]) -> str:
        """Give the fingerprint of the next finding: 32 hexadecimal digits, a colon, and which of equal ones it is."""
        fixed = _LINE_IN_MESSAGE.sub("", message, count=1)
        digest = hash_text("\n".join((rule, fixed, self._text_of(places))))[:32]
        self.counts[digest] = self.counts.get(digest, 0) + 1
        return f"{digest}:{self.counts[digest]}"

    def _text_of(self, places: Sequence[Sequence[int]]) -> str:
        """Give the text of the lines; its digest if it is long, since many findings may have the same lines."""
        if len(places) == len(self._places) and all(map(is_same, places, self._places)):
            return self._text
        lines = (line for place in places for line in place if 1 <= line <= len(self.file_lines))
        text = "\n".join([self.file_lines[line - 1].strip() for line in lines])
        self._places, self._text = places, text if len(text) <= _LONG_TEXT else hash_text(text)
        return self._text


def hash_text(text: str) -> str:
    """Give the SHA-256 of a text in UTF-8, in hexadecimal digits."""
    from hashlib import sha256

    return sha256(encode_utf8(text)).hexdigest()
