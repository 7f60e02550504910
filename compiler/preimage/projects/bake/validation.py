"""Conditions that variables must meet."""

from __future__ import annotations

from preimage.projects.bake.declarations import Validation
from preimage.projects.hcl.conversions import ConversionError, to_truth
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.scopes import Scope
from preimage.projects.hcl.values import NULL

_NO_MESSAGE = "This check failed, but has an invalid error message."


def validate(rule: Validation, scope: Scope, faults: list[Diagnostic]) -> None:
    """Add a fault if the condition does not hold, cannot be worked out, or is none."""
    condition = rule.condition.expression if rule.condition is not None else None
    span = condition.span if condition is not None else rule.span
    before = len(faults)
    value = condition.value(scope, faults) if condition is not None else NULL
    if len(faults) > before:
        return
    summary = "Invalid condition result"
    if value.is_null:
        detail = "Condition expression must return either true or false, not null."
        faults.append(Diagnostic(summary, detail, span))
        return
    try:
        holds = to_truth(value)
    except ConversionError as error:
        faults.append(Diagnostic(summary, f"Invalid condition result value: {error}", span))
        return
    if holds:
        return
    message = rule.message.expression.value(scope, faults) if rule.message is not None else NULL
    if len(faults) > before:
        return
    # Other than text makes the tool itself fail; it is no message either way.
    detail = message.raw if isinstance(message.raw, str) else _NO_MESSAGE
    faults.append(Diagnostic("Validation failed", detail, span))
