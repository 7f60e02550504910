"""Colour in reports for people: what is painted is visible already, and the text stays the same without the colour."""

from __future__ import annotations

import re

from preimage.model.visible import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Paint = Callable[[str, str], str]
    """Gives a text in a style: one of `STYLES`."""

_PLAIN = "\x1b[0m"
STYLES = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "note": "\x1b[1;36m",
    "name": "\x1b[1m",
    "link": "\x1b[2m",
    "place": "\x1b[36m",
    "gutter": "\x1b[34m",
    "add": "\x1b[32m",
    "remove": "\x1b[31m",
}
"""How each part of a report is painted; ``error``, ``warning`` and ``note`` are also severities."""

_NUMBERED = r"(?s)( +[0-9]+ \|)( >>> |     )(.*)"


def paint(style: str, text: str) -> str:
    """Paint a text; nothing is painted around an empty one."""
    return f"{STYLES[style]}{text}{_PLAIN}" if text else ""


def leave(style: str, text: str) -> str:
    """Leave a text as it is, where there is no colour."""
    return text


def paint_excerpt(excerpt: str, severity: str, brush: Paint) -> str:
    """Paint an excerpt as ``preimage.backends.excerpt`` makes it, and make visible what is foreign in it."""
    if not excerpt:
        return ""
    heading, *lines = show(excerpt).split("\n")
    return "\n".join((brush("place", heading), *(_paint_line(line, severity, brush) for line in lines)))


def _paint_line(line: str, severity: str, brush: Paint) -> str:
    match = re.fullmatch(_NUMBERED, line)
    if match is None:
        return brush("gutter", line)
    number, mark, text = match.groups()
    mark = f" {brush(severity, '>>>')} " if mark.strip() else mark
    return f"{brush('gutter', number)}{mark}{text}"


def paint_difference(line: str, brush: Paint) -> str:
    """Paint a line of a difference in the form of ``diff -u``, its newline left out of the colour."""
    text = line.removesuffix("\n")
    end = line[len(text) :]
    if text.startswith(("+++", "---")):
        return brush("name", text) + end
    styles = {"+": "add", "-": "remove", "@": "place"}
    return (brush(styles[text[0]], text) if text[:1] in styles else text) + end
