"""Short ways to define functions of the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.numbers import Number
from preimage.projects.hcl.scopes import Function, FunctionError, Parameter
from preimage.projects.hcl.types import BOOL, BYTES, DYNAMIC, NUMBER, STRING, Type, list_of, map_of, set_of
from preimage.projects.hcl.values import Value, measure

KINDS: dict[str, Type] = {
    "text": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "any": DYNAMIC,
    "bytes": BYTES,
    "texts": list_of(STRING),
    "list": list_of(DYNAMIC),
    "set": set_of(DYNAMIC),
    "map": map_of(DYNAMIC),
}


def _parameter(text: str) -> Parameter:
    name, _, kind = text.partition(":")
    return Parameter(name, KINDS[kind.removesuffix("?")], allows_null=kind.endswith("?"))


def define(parameters: str, run: Callable[..., Value], *, variadic: str = "") -> Function:
    """Define a function of values; parameters are ``name:kind`` with blanks between, ``?`` allows null.

    What the function makes is drawn from the budget.
    """

    def call(arguments: list[Value], budget: Budget) -> Value:
        result = run(*arguments)
        budget.spend(measure(result))
        return result

    return Function([_parameter(each) for each in parameters.split()], call, _parameter(variadic) if variadic else None)


def define_raw(parameters: str, run: Callable[..., Value]) -> Function:
    """Define a function of what is in the values: ``str``, ``Number``, ``bool``."""
    return define(parameters, lambda *values: run(*(value.raw for value in values)))


def define_costly(parameters: str, run: Callable[[list[Value], Budget], Value], *, variadic: str = "") -> Function:
    """Define a function that draws on the budget itself, before it makes something large."""
    return Function([_parameter(each) for each in parameters.split()], run, _parameter(variadic) if variadic else None)


def refuse(name: str, reason: str, parameters: str = "") -> Function:
    """Define a function that the tool has and preimage has not; without parameters it takes any."""

    def call(*_: Any) -> Value:
        raise FunctionError(f"preimage does not call {name}: {reason}")

    return Function(
        [_parameter(each) for each in parameters.split()], call, None if parameters else _parameter("args:any?")
    )


def to_whole(value: Value, argument: int | None = None, reason: str = "") -> int:
    """Give a whole number for a count or place; ``argument`` is to blame if it is none.

    Raises:
        FunctionError: it has a fraction or is too large.
    """
    number: Number = value.raw
    if not number.is_whole or not -(1 << 63) <= number.truncate() < 1 << 63:
        raise FunctionError(f"{reason}value must be a whole number, between {-(1 << 63)} and {(1 << 63) - 1}", argument)
    return number.truncate()
