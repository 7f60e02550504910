"""How the characters of a word are told apart.

Source: docs/reference/words.md, "Reading a word".
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*+"


class Syntax:
    """How characters are read: the escape character and what it implies.

    Patterns are compiled once, those that few words need when the first of these comes.
    """

    def __init__(self, escape: str) -> None:
        self.escape = escape
        self._quoted = re.escape(escape)
        self.special = re.compile(rf"['\"${self._quoted}]")

    @cached_property
    def simple(self) -> re.Pattern[str]:
        """A word of plain text and references without operators, in double quotes or without."""
        # Nothing here is to be tried twice: a name that may be shorter or longer would cost exponential time.
        return re.compile(rf"(\"?)(?:[^'\"${self._quoted}]++|\$(?:{IDENTIFIER}|\{{{IDENTIFIER}\}}))*+\1")

    @cached_property
    def plain(self) -> re.Pattern[str]:
        """Text in which nothing has a meaning."""
        return re.compile(rf"[^'\"${self._quoted}\s]+")

    @cached_property
    def plain_before_heredoc(self) -> re.Pattern[str]:
        """The same where a heredoc may begin."""
        return re.compile(rf"[^'\"${self._quoted}\s<]+")

    @cached_property
    def in_double_quotes(self) -> re.Pattern[str]:
        """The same in double quotes."""
        return re.compile(rf"[^\"${self._quoted}]+")

    @cached_property
    def in_braces(self) -> re.Pattern[str]:
        """The same in a reference with an operator."""
        return re.compile(rf"[^'\"${self._quoted}/}}]+")


@lru_cache
def syntax_of(escape: str) -> Syntax:
    """Give the syntax for the escape character of a file."""
    return Syntax(escape)


BACKSLASH = syntax_of("\\")
