"""Heredocs: finding their names on a line, and what their marks say.

Source: docs/reference/source.md, "Heredocs".
"""

from __future__ import annotations

import re

from preimage.golang.quoting import quote
from preimage.model.instructions import Heredoc
from preimage.model.limits import Budget
from preimage.shell.words import split_raw_words, split_unset_words

HEREDOC_KEYWORDS = frozenset(("add", "copy", "run"))

_MARK = r"[0-9]*<<(-?+)[\t\n\f\r ]*+([^<]++)"


def parse_heredoc(word: str, budget: Budget | None = None) -> Heredoc | None:
    """Parse one word such as ``<<-"EOF"`` to a heredoc that has no body yet; None when it is no heredoc.

    Raises:
        ValueError: the name has an open quote or a malformed reference, in BuildKit's words.
    """
    match = re.fullmatch(_MARK, word)
    if match is None:
        return None
    rest = match[2]
    try:
        names = split_unset_words(rest, budget)
    except ValueError as error:
        raise ValueError(f"failed to process {quote(rest)}: {error}") from None
    if len(names) != 1:
        return None
    name = names[0]
    is_quoted = _count_quotes(rest) != _count_quotes(name)
    return Heredoc(name=name, body="", is_expanded=not is_quoted, is_chomped=bool(match[1]))


def find_heredocs(line: str, budget: Budget | None = None) -> list[Heredoc]:
    """Find the heredocs of a joined line, in order; a line that is malformed as a whole has none.

    Raises:
        ValueError: see parse_heredoc.
    """
    try:
        words = split_raw_words(line, budget)
    except ValueError:
        return []
    found = [parse_heredoc(word, budget) for word in words if "<<" in word]
    return [heredoc for heredoc in found if heredoc is not None]


def _count_quotes(text: str) -> int:
    return text.count("'") + text.count('"')
