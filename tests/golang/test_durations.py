from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.durations import Duration, parse_duration

GREATEST = (1 << 63) - 1
SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("nanoseconds", "expected"),
    [
        pytest.param(0, "0s", id="zero"),
        pytest.param(1, "1ns", id="nanosecond"),
        pytest.param(1_100, "1.1\u00b5s", id="microseconds"),
        pytest.param(1_000_000, "1ms", id="millisecond"),
        pytest.param(1_234_567, "1.234567ms", id="milliseconds with fraction"),
        pytest.param(999_999_999, "999.999999ms", id="just below a second"),
        pytest.param(1_500_000_000, "1.5s", id="seconds"),
        pytest.param(60 * SECOND, "1m0s", id="minute"),
        pytest.param(90 * SECOND, "1m30s", id="minute and a half"),
        pytest.param(3600 * SECOND + 100_000_000, "1h0m0.1s", id="hour with no minutes"),
        pytest.param(360_000 * SECOND, "100h0m0s", id="many hours"),
        pytest.param(-1_500_000, "-1.5ms", id="negative"),
        pytest.param(GREATEST, "2562047h47m16.854775807s", id="greatest"),
        pytest.param(-GREATEST - 1, "-2562047h47m16.854775808s", id="least"),
    ],
)
def test_print(nanoseconds: int, expected: str) -> None:
    assert str(Duration(nanoseconds)) == expected
    assert f"{Duration(nanoseconds)}" == expected


def test_a_duration_is_an_integer() -> None:
    duration = Duration(90 * SECOND)
    assert duration == 90 * SECOND
    assert repr(duration) == "Duration(90000000000)"
    assert json.dumps([duration]) == "[90000000000]"
    assert pickle.loads(pickle.dumps(duration)) == duration
    assert str(pickle.loads(pickle.dumps(duration))) == "1m30s"


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        pytest.param("0", 0, id="bare zero"),
        pytest.param("-0", 0, id="signed zero"),
        pytest.param("5s", 5 * SECOND, id="seconds"),
        pytest.param("+5s", 5 * SECOND, id="plus sign"),
        pytest.param("-1.5h", -5400 * SECOND, id="minus sign"),
        pytest.param("1h15m30.918s", 4530 * SECOND + 918_000_000, id="several units"),
        pytest.param("1s1h1s", 3602 * SECOND, id="units in any order, twice"),
        pytest.param(".5s", 500_000_000, id="no whole number"),
        pytest.param("5.s", 5 * SECOND, id="no fraction"),
        pytest.param("1us2\u00b5s3\u03bcs", 6_000, id="all ways to write micro"),
        pytest.param("0.9ns", 0, id="below a nanosecond"),
        pytest.param("-0.4ns", 0, id="below a nanosecond, negative"),
        pytest.param("0.3333333333333333333h", 1200 * SECOND, id="fraction in double precision"),
        pytest.param("3.3333333333333333333h", 12_000 * SECOND, id="fraction that would not fit"),
        pytest.param("0.100000000000000000000h", 360 * SECOND, id="fraction with more zeros than fit"),
        pytest.param("0.830103483285477580700h", 2_988_372_539_827, id="fraction of 21 digits"),
        pytest.param("0.9223372036854775807h", 3_320_413_933_267, id="fraction at the limit"),
        pytest.param("0." + "0" * 400 + "1h", 0, id="fraction beyond the doubles"),
        pytest.param("9223372036854775807ns", GREATEST, id="greatest"),
        pytest.param("-9223372036854775808ns", -GREATEST - 1, id="least"),
        pytest.param("-9223372036854ms775us808ns", -GREATEST - 1, id="least in parts"),
        pytest.param("0" * 5_000 + "1s", SECOND, id="thousands of zeros"),
    ],
)
def test_parse(text: str, nanoseconds: int) -> None:
    assert parse_duration(text) == nanoseconds
    assert type(parse_duration(text)) is Duration


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", 'time: invalid duration ""', id="nothing"),
        pytest.param("-", 'time: invalid duration "-"', id="only a sign"),
        pytest.param(".", 'time: invalid duration "."', id="only a point"),
        pytest.param(".s", 'time: invalid duration ".s"', id="no digit"),
        pytest.param("+-1s", 'time: invalid duration "+-1s"', id="two signs"),
        pytest.param("\u0665s", r'time: invalid duration "\xd9\xa5s"', id="Arabic digit"),
        pytest.param("3000000h", 'time: invalid duration "3000000h"', id="too many hours"),
        pytest.param("9223372036854775808ns", 'time: invalid duration "9223372036854775808ns"', id="one too many"),
        pytest.param("-9223372036854775809ns", 'time: invalid duration "-9223372036854775809ns"', id="one too few"),
        pytest.param(
            "9223372036854775809", 'time: invalid duration "9223372036854775809"', id="number before the unit"
        ),
        pytest.param("9223372036854775807.9s", 'time: invalid duration "9223372036854775807.9s"', id="times the unit"),
        pytest.param("9223372036.855s", 'time: invalid duration "9223372036.855s"', id="too large by the fraction"),
        pytest.param("2562047h2562047h", 'time: invalid duration "2562047h2562047h"', id="too large a sum"),
        pytest.param("1" * 5_000, f'time: invalid duration "{"1" * 5_000}"', id="thousands of digits"),
        pytest.param("5", 'time: missing unit in duration "5"', id="no unit"),
        pytest.param("00", 'time: missing unit in duration "00"', id="two zeros"),
        pytest.param("1.2.3s", 'time: missing unit in duration "1.2.3s"', id="two points"),
        pytest.param("1d", 'time: unknown unit "d" in duration "1d"', id="days"),
        pytest.param("-1S", 'time: unknown unit "S" in duration "-1S"', id="case counts"),
        pytest.param("1h-5m", 'time: unknown unit "h-" in duration "1h-5m"', id="sign inside"),
        pytest.param("5 s", 'time: unknown unit " s" in duration "5 s"', id="blank"),
        pytest.param(
            "5\u00c2\u00b5s",
            r'time: unknown unit "\xc3\x82\xc2\xb5s" in duration "5\xc3\x82\xc2\xb5s"',
            id="micro sign of a UTF-8 file",
        ),
    ],
)
def test_error_parse(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_duration(text)
    assert str(caught.value) == message


@given(st.integers(-GREATEST - 1, GREATEST))
def test_printed_duration_reads_back(nanoseconds: int) -> None:
    assert parse_duration(str(Duration(nanoseconds))) == nanoseconds
