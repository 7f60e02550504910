from __future__ import annotations

from math import inf

import pytest

from preimage.projects.compose.nodes import Fault, Timestamp
from preimage.projects.compose.scalars import Scalar, resolve_plain, resolve_scalar


@pytest.mark.parametrize(
    ("text", "tag", "value"),
    [
        ("", "!!null", None), ("~", "!!null", None), ("Null", "!!null", None), ("nUll", "!!str", "nUll"),
        ("true", "!!bool", True), ("False", "!!bool", False), ("yes", "!!str", "yes"), ("on", "!!str", "on"),
        ("5", "!!int", 5), ("+5", "!!int", 5), ("-0", "!!int", 0), ("010", "!!int", 8), ("0o17", "!!int", 15),
        ("0O17", "!!int", 15), ("0x1F", "!!int", 31), ("-0x10", "!!int", -16), ("0b11", "!!int", 3), ("1_000", "!!int", 1000),
        ("0_", "!!int", 0), ("_1", "!!str", "_1"), ("0o8", "!!str", "0o8"), ("0b2", "!!str", "0b2"), ("0x", "!!str", "0x"),
        ("18446744073709551615", "!!int", 18446744073709551615), ("18446744073709551616", "!!float", 18446744073709551616.0),
        ("-9223372036854775809", "!!float", -9223372036854775809.0), ("+9223372036854775808", "!!float", 9223372036854775808.0),
        ("089", "!!float", 89.0), ("1.50", "!!float", 1.5), ("5.", "!!float", 5.0), (".5", "!!float", 0.5),
        (".1_5", "!!float", 0.15), ("._5", "!!str", "._5"), (".5_", "!!str", ".5_"), ("1_.5", "!!float", 1.5), ("1e6", "!!float", 1e6),
        ("1e", "!!str", "1e"), ("1e400", "!!str", "1e400"), (".1e400", "!!str", ".1e400"), (".inf", "!!float", inf),
        ("-.Inf", "!!float", -inf), ("Inf", "!!str", "Inf"), ("0x1p3", "!!str", "0x1p3"), ("1:30", "!!str", "1:30"),
        ("2020-01-01", "!!timestamp", Timestamp("2020-01-01")), ("2020-1-1 1:2:3.5", "!!timestamp", Timestamp("2020-1-1 1:2:3.5")),
        ("2020-01-01T00:00:00Z", "!!timestamp", Timestamp("2020-01-01T00:00:00Z")), ("2020-02-30", "!!str", "2020-02-30"),
        ("2023-02-29", "!!str", "2023-02-29"), ("2024-02-29", "!!timestamp", Timestamp("2024-02-29")), ("2020-13-01", "!!str", "2020-13-01"),
        ("2020-01-01 10:00:00 +1", "!!str", "2020-01-01 10:00:00 +1"), ("2020-01-01T24:00:00Z", "!!str", "2020-01-01T24:00:00Z"),
        ("2020-01-01T10:00:00", "!!str", "2020-01-01T10:00:00"), ("<<", "!!merge", "<<"), ("é5", "!!str", "é5"), ("٣", "!!str", "٣"),
    ],
)  # fmt: skip
def test_plain_scalars(text: str, tag: str, value: Scalar) -> None:
    assert resolve_plain(text) == tag
    assert repr(resolve_scalar(tag, text)) == repr(value) or resolve_scalar(tag, text) == value


@pytest.mark.parametrize(
    ("tag", "text", "value"),
    [
        ("!!str", "5", "5"), ("!!int", "5", 5), ("!!float", "3", 3.0), ("!!float", "0x10", 16.0), ("!!bool", "true", True),
        ("!!null", "", None), ("!!binary", "aGVs\nbG8=", "hello"), ("!override", "null", "null"), ("!any", "5", "5"),
        ("!!merge", "x", "x"), ("!!timestamp", "2020-01-01", Timestamp("2020-01-01")), ("!!unknown", "true", "true"),
    ],
)  # fmt: skip
def test_tags_say_what_a_text_is(tag: str, text: str, value: Scalar) -> None:
    found = resolve_scalar(tag, text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("tag", "text", "message"),
    [
        ("!!int", "x", "yaml: cannot decode !!str `x` as a !!int"),
        ("!!int", "5.0", "yaml: cannot decode !!float `5.0` as a !!int"),
        ("!!float", "true", "yaml: cannot decode !!bool `true` as a !!float"),
        ("!!bool", "yes", "yaml: cannot decode !!str `yes` as a !!bool"),
        ("!!null", "x", "yaml: cannot decode !!str `x` as a !!null"),
        ("!!timestamp", "x", "yaml: cannot decode !!str `x` as a !!timestamp"),
        ("!!binary", "*", "yaml: !!binary value contains invalid base64 data"),
    ],
)
def test_error_a_text_that_is_not_what_its_tag_says(tag: str, text: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        resolve_scalar(tag, text)
    assert str(caught.value) == message


def test_a_number_of_a_million_digits_is_bounded() -> None:
    assert resolve_scalar("!!str", "9" * 1_000_000) == "9" * 1_000_000
    assert resolve_plain("0x" + "f" * 1_000_000) == "!!str"
