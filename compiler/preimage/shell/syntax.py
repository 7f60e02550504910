"""How the characters of a word are told apart.

Source: docs/reference/words.md, "Reading a word".
"""

from __future__ import annotations

import re
from functools import lru_cache

IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*+"


class Syntax:
    """How characters are read: the escape character and what it implies, compiled once for each."""

    __slots__ = ("escape", "in_braces", "in_double_quotes", "plain", "plain_before_heredoc", "simple", "special")

    def __init__(self, escape: str) -> None:
        quoted = re.escape(escape)
        self.escape = escape
        self.special = re.compile(rf"['\"${quoted}]")
        # Nothing here is to be tried twice: a name that may be shorter or longer would cost exponential time.
        self.simple = re.compile(rf"(\"?)(?:[^'\"${quoted}]++|\$(?:{IDENTIFIER}|\{{{IDENTIFIER}\}}))*+\1")
        self.plain = re.compile(rf"[^'\"${quoted}\s]+")
        self.plain_before_heredoc = re.compile(rf"[^'\"${quoted}\s<]+")
        self.in_double_quotes = re.compile(rf"[^\"${quoted}]+")
        self.in_braces = re.compile(rf"[^'\"${quoted}/}}]+")


@lru_cache
def syntax_of(escape: str) -> Syntax:
    """Give the syntax for the escape character of a file."""
    return Syntax(escape)


BACKSLASH = syntax_of("\\")
