"""Expressions taken as what is written: names, lists, calls. They are never evaluated.

Strings of the JSON form are read as HCL's own syntax for this.
"""

from __future__ import annotations

from collections.abc import Sequence

from preimage.projects.hcl.calls import Call
from preimage.projects.hcl.constructors import Key, Object, Tuple
from preimage.projects.hcl.diagnostics import HclError
from preimage.projects.hcl.expressions import Expression, Literal, Name
from preimage.projects.hcl.json_body import JsonArray, JsonConstant, JsonObject, JsonText, parse_text


def read_static(expression: Expression) -> Expression:
    """Give what is written: for a string of the JSON form the expression in it, if it is one."""
    if isinstance(expression, JsonText):
        try:
            return parse_text(expression.text, expression.span, is_template=False)
        except HclError:
            return expression
    return expression


def as_word(expression: Expression) -> str:
    """Give the bare word that an expression is, the empty text when it is none."""
    expression = read_static(expression)
    if isinstance(expression, Key):
        expression = expression.inner
    if isinstance(expression, Name) and not expression.steps:
        return expression.name
    return (expression.keyword or "") if isinstance(expression, Literal) else ""


def is_null(expression: Expression) -> bool:
    """Tell whether null is written, which stands for what is not written."""
    if isinstance(expression, JsonConstant):
        return expression.constant.is_null
    return isinstance(expression, Literal) and expression.constant.is_null


def as_list(expression: Expression) -> Sequence[Expression] | None:
    """Give the expressions of a list in brackets; None when it is none."""
    expression = read_static(expression)
    return expression.items if isinstance(expression, Tuple | JsonArray) else None


def as_map(expression: Expression) -> Sequence[tuple[Expression, Expression]] | None:
    """Give keys and values of an object in braces; None when it is none."""
    expression = read_static(expression)
    if isinstance(expression, Object):
        return expression.items
    return expression.members if isinstance(expression, JsonObject) else None


def as_call(expression: Expression) -> Call | None:
    """Give the call that an expression is; None when it is none."""
    expression = read_static(expression)
    return expression if isinstance(expression, Call) else None
