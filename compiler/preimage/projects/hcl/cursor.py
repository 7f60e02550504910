"""A position in the tokens of a text, and the faults that a parser finds there."""

from __future__ import annotations

from preimage.projects.hcl.budget import check_depth
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.source import Source, Span
from preimage.projects.hcl.tokens import Token, find_faults, scan


class Cursor:
    """Reads tokens one by one; newlines are passed over while they do not count."""

    __slots__ = ("_at", "depth", "newlines", "source", "text", "tokens")

    def __init__(self, source: Source, *, is_template: bool = False) -> None:
        self.source = source
        self.text = source.text
        self.tokens = scan(source.text, is_template=is_template)
        if faults := find_faults(source, self.tokens):
            raise HclError(faults)
        self._at = 0
        self.newlines = [True]
        self.depth = 0

    def peek(self) -> Token:
        """Give the next token."""
        token = self.tokens[self._at]
        if token.kind == "newline" and not self.newlines[-1]:
            while token.kind == "newline":
                self._at += 1
                token = self.tokens[self._at]
        return token

    def read(self) -> Token:
        """Give the next token and go on behind it; there is always another ``eof``."""
        token = self.peek()
        if token.kind != "eof":
            self._at += 1
        return token

    def recover(self, end: str) -> Token:
        """Pass over what follows, up to the end that closes it; give that, or ``eof``."""
        opening = {"]": "[", "}": "{", ")": "("}[end]
        nested = 0
        while (token := self.read()).kind != "eof":
            if token.kind == opening:
                nested += 1
            elif token.kind == end:
                if not nested:
                    break
                nested -= 1
        return token

    def take(self, kind: str) -> bool:
        """Go on behind the next token if it is of the kind."""
        if self.peek().kind != kind:
            return False
        self.read()
        return True

    def text_of(self, token: Token) -> str:
        """Give what is written there."""
        return self.text[token.start : token.end]

    def is_word(self, token: Token, word: str) -> bool:
        """Tell whether the token is this name."""
        return token.kind == "ident" and self.text_of(token) == word

    def span(self, first: Token, last: Token | None = None) -> Span:
        """Give the place from the first token to the end of the last."""
        return Span(self.source, first.start, (last or first).end)

    def span_to_last(self, first: Token) -> Span:
        """Give the place from a token to the end of the one that was read last."""
        return Span(self.source, first.start, self.tokens[self._at - 1].end)

    def fail(self, summary: str, detail: str, place: Token | Span) -> HclError:
        """Give the error of one fault, to be raised."""
        span = place if isinstance(place, Span) else self.span(place)
        return HclError([Diagnostic(summary, detail, span)])

    def enter(self) -> None:
        """Go one level deeper; ``leave`` comes back."""
        self.depth += 1
        check_depth(self.depth)

    def leave(self) -> None:
        """Come back from where ``enter`` led."""
        self.depth -= 1
