"""What names stand for while an expression is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from typing import Any, TypeAlias

from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.diagnostics import Diagnostic
from preimage.projects.hcl.types import Type
from preimage.projects.hcl.values import Value

UnevaluatedCall: TypeAlias = "Callable[[Sequence[Any], Scope, list[Diagnostic]], Value]"
"""Gets the expressions of the arguments, and where the faults go."""


class FunctionError(ValueError):
    """A call fails: the text says why, ``argument`` which one is to blame, counted from 0; None for no single one."""

    def __init__(self, message: str, argument: int | None = None) -> None:
        super().__init__(message)
        self.argument = argument


class Parameter:
    """A parameter: its name, the kind to which arguments are converted, and whether null may be given."""

    __slots__ = ("allows_null", "name", "type")

    def __init__(self, name: str, kind: Type, *, allows_null: bool = False) -> None:
        self.name = name
        self.type = kind
        self.allows_null = allows_null


class Function:
    """A function by its parameters and what it does.

    ``run`` gets the converted arguments and the budget. ``run_unevaluated`` is there instead for the few functions that
    look at expressions: it gets these, the scope and the faults found so far, and the place of the call.
    """

    __slots__ = ("parameters", "run", "run_unevaluated", "variadic")

    def __init__(
        self,
        parameters: Sequence[Parameter],
        run: Callable[[list[Value], Budget], Value] | None = None,
        variadic: Parameter | None = None,
        run_unevaluated: UnevaluatedCall | None = None,
    ) -> None:
        self.parameters = tuple(parameters)
        self.variadic = variadic
        self.run = run
        self.run_unevaluated = run_unevaluated

    def parameter(self, index: int) -> Parameter | None:
        """Give the parameter of an argument; None when it is one too many."""
        return self.parameters[index] if index < len(self.parameters) else self.variadic


class Scope:
    """Variables and functions by name, and the scope around them; ``budget`` is shared by all."""

    __slots__ = ("budget", "functions", "parent", "variables")

    def __init__(
        self,
        variables: dict[str, Value],
        budget: Budget,
        functions: MutableMapping[str, Function] | None = None,
        parent: Scope | None = None,
    ) -> None:
        self.variables = variables
        self.functions: MutableMapping[str, Function] = {} if functions is None else functions
        self.parent = parent
        self.budget = budget

    def child(self, variables: dict[str, Value]) -> Scope:
        """Give a scope within this one."""
        return Scope(variables, self.budget, None, self)

    def chain(self) -> Iterator[Scope]:
        """Give this scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def find(self, name: str) -> Value | None:
        """Give what a name stands for, innermost first."""
        return next((scope.variables[name] for scope in self.chain() if name in scope.variables), None)

    def find_function(self, name: str) -> Function | None:
        """Give a function by its name, innermost first."""
        return next((scope.functions[name] for scope in self.chain() if name in scope.functions), None)
