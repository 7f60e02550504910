"""Words with quotes and escapes: how a text is cut, and how it is written as one word.

Whether what is written here means the same is decided by no rule of this module, but by compiling it.

Source: docs/reference/words.md, "Reading a word".
"""

from __future__ import annotations

import re

from preimage.golang.text import BLANKS
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

    PartKind = Literal["plain", "blank", "escaped", "single", "double"]


class Part(Value):
    """A part of a text: what it is, and its offsets. ``escaped`` is an escape with what it protects."""

    __slots__ = ("kind", "start", "end")

    def __init__(self, kind: PartKind, start: int, end: int) -> None:
        self.kind: Final = kind
        self.start: Final = start
        self.end: Final = end


def cut_parts(text: str, escape: str) -> list[Part]:
    """Cut a text to plain stretches, blanks, escapes and quoted stretches; an open quote goes on to the end."""
    sign = re.escape(escape)
    pattern = re.compile(
        rf"(?P<escaped>{sign}(?:.|\Z))|(?P<single>'[^']*(?:'|\Z))"
        rf"|(?P<double>\"(?:[^\"{sign}]|{sign}(?:.|\Z))*(?:\"|\Z))"
        rf"|(?P<blank>[{BLANKS}]+)|(?P<plain>[^{BLANKS}'\"{sign}]+)",
        re.DOTALL,
    )
    found = []
    for match in pattern.finditer(text):
        for kind in ("escaped", "single", "double", "blank", "plain"):
            if match[kind] is not None:
                found.append(Part(kind, *match.span()))
    return found


def quote_part(text: str, part: Part, escape: str) -> str:
    """Give what a part is written as inside double quotes, so that it means the same there."""
    written = text[part.start : part.end]
    if part.kind == "escaped":
        return written if written[1:] in ('"', "$", escape) else written[1:]
    if part.kind == "single":
        return protect(written.strip("'"), escape)
    if part.kind == "double":
        return written[1:].removesuffix('"')
    return written


def protect(text: str, escape: str) -> str:
    """Give a text as it is written inside double quotes if it is to be taken as it is."""
    return re.sub(rf'["$]|{re.escape(escape)}', lambda match: escape + match[0], text)
