"""Tokens to templates: text with ``${...}``, ``%{if}`` and ``%{for}`` in it.

Source: docs/reference/bake.md, "Strings and templates".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from preimage.golang.graphemes import split_graphemes
from preimage.golang.quoting import quote
from preimage.golang.text import BLANKS
from preimage.projects.hcl.constructors import Conditional, Joined, Template, Wrapped
from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.expressions import Expression, Literal
from preimage.projects.hcl.for_expressions import For
from preimage.projects.hcl.source import Span
from preimage.projects.hcl.suggestions import suggest_name
from preimage.projects.hcl.tokens import Token
from preimage.projects.hcl.values import string_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    ParseExpression: TypeAlias = Callable[[Cursor], Expression]

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))", re.DOTALL)
_DOUBLED = re.compile(r"([$%])\1\{")


class _Piece:
    """A part of a template: text, an interpolation, or a directive by its keyword.

    ``names`` and ``expression`` are those of an interpolation, ``if`` or ``for``.
    """

    __slots__ = ("expression", "keyword", "names", "span", "text")

    def __init__(
        self,
        keyword: str,
        span: Span,
        text: str = "",
        expression: Expression | None = None,
        names: tuple[str | None, str] = (None, ""),
    ) -> None:
        self.keyword = keyword
        self.span = span
        self.text = text
        self.expression = expression
        self.names = names


def parse_template(
    cursor: Cursor, opening: Token | None, end: str, parse: ParseExpression, *, is_indented: bool = False
) -> Expression:
    """Read a template up to its end token; ``is_indented`` takes the common indentation from its lines.

    Raises:
        HclError: the first fault.
    """
    cursor.enter()
    pieces = _Reader(cursor, end, parse).read()
    cursor.leave()
    if is_indented:
        _remove_indentation(pieces)
    pieces = _join_text(pieces)
    last = pieces[-1].span
    whole = Span(cursor.source, opening.start if opening else 0, last.end)
    if len(pieces) == 2 and pieces[0].keyword == "interpolation":
        assert pieces[0].expression is not None
        return Wrapped(pieces[0].expression, whole)
    return Template(_Builder(pieces).build_all(), whole)


def decode_text(text: str, span: Span, *, has_escapes: bool) -> str:
    """Undo the escapes of a piece of text: ``$${`` and ``%%{``, in quotes also those with a backslash.

    Raises:
        HclError: an escape that does not exist.
    """
    if has_escapes and "\\" in text:
        text = _decode_escapes(text, span)
    return _DOUBLED.sub(r"\1{", text) if "{" in text else text


def _decode_escapes(text: str, span: Span) -> str:
    decoded: list[str] = []
    at = 0
    for match in _ESCAPE.finditer(text):
        decoded.append(text[at : match.start()])
        at = match.end()
        code = match[1] or match[2]
        if code is not None:
            number = int(code, 16)
            if number >= 0x110000 or 0xD800 <= number < 0xE000:
                place = Span(span.source, span.start + match.start(), span.start + match.end())
                detail = f"Cannot encode character U+{number:04x} in UTF-8."
                raise HclError([Diagnostic("Invalid escape sequence", detail, place)])
            decoded.append(chr(number))
        elif match[3] in _ESCAPES:
            decoded.append(_ESCAPES[match[3]])
        else:
            raise _refuse_escape(match, text, span)
    return "".join((*decoded, text[at:]))


def _refuse_escape(match: re.Match[str], text: str, span: Span) -> HclError:
    selector = match[3]
    start = match.start()
    width = {"u": 4, "U": 8}.get(selector)
    if width is not None:
        digits = re.compile("[0-9a-fA-F]*").match(text, match.end())
        count = min(width, len(digits[0]) if digits else 0)
        word = "four" if width == 4 else "eight"
        detail = f"The \\{selector} escape sequence must be followed by {word} hexadecimal digits."
        place = Span(span.source, span.start + start, span.start + match.end() + count)
        return HclError([Diagnostic("Invalid escape sequence", detail, place)])
    detail = f"The symbol {quote(selector)} is not a valid escape sequence selector."
    place = Span(span.source, span.start + start, span.start + match.end())
    return HclError([Diagnostic("Invalid escape sequence", detail, place)])


class _Reader:
    """Reads the pieces of one template; signs ``~`` take the blanks of the text beside them."""

    __slots__ = ("cursor", "end", "parse", "pieces", "trims_next")

    def __init__(self, cursor: Cursor, end: str, parse: ParseExpression) -> None:
        self.cursor = cursor
        self.end = end
        self.parse = parse
        self.pieces: list[_Piece] = []
        self.trims_next = False

    def read(self) -> list[_Piece]:
        cursor = self.cursor
        while (token := cursor.read()).kind != self.end:
            if token.kind in {"text", "line"}:
                self._add_text(token)
            elif token.kind in {"interpolation", "directive"}:
                self._add_sequence(token)
            else:
                detail = "No closing marker was found for the string."
                raise cursor.fail("Unterminated template string", detail, token)
        if not self.pieces:
            self.pieces.append(_Piece("", Span(cursor.source, token.end, token.end)))
        self.pieces.append(_Piece("end", cursor.span(token)))
        return self.pieces

    def _add_text(self, token: Token) -> None:
        span = self.cursor.span(token)
        text = decode_text(self.cursor.text_of(token), span, has_escapes=token.kind == "text")
        if self.trims_next:
            text = text.lstrip(BLANKS)
        self.trims_next = False
        self.pieces.append(_Piece("", span, text))

    def _add_sequence(self, opening: Token) -> None:
        cursor = self.cursor
        if self.pieces and self.pieces[-1].keyword == "" and cursor.text_of(opening).endswith("~"):
            self.pieces[-1].text = self.pieces[-1].text.rstrip(BLANKS)
        cursor.newlines.append(False)
        piece = self._read_interpolation() if opening.kind == "interpolation" else self._read_directive()
        closing = cursor.peek()
        if closing.kind != "end-sequence":
            raise self._refuse_end(closing, piece, opening)
        cursor.read()
        cursor.newlines.pop()
        piece.span = cursor.span(opening, closing)
        self.trims_next = cursor.text_of(closing).startswith("~")
        self.pieces.append(piece)

    def _read_interpolation(self) -> _Piece:
        expression = self.parse(self.cursor)
        return _Piece("interpolation", expression.span, expression=expression)

    def _read_directive(self) -> _Piece:
        cursor = self.cursor
        token = cursor.peek()
        if token.kind != "ident":
            detail = 'A template directive keyword ("if", "for", etc) is expected at the beginning of a %{ sequence.'
            raise cursor.fail("Invalid template directive", detail, token)
        cursor.read()
        keyword, span = cursor.text_of(token), cursor.span(token)
        if keyword == "if":
            return _Piece("if", span, expression=self.parse(cursor))
        if keyword == "for":
            return self._read_for(span)
        if keyword in {"else", "endif", "endfor"}:
            return _Piece(keyword, span)
        hint = suggest_name(keyword, ("if", "for", "else", "endif", "endfor"))
        detail = f"{quote(keyword)} is not a valid template control keyword.{hint}"
        raise cursor.fail("Invalid template control keyword", detail, token)

    def _read_name(self, reason: str) -> str:
        token = self.cursor.peek()
        if token.kind != "ident":
            raise self.cursor.fail("Invalid 'for' directive", reason, token)
        return self.cursor.text_of(self.cursor.read())

    def _read_for(self, span: Span) -> _Piece:
        cursor = self.cursor
        key, name = None, self._read_name("For directive requires variable name after 'for'.")
        if cursor.take(","):
            key, name = name, self._read_name("For directive requires value variable name after comma.")
        if not cursor.is_word(cursor.peek(), "in"):
            detail = "For directive requires 'in' keyword after names."
            raise cursor.fail("Invalid 'for' directive", detail, cursor.peek())
        cursor.read()
        return _Piece("for", span, expression=self.parse(cursor), names=(key, name))

    def _refuse_end(self, found: Token, piece: _Piece, opening: Token) -> HclError:
        cursor = self.cursor
        if piece.keyword != "interpolation":
            detail = "Expected a closing brace to end the sequence, but found extra characters."
            return cursor.fail(f"Extra characters in {piece.keyword} marker", detail, found)
        summary = "Extra characters after interpolation expression"
        if found.kind == ":":
            detail = (
                "Template interpolation doesn't expect a colon at this location. Did you intend this to be a literal "
                'sequence to be processed as part of another language? If so, you can escape it by starting with "$${" '
                'instead of just "${".'
            )
            return cursor.fail(summary, detail, found)
        if found.kind == "eof" or (found.kind in {"quote", "end-quote"} and self.end == "end-quote"):
            what = "file" if found.kind == "eof" else "quoted template"
            detail = (
                f"There is no closing brace for this interpolation sequence before the end of the {what}. This might "
                "be caused by incorrect nesting inside the given expression."
            )
            return cursor.fail("Unclosed template interpolation sequence", detail, opening)
        detail = (
            "Expected a closing brace to end the interpolation expression, but found extra characters.\n\nThis can "
            "happen when you include interpolation syntax for another language, such as shell scripting, but forget to "
            "escape the interpolation start token. If this is an embedded sequence for another language, escape it by "
            'starting with "$${" instead of just "${".'
        )
        return cursor.fail(summary, detail, found)


def _remove_indentation(pieces: list[_Piece]) -> None:
    """Take the smallest indentation from the lines of a heredoc.

    A line counts if a piece begins it, after the signs ``~`` have had their effect; a sequence there counts as no
    indentation, and a line of blanks alone does not count.
    """
    smallest: int | None = None
    lines: list[tuple[_Piece, list[str]]] = []
    is_start = True
    for piece in pieces:
        if piece.keyword == "end" and is_start:
            break
        if is_start:
            is_start = False
            blanks = piece.text[: len(piece.text) - len(piece.text.lstrip(BLANKS))]
            if not (blanks == piece.text and piece.text.endswith("\n")):
                clusters = split_graphemes(blanks)
                if not piece.keyword:
                    lines.append((piece, clusters))
                smallest = len(clusters) if smallest is None else min(smallest, len(clusters))
        if not piece.keyword and piece.text.endswith("\n"):
            is_start = True
    for piece, clusters in lines:
        piece.text = piece.text[len("".join(clusters[:smallest])) :]


def _join_text(pieces: list[_Piece]) -> list[_Piece]:
    joined: list[_Piece] = []
    for piece in pieces:
        if not piece.keyword and joined and not joined[-1].keyword:
            before = joined[-1]
            # Text is put together once at the end, for a heredoc has many lines.
            before.names = (None, "")
            before.text, before.span = before.text + piece.text, before.span.to(piece.span)
        else:
            joined.append(piece)
    return joined


_ENDS = frozenset(("else", "endif", "endfor"))


class _Builder:
    """Builds expressions of pieces, those between a directive and its end within it."""

    __slots__ = ("at", "depth", "pieces")

    def __init__(self, pieces: list[_Piece]) -> None:
        self.pieces = pieces
        self.at = 0
        self.depth = 0

    def build_all(self) -> list[Expression]:
        expressions: list[Expression] = []
        while self.pieces[self.at].keyword != "end":
            expressions.append(self._build())
        return expressions

    def _next(self) -> _Piece:
        self.at += 1
        return self.pieces[self.at - 1]

    def _build(self) -> Expression:
        piece = self._next()
        if not piece.keyword:
            return Literal(string_value(piece.text), piece.span)
        if piece.keyword == "interpolation":
            assert piece.expression is not None
            return piece.expression
        if piece.keyword == "if":
            return self._build_if(piece)
        if piece.keyword == "for":
            return self._build_for(piece)
        detail = "The control directives within this template are unbalanced."
        raise _fail(f"Unexpected {piece.keyword} directive", detail, piece.span)

    def _build_until(self, opening: _Piece, ends: tuple[str, ...]) -> tuple[Template, _Piece]:
        from preimage.projects.hcl.budget import check_depth

        self.depth += 1
        check_depth(self.depth)
        first = self.pieces[self.at].span
        expressions: list[Expression] = []
        while (piece := self.pieces[self.at]).keyword not in ends:
            if piece.keyword == "end":
                raise _unfinished(opening, piece.span)
            if piece.keyword in _ENDS:
                raise _unexpected(piece, opening)
            expressions.append(self._build())
        self.depth -= 1
        self.at += 1
        if not expressions:
            expressions.append(Literal(string_value(""), Span(first.source, first.start, first.start)))
        return Template(expressions, expressions[0].span.to(expressions[-1].span)), piece

    def _build_if(self, opening: _Piece) -> Expression:
        if_true, end = self._build_until(opening, ("else", "endif"))
        if end.keyword == "else":
            if_false, end = self._build_until(opening, ("endif",))
        else:
            at = Span(end.span.source, end.span.start, end.span.start)
            if_false = Template([Literal(string_value(""), at)], at)
        assert opening.expression is not None
        return Conditional(opening.expression, if_true, if_false, opening.span.to(end.span))

    def _build_for(self, opening: _Piece) -> Expression:
        result, end = self._build_until(opening, ("endfor",))
        assert opening.expression is not None
        key_name, value_name = opening.names
        span = opening.span.to(end.span)
        loop = For(
            span,
            opening.span,
            key_name=key_name,
            value_name=value_name,
            collection=opening.expression,
            key=None,
            result=result,
        )
        return Joined(loop)


def _fail(summary: str, detail: str, span: Span) -> HclError:
    return HclError([Diagnostic(summary, detail, span)])


def _unexpected(piece: _Piece, opening: _Piece) -> HclError:
    place = opening.span.render()
    if piece.keyword == "else":
        detail = f"Already in the else clause for the if started at {place}."
        if opening.keyword == "for":
            detail = "An else clause is not expected for a for directive."
    elif opening.keyword == "if":
        detail = f"Expecting an endif directive for the if started at {place}."
    else:
        detail = f"Expecting an endfor directive corresponding to the for directive at {place}."
    return _fail(f"Unexpected {piece.keyword} directive", detail, piece.span)


def _unfinished(opening: _Piece, end: Span) -> HclError:
    word = opening.keyword
    detail = f"The {word} directive at {opening.span.render()} is missing its corresponding end{word} directive."
    return _fail("Unexpected end of template", detail, end)
