"""The excerpt of a Dockerfile that BuildKit shows under a warning or an error, and text made safe for a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RULE = "--------------------\n"
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS_OF_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SHORT = {"\a": r"\a", "\b": r"\b", "\t": r"\t", "\n": r"\n", "\v": r"\v", "\f": r"\f", "\r": r"\r"}


def render_excerpt(filename: str, text: str, lines: Sequence[int]) -> str:
    """Show the lines of a file with what surrounds them, in BuildKit's bytes.

    ``lines`` are 1-based and sorted. Empty if there are none, or the first one is not in the file. Nothing is trimmed
    or escaped: see ``escape_controls``.

    Source: docs/reference/check-calls.md, "The excerpt".
    """
    return render_excerpt_of(filename, text.split("\n"), lines)


def render_excerpt_of(filename: str, file_lines: Sequence[str], lines: Sequence[int]) -> str:
    """Show the lines as ``render_excerpt`` does, of a file that is split at its newlines already."""
    if not lines or not 1 <= lines[0] <= len(file_lines):
        return ""
    first, last = lines[0], min(lines[-1], len(file_lines))
    around = 2 if first == last else 1
    marked = frozenset(lines)
    shown = [f"{filename}:{first}\n", _RULE]
    for number in range(max(1, first - around), min(len(file_lines), last + around) + 1):
        shown.append(f" {number:>3} | {'>>>' if number in marked else '   '} {file_lines[number - 1]}\n")
    shown.append(_RULE)
    return "".join(shown)


def escape_controls(text: str) -> str:
    """Escape all that could make a terminal do something: controls but newline and tab, and bytes that are no UTF-8.

    Escapes are those of Go: ``\\r``, ``\\x1b``, ``\\u009b``, and ``\\xff`` for a byte that is not UTF-8.
    """
    return _CONTROLS.sub(_escape, text)


def escape_controls_of_line(text: str) -> str:
    """Escape as ``escape_controls`` does, newlines and tabs too, so that the text stays on one line."""
    return _CONTROLS_OF_A_LINE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    number = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if 0xDC80 <= number <= 0xDCFF:
        return f"\\x{number - 0xDC00:02x}"
    return f"\\x{number:02x}" if number < 0x80 else f"\\u{number:04x}"
