from __future__ import annotations

from decimal import Decimal, getcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.model.errors import LimitError
from preimage.projects.hcl import numbers
from preimage.projects.hcl.numbers import Number, from_float, from_int, parse_number

getcontext().prec = 60


def read(text: str) -> Number:
    number = parse_number(text)
    assert number is not None
    return number


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        pytest.param("007", "7", id="leading zeros"),
        pytest.param("1.50", "1.5", id="trailing zero"),
        pytest.param("-0", "-0", id="negative zero"),
        pytest.param("1e21", "1" + "0" * 21, id="exponent"),
        pytest.param(".5", "0.5", id="no whole part"),
        pytest.param("5.", "5", id="no fraction"),
        pytest.param("1e-7", "0.0000001", id="small"),
        pytest.param("1p4", "16", id="exponent of two"),
        pytest.param("+Inf", "+Inf", id="infinity"),
        pytest.param("-inf", "-Inf", id="negative infinity"),
        pytest.param("123456789012345678901234567890.125", "123456789012345678901234567890.125", id="long"),
    ],
)
def test_text_is_read_and_printed(text: str, printed: str) -> None:
    assert read(text).text == printed


@pytest.mark.parametrize("text", ["", "a", "1_0", " 1", "0x10", "1e", "--1", "infinity", "nan", "."])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["1e9999", "1e-9999", "1" * 5_000, "1p99999999"])
def test_error_too_many_digits(text: str) -> None:
    with pytest.raises(LimitError) as caught:
        parse_number(text)
    assert str(caught.value) == "a number has more than 4000 digits"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_survive(value: float) -> None:
    assert from_float(value).to_float() == value


@given(st.integers(min_value=-(10**150), max_value=10**150))
def test_whole_numbers_are_exact(value: int) -> None:
    assert from_int(value).text == str(value)
    assert from_int(value).truncate() == value


@given(st.integers(min_value=-(10**40), max_value=10**40), st.integers(min_value=-(10**40), max_value=10**40))
def test_sums_that_512_bits_hold_are_exact(left: int, right: int) -> None:
    total = numbers.add(read(f"{Decimal(left) / 8:f}"), read(f"{Decimal(right) / 8:f}"))
    assert numbers.multiply(total, read("8")).text.removeprefix("-") == str(abs(left + right))


def test_division_has_512_bits() -> None:
    third = numbers.divide(read("1"), read("3"))
    assert third.text == "0." + "3" * 154 + "5"
    assert numbers.multiply(third, read("3")).text == "1"
    assert len(numbers.multiply(read("1.1"), read("1.1")).text) == 156


def test_precision_is_that_of_the_larger_operand() -> None:
    assert numbers.add(from_float(0.1), from_float(0.2)).text == "0.30000000000000004"
    assert numbers.add(from_float(0.1), read("0.2")).text.startswith("0.30000000000000000555")
    assert numbers.is_equal(from_float(0.1), read("0.1"))


def test_infinity() -> None:
    infinite = numbers.divide(read("1"), read("0"))
    assert (infinite.text, numbers.negate(infinite).text) == ("+Inf", "-Inf")
    assert numbers.add(infinite, read("1")).is_infinite
    assert numbers.divide(read("1"), infinite).text == "0"
    assert numbers.modulo(infinite, read("2")).is_infinite
    assert numbers.compare(infinite, read("5")) > 0 > numbers.compare(numbers.negate(infinite), read("5"))
    assert not infinite.is_whole
    assert infinite.to_float() == float("inf")


@pytest.mark.parametrize(
    ("run", "message"),
    [
        pytest.param(lambda a, _: numbers.subtract(a, a), "can't subtract infinity from itself", id="difference"),
        pytest.param(
            lambda a, _: numbers.add(a, numbers.negate(a)), "can't compute sum of opposing infinities", id="sum"
        ),
        pytest.param(numbers.multiply, "can't multiply zero by infinity", id="product"),
        pytest.param(
            lambda _, z: numbers.divide(z, z), "can't divide zero by zero or infinity by infinity", id="quotient"
        ),
        pytest.param(lambda a, _: a.truncate(), "infinity has no whole part", id="whole part"),
    ],
)
def test_error_of_infinity(run: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        run(numbers.infinity(), read("0"))  # type: ignore[operator]
    assert str(caught.value) == message


def test_rest_and_order() -> None:
    assert numbers.modulo(read("-7"), read("3")).text == "-1"
    assert numbers.modulo(read("5.5"), read("2")).text == "1.5"
    assert numbers.compare(read("1.5"), read("1.50")) == 0
    assert numbers.is_equal(read("0"), read("-0"))
    assert repr(read("1.5")) == "Number(1.5)"
