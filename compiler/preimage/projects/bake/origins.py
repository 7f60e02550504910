"""Where the parts of a map were written."""

from __future__ import annotations

from preimage.projects.hcl.constructors import Key, Object, Template
from preimage.projects.hcl.expressions import Expression, Literal
from preimage.projects.hcl.json_body import JsonObject


def find_key_lines(expression: Expression) -> dict[str, int]:
    """Give the line of each key that is written as it is; computed ones, and those of other expressions, have none."""
    if isinstance(expression, JsonObject):
        return {key.text: key.span.line for key, _ in expression.members}
    if not isinstance(expression, Object):
        return {}
    lines: dict[str, int] = {}
    for key, _ in expression.items:
        name = _read_key(key)
        if name is not None:
            lines[name] = key.span.line
    return lines


def _read_key(key: Expression) -> str | None:
    if not isinstance(key, Key):
        return None
    if key.word is not None:
        return key.word
    constant = key.inner.constant if isinstance(key.inner, Literal | Template) else None
    return constant.raw if constant is not None and isinstance(constant.raw, str) else None
