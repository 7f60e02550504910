"""Functions of numbers and truth values."""

from __future__ import annotations

import math
from collections.abc import Callable

from preimage.golang.quoting import quote
from preimage.projects.hcl import numbers
from preimage.projects.hcl.budget import Budget
from preimage.projects.hcl.functions.define import define, define_costly, define_raw, to_whole
from preimage.projects.hcl.numbers import Number
from preimage.projects.hcl.operators import BINARY, UNARY
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.types import NUMBER
from preimage.projects.hcl.values import Value, list_value, number_value

_SIGNS = {
    "add": ("+", "number"),
    "and": ("&&", "bool"),
    "divide": ("/", "number"),
    "equal": ("==", "any?"),
    "greaterthan": (">", "number"),
    "greaterthanorequalto": (">=", "number"),
    "lessthan": ("<", "number"),
    "lessthanorequalto": ("<=", "number"),
    "modulo": ("%", "number"),
    "multiply": ("*", "number"),
    "notequal": ("!=", "any?"),
    "or": ("||", "bool"),
    "subtract": ("-", "number"),
}
_MOST_RANGE = 1024
_MOST_DIGITS = 4_000
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _make_operator(sign: str) -> Callable[[Value, Value], Value]:
    def run(left: Value, right: Value) -> Value:
        try:
            return BINARY[sign].run(left, right)
        except ValueError as error:
            raise FunctionError(str(error)) from error

    return run


def _floor(number: Number) -> Value:
    if number.is_infinite:
        return number_value(number)
    whole = number.truncate()
    return number_value(numbers.from_int(whole - (number.is_negative and not number.is_whole), numbers.FULL))


def _ceil(number: Number) -> Value:
    if number.is_infinite:
        return number_value(number)
    whole = number.truncate()
    return number_value(numbers.from_int(whole + (not number.is_negative and not number.is_whole), numbers.FULL))


def _int(number: Number) -> Value:
    if number.is_infinite:
        return number_value(number)
    return number_value(numbers.from_int(number.truncate(), numbers.FULL))


def _float_result(result: float | complex) -> Value:
    if isinstance(result, complex) or math.isnan(result):
        raise FunctionError("result is not a number")
    return number_value(numbers.from_float(result))


def _pow(base: Number, power: Number) -> Value:
    try:
        return _float_result(base.to_float() ** power.to_float())
    except (OverflowError, ZeroDivisionError):
        return number_value(numbers.infinity(precision=53))


def _log(number: Number, base: Number) -> Value:
    above, below = _natural_log(number.to_float()), _natural_log(base.to_float())
    if below == 0:
        if above == 0:
            raise FunctionError("result is not a number")
        return number_value(numbers.infinity(is_negative=above < 0, precision=53))
    if math.isinf(above) and math.isinf(below):
        raise FunctionError("result is not a number")
    return _float_result(above / below)


def _natural_log(number: float) -> float:
    if number < 0:
        raise FunctionError("result is not a number")
    return math.log(number) if number else float("-inf")


def _choose(*values: Value, is_max: bool) -> Value:
    if not values:
        raise FunctionError("must pass at least one number")
    chosen = values[0]
    for each in values[1:]:
        order = numbers.compare(each.raw, chosen.raw)
        if order > 0 if is_max else order < 0:
            chosen = each
    return chosen


def _parse_int(text: Value, base: Value) -> Value:
    whole = to_whole(base, 1)
    if not 2 <= whole <= 62:
        raise FunctionError("base must be a whole number between 2 and 62 inclusive", 1)
    word = text.raw
    digits = word[1:] if word[:1] in ("+", "-") else word
    if whole <= 36:
        digits = digits.lower() if digits.isascii() else digits
    values = [_DIGITS.find(each) for each in digits]
    if not digits or min(values) < 0 or max(values) >= whole:
        raise FunctionError(f"cannot parse {quote(word)} as a base {whole} integer", 0)
    if len(digits) > _MOST_DIGITS:
        raise FunctionError(f"more than {_MOST_DIGITS} digits", 0)
    number = 0
    for each in values:
        number = number * whole + each
    return number_value(numbers.from_int(-number if word[0] == "-" else number, max(64, number.bit_length())))


def _range(arguments: list[Value], budget: Budget) -> Value:
    if not 1 <= len(arguments) <= 3:
        raise FunctionError("must have one, two, or three arguments")
    given = [each.raw for each in arguments]
    start, end = (Number(0), given[0]) if len(given) == 1 else given[:2]
    falls = numbers.compare(end, start) < 0
    step = given[2] if len(given) == 3 else numbers.from_int(-1 if falls else 1)
    if any(each.is_infinite for each in (start, end, step)):
        raise FunctionError("must not use infinite numbers")
    if falls and not step.is_negative and not step.is_zero:
        raise FunctionError("end must be greater than start when step is positive", 1)
    if not falls and step.is_negative and numbers.compare(start, end):
        raise FunctionError("end must be less than start when step is negative", 1)
    items: list[Value] = []
    number = start
    while (numbers.compare(number, end) > 0) if falls else (numbers.compare(number, end) < 0):
        if len(items) >= _MOST_RANGE:
            raise FunctionError(
                f"more than {_MOST_RANGE} values were generated; either decrease the difference between start and end "
                "or use a smaller step"
            )
        items.append(number_value(number))
        number = numbers.add(number, step)
    budget.spend(len(items))
    return list_value(NUMBER, items)


def _signum(value: Value) -> Value:
    number: Number = value.raw
    if not number.is_whole:
        to_whole(value)
    return number_value(0 if number.is_zero else -1 if number.is_negative else 1)


def _absolute(number: Number) -> Value:
    return number_value(numbers.negate(number) if number.is_negative else number)


FUNCTIONS: dict[str, Function] = {
    **{name: define(f"a:{kind} b:{kind}", _make_operator(sign)) for name, (sign, kind) in _SIGNS.items()},
    "absolute": define_raw("num:number", _absolute),
    "ceil": define_raw("num:number", _ceil),
    "floor": define_raw("num:number", _floor),
    "int": define_raw("num:number", _int),
    "log": define_raw("num:number base:number", _log),
    "max": define("", lambda *values: _choose(*values, is_max=True), variadic="numbers:number"),
    "min": define("", lambda *values: _choose(*values, is_max=False), variadic="numbers:number"),
    "negate": define("num:number", UNARY["-"].run),
    "not": define("val:bool", UNARY["!"].run),
    "parseint": define("number:text base:number", _parse_int),
    "pow": define_raw("num:number power:number", _pow),
    "range": define_costly("", _range, variadic="params:number"),
    "signum": define("num:number", _signum),
}
