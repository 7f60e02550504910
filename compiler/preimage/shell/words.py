"""Words: what the fields of instructions are expanded with, and how lines are searched for heredocs.

Source: docs/reference/words.md, "Reading a word".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from preimage.golang.quoting import quote
from preimage.golang.text import replace_invalid
from preimage.model.limits import DEFAULT_LIMITS, Budget
from preimage.model.lookups import Lookups
from preimage.shell.syntax import BACKSLASH, IDENTIFIER, Syntax

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.shell.word_reader import WordReader

_SIMPLE_REFERENCE = re.compile(rf"\$(?:({IDENTIFIER})|\{{({IDENTIFIER})\}})")
_SIMPLE_BODY = rf"(?:[^$\\]++|\$(?:{IDENTIFIER}|\{{{IDENTIFIER}\}}))*+"


def expand_word(
    word: str, variables: Mapping[str, str], syntax: Syntax, budget: Budget, lookups: Lookups | None = None
) -> str:
    """Expand one word to its value: quotes and escapes removed, references replaced.

    ``lookups`` collects the names, also when the word fails.

    Raises:
        ValueError: BuildKit's text without the ``failed to process "...": `` in front.
        LimitError: the budget is used up.
    """
    if not word.isascii():
        # A name may hold letters of any script, which the simple form does not know.
        word = replace_invalid(word).removeprefix("\ufeff")
        if syntax.special.search(word) is None:
            return word
    else:
        if syntax.special.search(word) is None:
            return word
        simple = syntax.simple.fullmatch(word)
        if simple is not None:
            return _expand_simple(word[1:-1] if simple[1] else word, variables, budget, lookups)
    return _open_reader(word, variables, syntax, budget, lookups).read()


def _open_reader(
    text: str, variables: Mapping[str, str], syntax: Syntax, budget: Budget, lookups: Lookups | None
) -> WordReader:
    # Many files have no word that is read in full.
    from preimage.shell.word_reader import WordReader

    return WordReader(text, variables, syntax, budget, lookups)


def _expand_simple(word: str, variables: Mapping[str, str], budget: Budget, lookups: Lookups | None) -> str:
    """Expand a word of nothing but plain text, ``$name`` and ``${name}``."""
    pieces = _SIMPLE_REFERENCE.split(word)
    if len(pieces) == 1:
        return word
    characters = 0
    for index in range(1, len(pieces), 3):
        name = pieces[index] or pieces[index + 1]
        value = variables.get(name)
        if lookups is not None:
            if value is None:
                lookups.missing[name] = None
            else:
                lookups.found[name] = value
        pieces[index] = value or ""
        pieces[index + 1] = ""
        if value:
            characters += len(value)
    budget.spend_expanded(characters)
    return "".join(pieces)


def process_word(
    word: str, variables: Mapping[str, str], syntax: Syntax, budget: Budget, lookups: Lookups | None = None
) -> str:
    """Expand one word as ``expand_word`` does.

    Raises:
        ValueError: BuildKit's text, with the word named in front.
        LimitError: the budget is used up.
    """
    try:
        return expand_word(word, variables, syntax, budget, lookups)
    except ValueError as error:
        raise ValueError(f"failed to process {quote(word)}: {error}") from error


def expand_words(
    word: str, variables: Mapping[str, str], syntax: Syntax, budget: Budget, lookups: Lookups | None = None
) -> list[str]:
    """Expand one word and cut it at blanks that are neither quoted nor escaped (EXPOSE).

    Raises:
        ValueError: BuildKit's text without the ``failed to process "...": `` in front.
    """
    if word.isascii():
        if syntax.special.search(word) is None:
            return _cut_at_blanks(word)
        simple = syntax.simple.fullmatch(word)
        if simple is not None and not simple[1]:
            return _cut_at_blanks(_expand_simple(word, variables, budget, lookups))
    word = replace_invalid(word).removeprefix("\ufeff")
    reader = _open_reader(word, variables, syntax, budget, lookups)
    reader.read()
    return reader.words()


def _cut_at_blanks(text: str) -> list[str]:
    if not (text.isascii() and text.isprintable()):
        # Of what Python takes for blanks, separators of files, groups, records and units are none.
        text = "".join(" " if each.isspace() and not "\x1c" <= each <= "\x1f" else each for each in text)
        return [piece for piece in text.split(" ") if piece]
    return text.split()


def expand_heredoc(body: str, variables: Mapping[str, str], budget: Budget, lookups: Lookups | None = None) -> str:
    """Expand the body of a heredoc: quotes mean nothing there, and the escape is always the backslash.

    Raises:
        ValueError: BuildKit's text without the ``failed to process "...": `` in front.
    """
    if "$" not in body and "\\" not in body:
        return body
    if body.isascii() and re.fullmatch(_SIMPLE_BODY, body) is not None:
        return _expand_simple(body, variables, budget, lookups)
    body = replace_invalid(body).removeprefix("\ufeff")
    reader = _open_reader(body, variables, BACKSLASH, budget, lookups)
    reader.has_quotes = False
    return reader.read()


def split_raw_words(line: str, budget: Budget | None = None) -> list[str]:
    """Split a line to words as the search for heredocs does: quotes, escapes and references stay.

    Raises:
        ValueError: an open quote or a malformed reference.
        LimitError: the budget is used up.

    Source: docs/reference/source.md, "Heredocs".
    """
    budget = budget or Budget(DEFAULT_LIMITS)
    reader = _open_reader(replace_invalid(line).removeprefix("\ufeff"), {}, BACKSLASH, budget, None)
    reader.keeps_quotes = reader.keeps_escapes = reader.keeps_unset = reader.joins_heredocs = True
    reader.read()
    return reader.words()


def split_unset_words(text: str, budget: Budget | None = None) -> list[str]:
    """Split a text to words without quotes and escapes, references staying as they are (names of heredocs).

    Raises:
        ValueError: an open quote or a malformed reference.
        LimitError: the budget is used up.
    """
    budget = budget or Budget(DEFAULT_LIMITS)
    reader = _open_reader(replace_invalid(text).removeprefix("\ufeff"), {}, BACKSLASH, budget, None)
    reader.keeps_unset = True
    reader.read()
    return reader.words()
