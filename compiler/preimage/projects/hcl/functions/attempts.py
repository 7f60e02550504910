"""Functions that look at expressions: ``try``, ``can``, ``convert``."""

from __future__ import annotations

from collections.abc import Sequence

from preimage.projects.hcl.conversions import ConversionError, convert
from preimage.projects.hcl.diagnostics import Diagnostic, HclError
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.scopes import Function, FunctionError, Parameter, Scope
from preimage.projects.hcl.type_expressions import read_type
from preimage.projects.hcl.types import DYNAMIC
from preimage.projects.hcl.values import UNKNOWN_VALUE, Value, bool_value, has_unknown


def _try(arguments: Sequence[Expression], scope: Scope, faults: list[Diagnostic]) -> Value:
    if not arguments:
        raise FunctionError("at least one argument is required")
    all_faults: list[Diagnostic] = []
    for argument in arguments:
        own: list[Diagnostic] = []
        value = argument.value(scope, own)
        if not own:
            return value
        all_faults += own
    rows = [_describe(each) for each in all_faults]
    raise FunctionError(
        "no expression succeeded:\n" + "\n".join(rows) + "\n\nAt least one expression must produce a successful result"
    )


def _describe(fault: Diagnostic) -> str:
    place = f" (at {fault.span.render()})" if fault.span is not None else ""
    return f"- {fault.summary}{place}\n  {fault.detail}"


def _can(arguments: Sequence[Expression], scope: Scope, faults: list[Diagnostic]) -> Value:
    own: list[Diagnostic] = []
    arguments[0].value(scope, own)
    return bool_value(not own)


def _convert(arguments: Sequence[Expression], scope: Scope, faults: list[Diagnostic]) -> Value:
    before = len(faults)
    value = arguments[0].value(scope, faults)
    try:
        kind = read_type(arguments[1])
    except HclError as error:
        faults += error.diagnostics
        return UNKNOWN_VALUE
    if len(faults) > before or has_unknown(value):
        return UNKNOWN_VALUE
    try:
        return convert(value, kind)
    except ConversionError as error:
        raise FunctionError(str(error), 0) from error


FUNCTIONS: dict[str, Function] = {
    "can": Function([Parameter("expression", DYNAMIC)], run_unevaluated=_can),
    "convert": Function([Parameter("value", DYNAMIC), Parameter("type", DYNAMIC)], run_unevaluated=_convert),
    "try": Function((), variadic=Parameter("expressions", DYNAMIC), run_unevaluated=_try),
}
