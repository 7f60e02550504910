"""Command lines to words, as the shell-like reader of the tool divides them.

Source: docs/reference/compose.md, "Words of a command".
"""

from __future__ import annotations

from preimage.projects.compose.nodes import Fault

_BLANKS = " \t\r\n"
_ENDS = ";&|<>"


class Words(list[str]):
    """The words of a command line; ``cut_at`` is the offset from which the rest was left away, None if none was."""

    cut_at: int | None = None


def split_command(text: str) -> Words:
    """Divide a command line into words.

    Quotes and backslashes are those of a shell; what stands in backquotes or behind ``$(`` holds together, but keeps
    its marks. A semicolon, an ampersand, a bar or an angle bracket ends the command; what is behind it is left away
    in silence.

    Raises:
        Fault: ``invalid command line string``: something is not closed, or a parenthesis has no dollar before it.
    """
    splitter = _Splitter()
    for at, character in enumerate(text):
        if not splitter.take(character):
            splitter.words.cut_at = at
            break
    return splitter.finish()


_NOT_WITHIN = {"'": '"(', '"': "'(", "`": "'\"(", "(": "'\"`", ")": "'\"`"}
"""Marks, and within which others they are plain; quotes and backquotes do not close each other."""


class _Splitter:
    """``open`` has the marks within which the reader is: quotes, backquotes, and ``(`` behind a dollar."""

    def __init__(self) -> None:
        self.words = Words()
        self.pieces: list[str] = []
        self.has_word = False
        self.is_escaped = False
        self.open: set[str] = set()

    def finish(self) -> Words:
        if self.is_escaped or self.open:
            raise Fault("invalid command line string")
        self._end_word()
        return self.words

    def take(self, character: str) -> bool:
        """Take the next character; False when it ends the command."""
        if self.is_escaped:
            self.is_escaped = False
            self._add(character)
        elif character == "\\" and "'" not in self.open:
            self.is_escaped = True
        elif character in _BLANKS and not self.open:
            self._end_word()
        elif character in _ENDS and not self.open:
            if character == ">" and self.pieces and self.pieces[0] in "0123456789":
                # The number of a file descriptor is no word.
                self.pieces, self.has_word = [], False
            return False
        elif character not in _NOT_WITHIN or self.open.intersection(_NOT_WITHIN[character]):
            self._add(character)
        else:
            self._take_mark(character)
        return True

    def _take_mark(self, character: str) -> None:
        if character in "'\"":
            self.has_word = self.has_word or character in self.open
            self.open ^= {character}
            return
        if character == "(" and ("(" in self.open or self.pieces[-1:] != ["$"]):
            raise Fault("invalid command line string")
        self.open ^= {"(" if character == ")" else character}
        self._add(character)

    def _add(self, character: str) -> None:
        self.pieces.append(character)
        self.has_word = True

    def _end_word(self) -> None:
        if self.has_word:
            self.words.append("".join(self.pieces))
        self.pieces, self.has_word = [], False
