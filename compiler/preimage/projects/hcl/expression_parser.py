"""Tokens to expressions."""

from __future__ import annotations

from collections.abc import Callable

from preimage.projects.hcl.access import Step
from preimage.projects.hcl.calls import Call
from preimage.projects.hcl.constructors import Conditional, Key, Object, Splat, Template, Tuple
from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.diagnostics import HclError
from preimage.projects.hcl.expressions import (
    Anonymous,
    Binary,
    Expression,
    Index,
    Literal,
    Name,
    Parentheses,
    Steps,
    Unary,
)
from preimage.projects.hcl.for_parser import parse_for
from preimage.projects.hcl.numbers import parse_number
from preimage.projects.hcl.operators import LEVELS
from preimage.projects.hcl.template_parser import parse_template
from preimage.projects.hcl.tokens import Token
from preimage.projects.hcl.values import FALSE, NULL, TRUE, Value, number_value

_KEYWORDS = {"true": TRUE, "false": FALSE, "null": NULL}
_LEVEL_OF = {sign: level for level, signs in enumerate(LEVELS) for sign in signs}
_CUT_OFF = (
    "There is no corresponding closing {} before the end of the file. This may be caused by incorrect {} nesting "
    "elsewhere in this file."
)


def parse_expression(cursor: Cursor) -> Expression:
    """Read one expression: a conditional, or what binds closer.

    Raises:
        HclError: the first fault.
    """
    cursor.enter()
    condition = _parse_binary(cursor, 0)
    if cursor.take("?"):
        if_true = parse_expression(cursor)
        colon = cursor.peek()
        if colon.kind != ":":
            raise cursor.fail(
                "Missing false expression in conditional",
                "The conditional operator (...?...:...) requires a false expression, delimited by a colon.",
                colon,
            )
        cursor.read()
        if_false = parse_expression(cursor)
        condition = Conditional(condition, if_true, if_false, condition.span.to(if_false.span))
    cursor.leave()
    return condition


def _parse_binary(cursor: Cursor, level: int) -> Expression:
    """Read operands joined by signs that bind at least as closely as a level says."""
    left = _parse_operand(cursor)
    while (found := _LEVEL_OF.get((token := cursor.peek()).kind, -1)) >= level:
        cursor.read()
        right = _parse_binary(cursor, found + 1)
        left = Binary(left, token.kind, right)
    return left


def _parse_operand(cursor: Cursor) -> Expression:
    return _parse_steps(cursor, _parse_term(cursor))


def _parse_term(cursor: Cursor) -> Expression:
    token = cursor.peek()
    parse = _TERMS.get(token.kind)
    if parse is None:
        if token.kind == "eof":
            detail = "Expected the start of an expression, but found the end of the file."
            raise cursor.fail("Missing expression", detail, token)
        detail = "Expected the start of an expression, but found an invalid expression token."
        raise cursor.fail("Invalid expression", detail, token)
    cursor.read()
    return parse(cursor, token)


def _parse_parentheses(cursor: Cursor, opening: Token) -> Expression:
    cursor.newlines.append(False)
    inner = parse_expression(cursor)
    closing = cursor.peek()
    if closing.kind != ")":
        detail = "Expected a closing parenthesis to terminate the expression."
        raise cursor.fail("Unbalanced parentheses", detail, closing)
    cursor.read()
    cursor.newlines.pop()
    return Parentheses(inner, cursor.span(opening, closing))


def _parse_number(cursor: Cursor, token: Token) -> Expression:
    return Literal(_read_number(cursor, token), cursor.span(token))


def _read_number(cursor: Cursor, token: Token) -> Value:
    number = parse_number(cursor.text_of(token))
    if number is None:
        detail = "Failed to recognize the value of this number literal."
        raise cursor.fail("Invalid number literal", detail, token)
    return number_value(number)


def _parse_word(cursor: Cursor, token: Token) -> Expression:
    if cursor.peek().kind == "(":
        return _parse_call(cursor, token)
    word = cursor.text_of(token)
    if word in _KEYWORDS:
        return Literal(_KEYWORDS[word], cursor.span(token), word)
    return Name(word, cursor.span(token))


def _parse_text(cursor: Cursor, opening: Token) -> Expression:
    is_indented = opening.kind == "heredoc" and cursor.text.startswith("<<-", opening.start)
    end = "end-quote" if opening.kind == "quote" else "end-heredoc"
    return parse_template(cursor, opening, end, parse_expression, is_indented=is_indented)


def _parse_unary(cursor: Cursor, sign: Token) -> Expression:
    cursor.enter()
    operand = _parse_operand(cursor)
    cursor.leave()
    span = cursor.span(sign)
    return Unary(sign.kind, operand, span.to(operand.span), span)


def _parse_call(cursor: Cursor, name: Token) -> Expression:
    opening = cursor.read()
    cursor.newlines.append(False)
    arguments: list[Expression] = []
    is_expanded = False
    while (closing := cursor.peek()).kind != ")":
        arguments.append(parse_expression(cursor))
        separator = cursor.read()
        if separator.kind == ")":
            closing = separator
            cursor.newlines.pop()
            return _make_call(cursor, name, arguments, is_expanded, opening, closing)
        if separator.kind == "...":
            is_expanded = True
            if cursor.peek().kind != ")":
                detail = "An expanded function argument (with ...) must be immediately followed by closing parentheses."
                raise cursor.fail("Missing closing parenthesis", detail, separator)
        elif separator.kind != ",":
            raise _refuse_separator(cursor, separator, name, opening)
    cursor.read()
    cursor.newlines.pop()
    return _make_call(cursor, name, arguments, is_expanded, opening, closing)


def _make_call(
    cursor: Cursor, name: Token, arguments: list[Expression], is_expanded: bool, opening: Token, closing: Token
) -> Call:
    return Call(
        cursor.text_of(name),
        arguments,
        is_expanded,
        name_span=cursor.span(name),
        opening=cursor.span(opening),
        closing=cursor.span(closing),
    )


def _refuse_separator(cursor: Cursor, separator: Token, name: Token, opening: Token) -> HclError:
    if separator.kind == "eof":
        detail = (
            "There is no closing parenthesis for this function call before the end of the file. This may be caused by "
            "incorrect parethesis nesting elsewhere in this file."
        )
        return cursor.fail("Unterminated function call", detail, cursor.span(name, opening))
    detail = "A comma is required to separate each function argument from the next."
    return cursor.fail("Missing argument separator", detail, separator)


def _parse_tuple(cursor: Cursor, opening: Token) -> Expression:
    cursor.newlines.append(False)
    if cursor.is_word(cursor.peek(), "for"):
        return parse_for(cursor, opening, "]", parse_expression)
    items: list[Expression] = []
    while not cursor.take("]"):
        items.append(parse_expression(cursor))
        following = cursor.peek()
        if following.kind == ",":
            cursor.read()
        elif following.kind == "eof":
            detail = _CUT_OFF.format("bracket", "bracket")
            raise cursor.fail("Unterminated tuple constructor expression", detail, opening)
        elif following.kind != "]":
            detail = "Expected a comma to mark the beginning of the next item."
            raise cursor.fail("Missing item separator", detail, following)
    cursor.newlines.pop()
    return Tuple(items, cursor.span_to_last(opening), cursor.span(opening))


def _parse_object(cursor: Cursor, opening: Token) -> Expression:
    cursor.newlines.append(False)
    if cursor.is_word(cursor.peek(), "for"):
        return parse_for(cursor, opening, "}", parse_expression)
    cursor.newlines[-1] = True
    items: list[tuple[Expression, Expression]] = []
    while not cursor.take("}"):
        if cursor.take("newline"):
            continue
        is_forced = cursor.peek().kind == "("
        key = Key(parse_expression(cursor), is_forced)
        separator = cursor.peek()
        if separator.kind not in {"=", ":"}:
            raise _refuse_key_separator(cursor, separator, opening)
        cursor.read()
        items.append((key, parse_expression(cursor)))
        following = cursor.peek()
        if following.kind in {",", "newline"}:
            cursor.read()
        elif following.kind == "eof":
            raise cursor.fail("Unterminated object constructor expression", _CUT_OFF.format("brace", "brace"), opening)
        elif following.kind != "}":
            detail = "Expected a newline or comma to mark the beginning of the next attribute."
            raise cursor.fail("Missing attribute separator", detail, following)
    cursor.newlines.pop()
    return Object(items, cursor.span_to_last(opening), cursor.span(opening))


def _refuse_key_separator(cursor: Cursor, found: Token, opening: Token) -> HclError:
    summary = "Missing key/value separator"
    detail = 'Expected an equals sign ("=") to mark the beginning of the attribute value.'
    if found.kind in {"newline", ","}:
        summary = "Missing attribute value"
        detail = 'Expected an attribute value, introduced by an equals sign ("=").'
    elif found.kind == "ident":
        detail += (
            " If you intended to given an attribute name containing periods or spaces, write the name in quotes to "
            "create a string literal."
        )
    elif found.kind == "eof":
        return cursor.fail("Unterminated object constructor expression", _CUT_OFF.format("brace", "brace"), opening)
    return cursor.fail(summary, detail, found)


def _parse_steps(cursor: Cursor, origin: Expression) -> Expression:
    """Read what may follow a term: attributes, elements and splats, as many as there are."""
    depth = cursor.depth
    while (kind := cursor.peek().kind) in {".", "["}:
        # Each step is one more level of what has to be evaluated, unless it joins the one before.
        cursor.enter()
        origin = _parse_dot(cursor, origin) if kind == "." else _parse_bracket(cursor, origin)
    cursor.depth = depth
    return origin


def _add_step(origin: Expression, step: Step) -> Expression:
    span = origin.span.to(step.span)
    if isinstance(origin, Name):
        return Name(origin.name, span, (*origin.steps, step), origin.name_span)
    if isinstance(origin, Steps):
        return Steps(origin.origin, (*origin.steps, step), span)
    return Steps(origin, (step,), span)


def _parse_dot(cursor: Cursor, origin: Expression) -> Expression:
    dot = cursor.read()
    token = cursor.peek()
    if token.kind == "ident":
        cursor.read()
        return _add_step(origin, Step(cursor.text_of(token), None, cursor.span(dot, token)))
    if token.kind == "number":
        return _parse_number_steps(cursor, origin, dot)
    if token.kind == "*":
        return _parse_attribute_splat(cursor, origin, dot)
    raise cursor.fail("Invalid attribute name", "An attribute name is required after a dot.", token)


def _parse_number_steps(cursor: Cursor, origin: Expression, dot: Token) -> Expression:
    """Read ``.0``; ``.0.1`` is one number to the scanner, and refused."""
    token = cursor.read()
    digits = cursor.text_of(token)
    if "." in digits:
        first, _, second = digits.partition(".")
        raise cursor.fail("Invalid legacy index syntax", f"{_LEGACY} instead, like [{first}][{second}].", token)
    return _add_step(origin, Step(None, _read_number(cursor, token), cursor.span(dot, token)))


_LEGACY = (
    "When using the legacy index syntax, chaining two indexes together is not permitted. Use the proper index syntax"
)


def _parse_attribute_splat(cursor: Cursor, origin: Expression, dot: Token) -> Expression:
    """Read ``.*`` and the attributes behind it."""
    star = cursor.read()
    marker = cursor.span(dot, star)
    item = Anonymous(marker)
    each: Expression = item
    last = star
    steps: list[Step] = []
    first: Token | None = None
    while cursor.peek().kind == ".":
        next_dot = cursor.read()
        first = first or next_dot
        token = cursor.peek()
        if token.kind == "number":
            cursor.read()
            if "." in cursor.text_of(token):
                indexes = cursor.text_of(token).replace(".", "][", 1)
                detail = f"{_LEGACY} with a full splat expression [*] instead, like [{indexes}]."
                raise cursor.fail("Invalid legacy index syntax", detail, star)
            steps.append(Step(None, _read_number(cursor, token), cursor.span(next_dot, token)))
        elif token.kind == "ident":
            cursor.read()
            steps.append(Step(cursor.text_of(token), None, cursor.span(next_dot, token)))
        elif token.kind == "*":
            detail = "A splat expression (*) cannot be used inside another attribute-only splat expression."
            raise cursor.fail("Nested splat expression not allowed", detail, token)
        else:
            raise cursor.fail("Invalid attribute name", "An attribute name is required after a dot.", star)
        last = token
    if steps and first is not None:
        each = Steps(item, steps, cursor.span(first, last))
    return Splat(origin, each, item, origin.span.to(cursor.span(last)), marker)


def _parse_bracket(cursor: Cursor, origin: Expression) -> Expression:
    opening = cursor.read()
    if cursor.peek().kind == "*":
        return _parse_full_splat(cursor, origin, opening)
    cursor.newlines.append(False)
    key = parse_expression(cursor)
    closing = cursor.read()
    if closing.kind != "]":
        detail = 'The index operator must end with a closing bracket ("]").'
        raise cursor.fail("Missing close bracket on index", detail, cursor.recover("]"))
    cursor.newlines.pop()
    bracket = cursor.span(opening, closing)
    constant = key.constant if isinstance(key, Literal | Template) else None
    if constant is not None:
        return _add_step(origin, Step(None, constant, bracket))
    return Index(origin, key, origin.span.to(bracket), bracket, cursor.span(opening))


def _parse_full_splat(cursor: Cursor, origin: Expression, opening: Token) -> Expression:
    """Read ``[*]`` and all steps behind it, which are taken for each element."""
    cursor.read()
    closing = cursor.read()
    if closing.kind != "]":
        detail = 'The star for a full splat operator must be immediately followed by a closing bracket ("]").'
        raise cursor.fail("Missing close bracket on splat index", detail, cursor.recover("]"))
    marker = cursor.span(opening, closing)
    item = Anonymous(marker)
    each = _parse_steps(cursor, item)
    return Splat(origin, each, item, origin.span.to(each.span), marker)


_TERMS: dict[str, Callable[[Cursor, Token], Expression]] = {
    "(": _parse_parentheses,
    "[": _parse_tuple,
    "{": _parse_object,
    "number": _parse_number,
    "ident": _parse_word,
    "quote": _parse_text,
    "heredoc": _parse_text,
    "-": _parse_unary,
    "!": _parse_unary,
}
