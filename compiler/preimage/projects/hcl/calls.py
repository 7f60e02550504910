"""Calls of functions, and which functions and variables an expression needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from preimage.golang.quoting import quote
from preimage.projects.hcl.access import Step
from preimage.projects.hcl.conversions import ConversionError, convert
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.expressions import Expression, Literal, Name
from preimage.projects.hcl.for_expressions import For
from preimage.projects.hcl.scopes import Function, FunctionError, Scope
from preimage.projects.hcl.source import Span
from preimage.projects.hcl.suggestions import suggest_name
from preimage.projects.hcl.values import UNKNOWN_VALUE, Value, has_unknown


class Call(Expression):
    """``f(a, b)``, or ``f(list...)``."""

    __slots__ = ("arguments", "closing", "is_expanded", "name", "name_span")

    def __init__(
        self,
        name: str,
        arguments: Sequence[Expression],
        is_expanded: bool,
        *,
        name_span: Span,
        opening: Span,
        closing: Span,
    ) -> None:
        super().__init__(name_span.to(closing), name_span.to(opening))
        self.name = name
        self.arguments = tuple(arguments)
        self.is_expanded = is_expanded
        self.name_span = name_span
        self.closing = closing

    @property
    def children(self) -> Sequence[Expression]:
        return self.arguments

    def value(self, scope: Scope, faults: list[Diagnostic]) -> Value:
        scope.budget.step()
        function = scope.find_function(self.name)
        if function is None:
            hint = suggest_name(self.name, [name for each in scope.chain() for name in each.functions])
            detail = f"There is no function named {quote(self.name)}.{hint}"
            faults.append(Diagnostic("Call to unknown function", detail, self.name_span))
            return UNKNOWN_VALUE
        arguments = self._expand(scope, faults) if self.is_expanded else self.arguments
        if arguments is None or not self._check_count(function, arguments, faults):
            return UNKNOWN_VALUE
        if function.run_unevaluated is not None:
            return self._call_unevaluated(function, arguments, scope, faults)
        values = self._evaluate(function, arguments, scope, faults)
        if values is None:
            return UNKNOWN_VALUE
        return self._call(function, arguments, values, scope, faults)

    def _expand(self, scope: Scope, faults: list[Diagnostic]) -> Sequence[Expression] | None:
        *others, last = self.arguments
        before = len(faults)
        value = last.value(scope, faults)
        if len(faults) > before:
            return None
        reason = "must be of a tuple, list, or set type"
        if value.type.kind in {"tuple", "list", "set", "dynamic"}:
            if value.is_unknown:
                return None
            if not value.is_null:
                scope.budget.spend(len(value.items))
                return [*others, *(Literal(each, last.span) for each in value.items)]
            reason = "must not be null"
        detail = f"The expanding argument (indicated by ...) {reason}."
        faults.append(Diagnostic("Invalid expanding argument value", detail, last.span))
        return None

    def _check_count(self, function: Function, arguments: Sequence[Expression], faults: list[Diagnostic]) -> bool:
        count, wanted = len(arguments), len(function.parameters)
        if count < wanted:
            least = " at least" if function.variadic is not None else ""
            missing = quote(function.parameters[count].name)
            detail = f"Function {quote(self.name)} expects{least} {wanted} argument(s). Missing value for {missing}."
            faults.append(Diagnostic("Not enough function arguments", detail, self.closing))
            return False
        if count > wanted and function.variadic is None:
            detail = f"Function {quote(self.name)} expects only {wanted} argument(s)."
            faults.append(Diagnostic("Too many function arguments", detail, arguments[wanted].start_span))
            return False
        return True

    def _evaluate(
        self, function: Function, arguments: Sequence[Expression], scope: Scope, faults: list[Diagnostic]
    ) -> list[Value] | None:
        values: list[Value] = []
        before = len(faults)
        for index, argument in enumerate(arguments):
            parameter = function.parameter(index)
            assert parameter is not None
            value = argument.value(scope, faults)
            try:
                values.append(convert(value, parameter.type))
            except ConversionError as error:
                self._blame(argument, parameter.name, str(error), faults)
        return values if len(faults) == before and not any(map(has_unknown, values)) else None

    @staticmethod
    def _blame(argument: Expression, name: str, reason: str, faults: list[Diagnostic]) -> None:
        detail = f"Invalid value for {quote(name)} parameter: {reason}."
        faults.append(Diagnostic("Invalid function argument", detail, argument.start_span))

    def _call(
        self,
        function: Function,
        arguments: Sequence[Expression],
        values: list[Value],
        scope: Scope,
        faults: list[Diagnostic],
    ) -> Value:
        for index, value in enumerate(values):
            parameter = function.parameter(index)
            if value.is_null and parameter is not None and not parameter.allows_null:
                self._blame(arguments[index], parameter.name, "argument must not be null", faults)
                return UNKNOWN_VALUE
        assert function.run is not None
        try:
            return function.run(values, scope.budget)
        except FunctionError as error:
            self._report(error, function, arguments, faults)
            return UNKNOWN_VALUE

    def _report(
        self, error: FunctionError, function: Function, arguments: Sequence[Expression], faults: list[Diagnostic]
    ) -> None:
        if error.argument is not None:
            parameter = function.parameter(error.argument)
            if parameter is not None and error.argument < len(arguments):
                self._blame(arguments[error.argument], parameter.name, str(error), faults)
                return
        detail = f"Call to function {quote(self.name)} failed: {error}."
        faults.append(Diagnostic("Error in function call", detail, self.start_span))

    def _call_unevaluated(
        self, function: Function, arguments: Sequence[Expression], scope: Scope, faults: list[Diagnostic]
    ) -> Value:
        assert function.run_unevaluated is not None
        try:
            return function.run_unevaluated(arguments, scope, faults)
        except FunctionError as error:
            self._report(error, function, arguments, faults)
            return UNKNOWN_VALUE


class Needs(NamedTuple):
    """Names of functions called, and names of variables with the steps taken into them, in order, repeats included."""

    functions: tuple[str, ...]
    variables: tuple[tuple[str, tuple[Step, ...]], ...]


def find_needs(expression: Expression) -> Needs:
    """Find what must be known before the expression can be worked out; names of its own ``for`` do not count."""
    functions: list[str] = []
    variables: list[tuple[str, tuple[Step, ...]]] = []
    pending: list[tuple[Expression, frozenset[str]]] = [(expression, frozenset())]
    while pending:
        current, own = pending.pop()
        if isinstance(current, Name):
            if current.name not in own:
                variables.append((current.name, current.steps))
        elif isinstance(current, For):
            inner = own | current.names
            pending += [(each, inner) for each in reversed(current.scoped)]
            pending.append((current.collection, own))
        else:
            if isinstance(current, Call):
                functions.append(current.name)
            pending += [(each, own) for each in reversed(current.children)]
    return Needs(tuple(functions), tuple(variables))
