"""Foreign text made visible: nothing that comes from a file, a name, a registry or an environment is printed raw.

Escaped are controls, bytes that are no UTF-8, what hides or turns text around in a terminal or a review (separators of
lines and paragraphs, marks of direction, characters without width), and what build servers obey in a log: ``::`` at the
start of a line, ``##[``, ``##vso[`` and ``##teamcity[`` anywhere. Escapes are those of Go: ``\\n``, ``\\x1b``,
``\\u202e``; in JSON and XML, those of JSON and XML.
"""

from __future__ import annotations

import re

_HIDING = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_COMMAND = r"(?<=#)#(?=\[|vso\[|teamcity\[)"
# Compiled on first use (re keeps them): most runs print nothing foreign, and start-up time counts.
_IN_TEXT = rf"(?!\r\n)[\x00-\x08\x0b-\x1f\x7f-\x9f{_HIDING}\ud800-\udfff]|{_COMMAND}"
_IN_LINE = rf"[\x00-\x1f\x7f-\x9f{_HIDING}\ud800-\udfff]|{_COMMAND}"
_IN_JSON = rf"[\x7f-\x9f{_HIDING}\ud800-\udfff]|{_COMMAND}"
_START_OF_COMMAND = r"(?m)^([^\S\n]*):(?=:)"
_SHORT = {"\a": r"\a", "\b": r"\b", "\t": r"\t", "\n": r"\n", "\v": r"\v", "\f": r"\f", "\r": r"\r"}


def show(text: str) -> str:
    """Make a text of several lines visible; its newlines, tabs and the carriage returns of its line ends stay."""
    if _is_harmless(text.replace("\n", "")):
        return text
    return _hide_command(re.sub(_IN_TEXT, _escape, text))


def show_line(text: str) -> str:
    """Make a text visible that is to stay on one line: newlines and tabs are escaped too."""
    if _is_harmless(text):
        return text
    return _hide_command(re.sub(_IN_LINE, _escape, text))


def show_json(document: str) -> str:
    """Make a JSON document visible without changing what it says: JSON has no controls but newlines by itself."""
    if document.isascii() and "\x7f" not in document and "##" not in document:
        return document
    return re.sub(_IN_JSON, _escape_json, document)


def show_xml(text: str) -> str:
    """Make text visible that is escaped for XML already."""
    return re.sub(_IN_JSON, lambda match: f"&#x{ord(match[0]):x};", text)


def _is_harmless(text: str) -> bool:
    """Tell of most texts that nothing in them is to be changed; the signs of commands are two alike."""
    return text.isascii() and text.isprintable() and "##" not in text and "::" not in text


def _hide_command(text: str) -> str:
    return re.sub(_START_OF_COMMAND, r"\1\\x3a", text) if "::" in text else text


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    number = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if 0xDC80 <= number <= 0xDCFF:
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x80:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _escape_json(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
