"""Tokens to ``for`` expressions."""

from __future__ import annotations

from collections.abc import Callable

from preimage.projects.hcl.cursor import Cursor
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.for_expressions import For
from preimage.projects.hcl.tokens import Token


def _read_for_name(cursor: Cursor, reason: str) -> str:
    token = cursor.peek()
    if token.kind != "ident":
        raise cursor.fail("Invalid 'for' expression", reason, token)
    return cursor.text_of(cursor.read())


def parse_for(
    cursor: Cursor, opening: Token, closer: str, parse_expression: Callable[[Cursor], Expression]
) -> Expression:
    """Read what follows an opening bracket or brace whose first word is ``for``; newlines count for nothing in it.

    Raises:
        HclError: the first fault.
    """
    cursor.read()
    key_name, value_name = None, _read_for_name(cursor, "For expression requires variable name after 'for'.")
    if cursor.take(","):
        key_name = value_name
        value_name = _read_for_name(cursor, "For expression requires value variable name after comma.")
    if not cursor.is_word(cursor.peek(), "in"):
        detail = "For expression requires the 'in' keyword after its name declarations."
        raise cursor.fail("Invalid 'for' expression", detail, cursor.peek())
    cursor.read()
    collection = parse_expression(cursor)
    if not cursor.take(":"):
        detail = "For expression requires a colon after the collection expression."
        raise cursor.fail("Invalid 'for' expression", detail, cursor.peek())
    key, result = None, parse_expression(cursor)
    if cursor.take("=>"):
        key, result = result, parse_expression(cursor)
    dots = cursor.read() if cursor.peek().kind == "..." else None
    condition = None
    if cursor.is_word(cursor.peek(), "if"):
        cursor.read()
        condition = parse_expression(cursor)
    if not cursor.take(closer):
        detail = "Extra characters after the end of the 'for' expression."
        raise cursor.fail("Invalid 'for' expression", detail, cursor.peek())
    cursor.newlines.pop()
    _check_for(cursor, closer, key, result, dots)
    return For(
        cursor.span_to_last(opening),
        cursor.span(opening),
        key_name=key_name,
        value_name=value_name,
        collection=collection,
        key=key,
        result=result,
        condition=condition,
        is_grouped=dots is not None,
    )


def _check_for(cursor: Cursor, closer: str, key: Expression | None, result: Expression, dots: Token | None) -> None:
    if closer == "}":
        if key is None:
            detail = "Key expression is required when building an object."
            raise cursor.fail("Invalid 'for' expression", detail, result.span)
        return
    if key is not None:
        detail = "Key expression is not valid when building a tuple."
        raise cursor.fail("Invalid 'for' expression", detail, key.span)
    if dots is not None:
        detail = "Grouping ellipsis (...) cannot be used when building a tuple."
        raise cursor.fail("Invalid 'for' expression", detail, dots)
