"""What the signs between and before values do."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from preimage.projects.hcl import numbers
from preimage.projects.hcl.numbers import Number
from preimage.projects.hcl.types import BOOL, DYNAMIC, NUMBER, Type
from preimage.projects.hcl.values import Value, bool_value, is_equal, number_value


class Operator(NamedTuple):
    """The kind to which operands are converted, the kind of the result, and how it is made."""

    operand: Type
    result: Type
    run: Callable[..., Value]


def _require(value: Value) -> Value:
    if value.is_null:
        raise ValueError("argument must not be null")
    return value


def _on_numbers(run: Callable[[Number, Number], Number]) -> Operator:
    return Operator(NUMBER, NUMBER, lambda left, right: number_value(run(_require(left).raw, _require(right).raw)))


def _on_order(test: Callable[[int], bool]) -> Operator:
    return Operator(
        NUMBER,
        BOOL,
        lambda left, right: bool_value(test(numbers.compare(_require(left).raw, _require(right).raw))),
    )


BINARY: dict[str, Operator] = {
    "||": Operator(BOOL, BOOL, lambda left, right: bool_value(_require(left).raw | _require(right).raw)),
    "&&": Operator(BOOL, BOOL, lambda left, right: bool_value(_require(left).raw & _require(right).raw)),
    "==": Operator(DYNAMIC, BOOL, lambda left, right: bool_value(is_equal(left, right))),
    "!=": Operator(DYNAMIC, BOOL, lambda left, right: bool_value(not is_equal(left, right))),
    ">": _on_order(lambda order: order > 0),
    ">=": _on_order(lambda order: order >= 0),
    "<": _on_order(lambda order: order < 0),
    "<=": _on_order(lambda order: order <= 0),
    "+": _on_numbers(numbers.add),
    "-": _on_numbers(numbers.subtract),
    "*": _on_numbers(numbers.multiply),
    "/": _on_numbers(numbers.divide),
    "%": _on_numbers(numbers.modulo),
}

LEVELS: tuple[frozenset[str], ...] = (
    frozenset(("||",)),
    frozenset(("&&",)),
    frozenset(("==", "!=")),
    frozenset((">", ">=", "<", "<=")),
    frozenset(("+", "-")),
    frozenset(("*", "/", "%")),
)
"""Signs of binary operators, those that bind least first."""

UNARY: dict[str, Operator] = {
    "-": Operator(NUMBER, NUMBER, lambda value: number_value(numbers.negate(_require(value).raw))),
    "!": Operator(BOOL, BOOL, lambda value: bool_value(not _require(value).raw)),
}
