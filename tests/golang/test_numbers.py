from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.numbers import parse_bool, parse_int


@pytest.mark.parametrize("text", ["1", "t", "T", "TRUE", "true", "True"])
def test_true(text: str) -> None:
    assert parse_bool(text) is True


@pytest.mark.parametrize("text", ["0", "f", "F", "FALSE", "false", "False"])
def test_false(text: str) -> None:
    assert parse_bool(text) is False


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("", '""', id="nothing"),
        pytest.param("tRUE", '"tRUE"', id="mixed case"),
        pytest.param("yes", '"yes"', id="word"),
        pytest.param("1\u00a0", r'"1\u00a0"', id="no-break space"),
    ],
)
def test_error_parse_bool(text: str, quoted: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_bool(text)
    assert str(caught.value) == f"strconv.ParseBool: parsing {quoted}: invalid syntax"


@pytest.mark.parametrize(
    ("text", "bits", "number"),
    [
        pytest.param("0", 64, 0, id="zero"),
        pytest.param("-0", 32, 0, id="negative zero"),
        pytest.param("+3", 32, 3, id="plus sign"),
        pytest.param("007", 64, 7, id="leading zeros"),
        pytest.param("0" * 5_000 + "7", 64, 7, id="thousands of leading zeros"),
        pytest.param("2147483647", 32, 2147483647, id="greatest of 32 bits"),
        pytest.param("-2147483648", 32, -2147483648, id="least of 32 bits"),
        pytest.param("9223372036854775807", 64, 2**63 - 1, id="greatest of 64 bits"),
        pytest.param("-9223372036854775808", 64, -(2**63), id="least of 64 bits"),
    ],
)
def test_parse_int(text: str, bits: int, number: int) -> None:
    assert parse_int(text, bits) == number


@pytest.mark.parametrize(
    ("text", "bits", "reason"),
    [
        pytest.param("", 64, "invalid syntax", id="nothing"),
        pytest.param("-", 64, "invalid syntax", id="only a sign"),
        pytest.param("+-1", 64, "invalid syntax", id="two signs"),
        pytest.param("1.5", 64, "invalid syntax", id="fraction"),
        pytest.param(" 1", 64, "invalid syntax", id="blank in front"),
        pytest.param("1_000", 64, "invalid syntax", id="underscore"),
        pytest.param("\u0661", 64, "invalid syntax", id="Arabic digit"),
        pytest.param("4294967295x", 32, "invalid syntax", id="letter while the number still fits"),
        pytest.param("4294967296x", 32, "value out of range", id="letter after it no longer fits"),
        pytest.param("4294967295", 32, "value out of range", id="fits only without sign"),
        pytest.param("2147483648", 32, "value out of range", id="one too many of 32 bits"),
        pytest.param("-2147483649", 32, "value out of range", id="one too few of 32 bits"),
        pytest.param("9223372036854775808", 64, "value out of range", id="one too many of 64 bits"),
        pytest.param("9" * 5_000, 64, "value out of range", id="thousands of digits"),
    ],
)
def test_error_parse_int(text: str, bits: int, reason: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_int(text, bits)
    assert str(caught.value) == f'strconv.ParseInt: parsing "{text}": {reason}'


@given(st.integers(-(2**63), 2**63 - 1))
def test_printed_integers_read_back(number: int) -> None:
    assert parse_int(str(number)) == number
