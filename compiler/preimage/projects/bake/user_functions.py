"""Functions that the files define."""

from __future__ import annotations

from preimage.projects.bake.declarations import FunctionBlock
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.diagnostics import Diagnostic, HclError, render_all
from preimage.projects.hcl.expressions import Expression
from preimage.projects.hcl.scopes import Function, FunctionError, Parameter, Scope
from preimage.projects.hcl.source import Span
from preimage.projects.hcl.static import as_list, as_word
from preimage.projects.hcl.types import DYNAMIC
from preimage.projects.hcl.values import Value, tuple_value


class ResolutionError(ValueError):
    """A name cannot be worked out; who asked for it says where. ``is_undefined`` ones may not matter."""

    def __init__(self, message: str, *, is_undefined: bool = False) -> None:
        super().__init__(message)
        self.is_undefined = is_undefined


def read_parameters(definition: FunctionBlock) -> tuple[list[str], str | None]:
    """Give the names of the parameters, and of the one that takes all further arguments.

    Raises:
        ResolutionError: there is no result or there are no parameters.
        HclError: a parameter is no bare word.
    """
    if definition.result is None:
        raise ResolutionError(f"empty result not allowed for {definition.name}")
    if definition.parameters is None:
        raise ResolutionError(f"empty params not allowed for {definition.name}")
    expressions = as_list(definition.parameters.expression)
    if expressions is None:
        detail = "A static list expression is required."
        raise HclError([Diagnostic("Invalid expression", detail, definition.parameters.expression.start_span)])
    faults: list[Diagnostic] = []
    names = [_read_name(each, faults) for each in expressions]
    variadic = None
    if definition.variadic is not None:
        variadic = _read_name(definition.variadic.expression, faults, definition.variadic.span)
    if faults:
        raise HclError(faults)
    return names, variadic


def _read_name(expression: Expression, faults: list[Diagnostic], span: Span | None = None) -> str:
    name = as_word(expression)
    if not name:
        detail = "Each parameter name must be an identifier."
        faults.append(Diagnostic("Invalid param element", detail, span or expression.span))
    return name


def make_function(names: list[str], variadic: str | None, result: Expression, scope: Scope) -> Function:
    """Make a function that works its result out in a scope, with its parameters over what is there."""

    def run(arguments: list[Value], budget: Budget) -> Value:
        variables = dict(zip(names, arguments, strict=False))
        if variadic is not None:
            variables[variadic] = tuple_value(arguments[len(names) :])
        faults: list[Diagnostic] = []
        budget.enter()
        value = result.value(scope.child(variables), faults)
        budget.leave()
        if faults:
            raise FunctionError(render_all(faults))
        return value

    parameters = [Parameter(name, DYNAMIC) for name in names]
    return Function(parameters, run, None if variadic is None else Parameter(variadic, DYNAMIC))
