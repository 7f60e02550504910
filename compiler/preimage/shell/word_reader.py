"""Reads words from left to right: quotes, escapes and ``$`` references.

References with an operator hold words of their own, to any depth; they are read by generators on an explicit stack, so
that depth costs no recursion.

Source: docs/reference/words.md, "Reading a word".
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping

from preimage.model.errors import LimitError
from preimage.model.limits import Budget
from preimage.model.lookups import Lookups
from preimage.shell.syntax import IDENTIFIER, Syntax

_NAME = re.compile(rf"{IDENTIFIER}|[0-9]+|[@*#?$!-]")
_END = ""
"""What reading a character gives at the end of the word."""
_DEEPEST = 100_000
"""Readings on the stack, of which each reference takes three or four; no single line needs so many."""

_Reading = Generator["_Reading", str, str]


class WordReader:
    """Reads one text from left to right; its switches say what stays in the result."""

    __slots__ = (
        "_budget",
        "_cut",
        "_lookups",
        "_nested",
        "_position",
        "_syntax",
        "_text",
        "_variables",
        "_word",
        "has_quotes",
        "joins_heredocs",
        "keeps_escapes",
        "keeps_quotes",
        "keeps_unset",
    )

    def __init__(
        self, text: str, variables: Mapping[str, str], syntax: Syntax, budget: Budget, lookups: Lookups | None
    ) -> None:
        self._text = text
        self._position = 0
        self._variables = variables
        self._syntax = syntax
        self._budget = budget
        self._lookups = lookups
        self._cut: list[str] = []
        self._word: list[str] = []
        self._nested = False
        self.has_quotes = True
        self.keeps_quotes = False
        self.keeps_escapes = False
        self.keeps_unset = False
        self.joins_heredocs = False

    def read(self) -> str:
        """Read the whole text; ``words()`` then has it cut at blanks.

        Raises:
            ValueError: BuildKit's text.
            LimitError: the budget is used up, or references are nested too deep.
        """
        stack: list[_Reading] = [self._top()]
        answer: str | None = None
        failure: ValueError | None = None
        while True:
            reading = stack[-1]
            try:
                if failure is not None:
                    thrown, failure = failure, None
                    request = reading.throw(thrown)
                elif answer is None:
                    request = next(reading)
                else:
                    request = reading.send(answer)
            except StopIteration as done:
                stack.pop()
                answer = str(done.value)
                if not stack:
                    return answer
            except ValueError as error:
                stack.pop()
                if not stack:
                    raise
                failure = error
            else:
                if len(stack) > _DEEPEST:
                    raise LimitError("references are nested too deep in one word")
                stack.append(request)
                answer = None

    def words(self) -> list[str]:
        """Give what was read, cut at blanks that were neither quoted nor escaped."""
        self._end_word()
        return self._cut

    # The result and its words grow together. A reference with an operator reads a word of its own on the way, and
    # BuildKit then forgets what the present word held before it ("Lost text" in docs/reference/words.md).

    def _end_word(self) -> None:
        if self._word:
            text = "".join(self._word)
            if text:
                self._cut.append(text)
            self._word = []

    def _add_cut(self, text: str) -> None:
        for character in text:
            if character.isspace() and not "\x1c" <= character <= "\x1f":
                self._end_word()
            else:
                self._word.append(character)

    def _add_piece(self, piece: str, is_cut: bool) -> None:
        if self._nested:
            self._word = []
            self._nested = False
        if is_cut:
            self._add_cut(piece)
        else:
            self._word.append(piece)

    def _next(self) -> str:
        """Take the next character; _END at the end of the text."""
        position = self._position
        if position >= len(self._text):
            return _END
        self._position = position + 1
        return self._text[position]

    def _peek(self) -> str:
        return self._text[self._position] if self._position < len(self._text) else _END

    def _top(self) -> _Reading:
        pieces: list[str] = []
        plain_text = self._syntax.plain_before_heredoc if self.joins_heredocs else self._syntax.plain
        while self._position < len(self._text):
            plain = plain_text.match(self._text, self._position)
            character = self._peek()
            if plain is not None:
                self._position = plain.end()
                piece = plain[0]
                self._word.append(piece)
            elif character == "$":
                piece = yield self._dollar()
                self._add_piece(piece, is_cut=True)
            elif character == "'" and self.has_quotes:
                piece = self._single_quoted()
                self._add_piece(piece, is_cut=False)
            elif character == '"' and self.has_quotes:
                piece = yield self._double_quoted()
                self._add_piece(piece, is_cut=False)
            elif character == "<" and self.joins_heredocs:
                piece = self._heredoc_start()
                self._word.append(piece)
            elif character == self._syntax.escape:
                piece = self._escaped(self.keeps_escapes)
                self._word.append(piece)
            else:
                self._position += 1
                piece = character
                self._add_cut(piece)
            pieces.append(piece)
        return "".join(pieces)

    def _until(self, stop: str, keeps_escapes: bool) -> _Reading:
        """Read a word inside a reference, up to the character that ends it."""
        outer = self.keeps_escapes
        self.keeps_escapes = keeps_escapes
        self._nested = True
        pieces: list[str] = []
        try:
            while True:
                plain = self._syntax.in_braces.match(self._text, self._position)
                if plain is not None:
                    self._position = plain.end()
                    pieces.append(plain[0])
                character = self._next()
                if character == _END:
                    raise ValueError(f"unexpected end of statement while looking for matching {stop}")
                if character == stop:
                    return "".join(pieces)
                if character == "$":
                    self._position -= 1
                    piece = yield self._dollar()
                elif character == "'" and self.has_quotes:
                    self._position -= 1
                    piece = self._single_quoted()
                elif character == '"' and self.has_quotes:
                    self._position -= 1
                    piece = yield self._double_quoted()
                elif character == self._syntax.escape:
                    self._position -= 1
                    piece = self._escaped(keeps_escapes)
                else:
                    piece = character
                pieces.append(piece)
        finally:
            self.keeps_escapes = outer

    def _escaped(self, keeps_escapes: bool) -> str:
        escape = self._next()
        return (escape if keeps_escapes else "") + self._next()

    def _heredoc_start(self) -> str:
        start = self._position
        self._position += 1
        if self._peek() == "<":
            self._position += 1
            while self._peek() in (" ", "\t", "\r"):
                self._position += 1
        return self._text[start : self._position]

    def _single_quoted(self) -> str:
        start = self._position
        end = self._text.find("'", start + 1)
        if end < 0:
            self._position = len(self._text)
            raise ValueError("unexpected end of statement while looking for matching single-quote")
        self._position = end + 1
        return self._text[start : end + 1] if self.keeps_quotes else self._text[start + 1 : end]

    def _double_quoted(self) -> _Reading:
        quote = self._next() if self.keeps_quotes else self._next()[:0]
        pieces = [quote]
        while True:
            plain = self._syntax.in_double_quotes.match(self._text, self._position)
            if plain is not None:
                self._position = plain.end()
                pieces.append(plain[0])
            character = self._peek()
            if character == _END:
                raise ValueError("unexpected end of statement while looking for matching double-quote")
            if character == '"':
                self._position += 1
                pieces.append(quote)
                return "".join(pieces)
            if character == "$":
                pieces.append((yield self._dollar()))
            else:
                pieces.append(self._escaped_in_double_quotes())

    def _escaped_in_double_quotes(self) -> str:
        escape = self._next()
        kept = escape if self.keeps_escapes else ""
        character = self._next()
        if character == _END:
            return kept
        if character in ('"', "$", escape):
            return kept + character
        # Where escapes are kept this one is written twice (docs/reference/words.md, "Patterns").
        return kept + escape + character

    def _look_up(self, name: str) -> str | None:
        value = self._variables.get(name)
        if self._lookups is not None:
            if value is None:
                self._lookups.missing[name] = None
            else:
                self._lookups.found[name] = value
        if value:
            self._budget.spend_expanded(len(value))
        return value

    def _name(self) -> str:
        """Take the name of a variable, possibly empty."""
        text, start = self._text, self._position
        match = _NAME.match(text, start)
        end = match.end() if match is not None else start
        # The pattern stops where a character is not ASCII, which a name may hold as well.
        if end < len(text) and not text[end].isascii():
            # Few files need its tables.
            from preimage.golang.unicode15 import is_decimal, is_letter, is_name_character

            first = text[start]
            if is_decimal(first):
                while end < len(text) and is_decimal(text[end]):
                    end += 1
            elif match is None or first == "_" or is_letter(first):
                while end < len(text) and is_name_character(text[end]):
                    end += 1
        self._position = end
        return text[start:end]

    def _dollar(self) -> _Reading:
        self._position += 1
        if self._peek() != "{":
            name = self._name()
            if not name:
                return "$"
            value = self._look_up(name)
            return f"${name}" if value is None and self.keeps_unset else value or ""
        self._position += 1
        first = self._peek()
        if first == _END:
            raise ValueError("syntax error: missing '}'")
        if first in ("{", "}", ":"):
            raise ValueError("syntax error: bad substitution")
        name = self._name()
        operator = self._next()
        if operator == "}":
            value = self._look_up(name)
            return f"${{{name}}}" if value is None and self.keeps_unset else value or ""
        if operator == "/":
            return (yield self._replacement(name))
        if operator and operator in ":+-?#%":
            return (yield self._conditional(name, operator))
        raise ValueError(f"unsupported modifier ({operator or chr(0xFFFD)}) in substitution")

    def _conditional(self, name: str, shown: str) -> _Reading:
        operator = shown
        if shown == ":":
            operator = self._next()
            shown += operator or "\ufffd"
        is_pattern = operator in ("#", "%")
        if is_pattern and len(shown) == 2:
            raise ValueError(f"unsupported modifier ({shown}) in substitution")
        try:
            word = yield self._until("}", keeps_escapes=is_pattern)
        except ValueError as error:
            self._replace_at_end(error, "syntax error: missing '}'")
            raise
        self._spend_nested(len(word))
        value = self._look_up(name)
        if value is None and self.keeps_unset:
            return f"${{{name}{shown}{word}}}"
        from preimage.shell.substitutions import choose, trim

        if is_pattern:
            return trim(value or "", operator, word, self._budget)
        return choose(name, shown, value, word)

    def _replacement(self, name: str) -> _Reading:
        is_global = self._peek() == "/"
        if is_global:
            self._position += 1
        try:
            pattern = yield self._until("/", keeps_escapes=True)
        except ValueError as error:
            self._replace_at_end(error, "syntax error: missing '/' in ${}")
            raise
        try:
            replacement = yield self._until("}", keeps_escapes=True)
        except ValueError as error:
            self._replace_at_end(error, "syntax error: missing '}'")
            raise
        self._spend_nested(len(pattern) + len(replacement))
        value = self._look_up(name)
        if value is None and self.keeps_unset:
            return f"${{{name}/{pattern}/{replacement}}}"
        from preimage.shell.substitutions import replace

        return replace(value or "", pattern, replacement, is_global, self._budget)

    def _spend_nested(self, characters: int) -> None:
        # Each reference copies the text of all inside it; that is cheap, but quadratic in the depth.
        self._budget.spend_work(characters // 64, "references within each other")

    def _replace_at_end(self, error: ValueError, message: str) -> None:
        """Let a fault at the end of the text, inside a reference, read as a fault of that reference.

        The error is changed, not replaced: each of thousands of nested references would chain one more to it.
        """
        if self._peek() == _END:
            error.args = (message,)
