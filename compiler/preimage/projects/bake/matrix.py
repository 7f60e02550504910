"""One block to several targets: ``matrix`` and ``name``.

Source: docs/reference/bake.md, "Matrix".
"""

from __future__ import annotations

import re

from preimage.golang.quoting import quote
from preimage.model.errors import LimitError
from preimage.projects.bake.user_functions import ResolutionError
from preimage.projects.hcl.conversions import ConversionError, to_text
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.values import Value, sort_keys

_NAME = re.compile(r"[a-zA-Z0-9_-]+\Z")
_MOST_TARGETS = 10_000


def check_name(name: str) -> None:
    """Refuse a name of a target or group that has other characters than letters, digits, ``_`` and ``-``."""
    if not _NAME.match(name):
        raise ResolutionError('only "[a-zA-Z0-9_-]+" are allowed')


def make_scopes(expression: Expression, scope: Scope) -> list[Scope]:
    """Give a scope for each combination of a matrix, its axes by name, the first one fastest.

    Raises:
        HclError: the matrix cannot be worked out.
        ResolutionError: it is no map of lists.
    """
    faults: list[Diagnostic] = []
    value = expression.value(scope, faults)
    if faults:
        raise HclError(faults)
    if value.type.kind not in {"map", "object"} or value.is_null:
        raise ResolutionError("matrix must be a map")
    combinations: list[dict[str, Value]] = [{}]
    for axis in sort_keys(value.raw):
        values = value.raw[axis]
        if values.type.is_primitive or values.type.kind == "dynamic" or values.is_null:
            raise ResolutionError("matrix values must be a list")
        if len(values.items) * len(combinations) > _MOST_TARGETS:
            raise LimitError(f"a matrix makes more than {_MOST_TARGETS} targets")
        combinations = [{**earlier, axis: each} for each in values.items for earlier in combinations]
    scope.budget.spend(len(combinations))
    return [scope.child(names) for names in combinations]


def read_name(expression: Expression, scope: Scope) -> str:
    """Give the name of one combination.

    Raises:
        HclError: it cannot be worked out.
        ResolutionError: it is no text.
    """
    faults: list[Diagnostic] = []
    value = expression.value(scope, faults)
    if faults:
        raise HclError(faults)
    try:
        if value.is_null:
            raise ResolutionError(f"name must not be null, in {quote(expression.span.render())}")
        return to_text(value)
    except ConversionError as error:
        raise ResolutionError(str(error)) from error
