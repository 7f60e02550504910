"""The manual page, in the macros of ``man``: commands with their options, from a description of both.

Source: docs/reference/cli.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Entry:
    """An option or argument: how it is written, and what it is for."""

    __slots__ = ("form", "purpose")

    def __init__(self, form: str, purpose: str) -> None:
        self.form: Final = form
        self.purpose: Final = purpose


class Chapter:
    """A command: its line of use, what it is for, its arguments and options."""

    __slots__ = ("description", "entries", "usage")

    def __init__(self, usage: str, description: str, entries: Sequence[Entry]) -> None:
        self.usage: Final = usage
        self.description: Final = description
        self.entries: Final = tuple(entries)


def render_manual(chapters: Mapping[str, Chapter], version: str, statuses: Sequence[tuple[int, str]]) -> str:
    """Give the page; ``chapters`` are by the name of the command, ``statuses`` those of the program's end."""
    lines = [f'.TH PREIMAGE 1 "" "preimage {_escape(version)}" "User Commands"', ".SH NAME"]
    lines += [_escape("preimage - the image config of a Dockerfile, before the image exists"), ".SH SYNOPSIS"]
    lines += [".B preimage", _escape("COMMAND [OPTION...] [PATH...]"), ".SH COMMANDS"]
    for chapter in chapters.values():
        lines += [f".SS {_escape(chapter.usage)}", _escape(chapter.description)]
        for entry in chapter.entries:
            lines += [".TP", f".B {_escape(entry.form)}", _escape(entry.purpose)]
    lines.append(".SH EXIT STATUS")
    for status, meaning in statuses:
        lines += [".TP", f".B {status}", _escape(meaning)]
    return "\n".join(lines) + "\n"


def _escape(text: str) -> str:
    """Give text that troff prints as it stands, on one line."""
    text = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace('"', "\\(dq")
    return f"\\&{text}" if text.startswith(".") else text
