from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preimage.golang.times import GoTime, format_time, from_unix, parse_time

LAYOUT = "2006-01-02T15:04:05Z07:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1970-01-01T00:00:00Z", GoTime(0, 0, 0), id="epoch"),
        pytest.param("2024-02-29T23:59:59.123456789Z", GoTime(1709251199, 123456789, 0), id="nanoseconds"),
        pytest.param("1969-12-31T23:59:59.5Z", GoTime(-1, 500_000_000, 0), id="before the epoch"),
        pytest.param("2024-01-01T02:00:00+02:00", GoTime(1704067200, 0, 7200), id="east"),
        pytest.param("2023-12-31T18:30:00-05:30", GoTime(1704067200, 0, -19800), id="west"),
        pytest.param("2024-01-01T00:00:00+00:00", GoTime(1704067200, 0, 0), id="zero offset"),
        pytest.param("2024-01-01T5:00:00Z", GoTime(1704085200, 0, 0), id="hour of one digit"),
        pytest.param("2024-01-01T00:00:00,5Z", GoTime(1704067200, 500_000_000, 0), id="comma"),
        pytest.param("2024-01-01T00:00:00.1234567899Z", GoTime(1704067200, 123456789, 0), id="ten digits"),
        pytest.param("2024-01-01T00:00:00+12:60", GoTime(1704020400, 0, 46800), id="zone of sixty minutes"),
        pytest.param("2024-01-01T00:00:00+24:60", GoTime(1703977200, 0, 90000), id="largest zone"),
        pytest.param("0000-01-01T00:00:00Z", GoTime(-62167219200, 0, 0), id="year zero"),
        pytest.param("0001-01-01T00:00:00Z", GoTime(-62135596800, 0, 0), id="Go's zero time"),
        pytest.param("9999-12-31T23:59:59Z", GoTime(253402300799, 0, 0), id="last second"),
    ],
)
def test_parse(text: str, expected: GoTime) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    ("text", "rest", "part"),
    [
        pytest.param("", "", "2006", id="nothing"),
        pytest.param("yesterday", "yesterday", "2006", id="word"),
        pytest.param("202", "202", "2006", id="short year"),
        pytest.param("20x4-01-01T00:00:00Z", "20x4-01-01T00:00:00Z", "2006", id="letter in the year"),
        pytest.param("12024-01-01T00:00:00Z", "4-01-01T00:00:00Z", "-", id="five digits of year"),
        pytest.param("2024-1-01T00:00:00Z", "1-01T00:00:00Z", "01", id="month of one digit"),
        pytest.param("2024-01", "", "-", id="no day"),
        pytest.param("2024-01-1T00:00:00Z", "1T00:00:00Z", "02", id="day of one digit"),
        pytest.param("2024-01-01", "", "T", id="date only"),
        pytest.param("2024-01-01t00:00:00Z", "t00:00:00Z", "T", id="small t"),
        pytest.param("2024-01-01 00:00:00Z", " 00:00:00Z", "T", id="blank for T"),
        pytest.param("2024-01-01Tx", "x", "15", id="no hour"),
        pytest.param("2024-01-01T000:00:00Z", "0:00:00Z", ":", id="hour of three digits"),
        pytest.param("2024-01-01T00:0:00Z", "0:00Z", "04", id="minute of one digit"),
        pytest.param("2024-01-01T00:00Z", "Z", ":", id="no seconds"),
        pytest.param("2024-01-01T00:00:0Z", "0Z", "05", id="second of one digit"),
        pytest.param("2024-01-01T00:00:00", "", "Z07:00", id="no zone"),
        pytest.param("2024-01-01T00:00:00z", "z", "Z07:00", id="small z"),
        pytest.param("2024-01-01T00:00:00.Z", ".Z", "Z07:00", id="point without digits"),
        pytest.param("2024-01-01T00:00:00+0100", "+0100", "Z07:00", id="zone without colon"),
        pytest.param("2024-01-01T00:00:00+01:0", "+01:0", "Z07:00", id="short zone"),
        pytest.param("2024-01-01T00:00:00*01:00", "*01:00", "Z07:00", id="zone without sign"),
        pytest.param("2024-01-01T00:00:00+0x:00", "+0x:00", "Z07:00", id="letter in the zone hour"),
        pytest.param("2024-01-01T00:00:00+01:x0", "+01:x0", "Z07:00", id="letter in the zone minute"),
    ],
)
def test_error_format(text: str, rest: str, part: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_time(text)
    assert str(caught.value) == f'parsing time "{text}" as "{LAYOUT}": cannot parse "{rest}" as "{part}"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("2024-13-01T00:00:00Z", "month out of range", id="month"),
        pytest.param("2024-00-99", "month out of range", id="month zero, before anything else"),
        pytest.param("2024-02-30T00:00:00Z", "day out of range", id="day of the month"),
        pytest.param("2023-02-29T00:00:00Z", "day out of range", id="no leap year"),
        pytest.param("2100-02-29T00:00:00Z", "day out of range", id="no leap year in 2100"),
        pytest.param("2024-01-00T00:00:00Z", "day out of range", id="day zero"),
        pytest.param("2024-01-99T24:00:00Z", "hour out of range", id="hour, before the day"),
        pytest.param("2024-01-01T00:60:00Z", "minute out of range", id="minute"),
        pytest.param("2024-01-01T00:00:60Z", "second out of range", id="leap second"),
        pytest.param("2024-01-01T00:00:00+25:00", "time zone offset hour out of range", id="zone hour"),
        pytest.param("2024-01-01T00:00:00x25:00", "time zone offset hour out of range", id="zone hour before sign"),
        pytest.param("2024-01-01T00:00:00+25:xx", "time zone offset hour out of range", id="zone hour before letters"),
        pytest.param("2024-01-01T00:00:00+24:61", "time zone offset minute out of range", id="zone minute"),
        pytest.param("2024-01-01T00:00:00+25:61", "time zone offset minute out of range", id="both of the zone"),
        pytest.param("2024-01-01T00:00:00ZZ", 'extra text: "Z"', id="text behind"),
        pytest.param("2024-02-30T00:00:00Z ", 'extra text: " "', id="text behind, before the day"),
    ],
)
def test_error_value(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_time(text)
    assert str(caught.value) == f'parsing time "{text}": {message}'


def test_error_texts_are_quoted_byte_by_byte() -> None:
    with pytest.raises(ValueError) as caught:
        parse_time('\u00e9\udcff"')
    quoted = r'"\xc3\xa9\xff\""'
    assert str(caught.value) == f'parsing time {quoted} as "{LAYOUT}": cannot parse {quoted} as "2006"'


def test_error_zone_is_counted_in_bytes() -> None:
    # The colon is the fourth character but the fifth byte, so no zone is seen at all.
    with pytest.raises(ValueError) as caught:
        parse_time("2024-01-01T00:00:00\u00e925:00")
    assert str(caught.value).endswith(r'cannot parse "\xc3\xa925:00" as "Z07:00"')


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        pytest.param(GoTime(0), "1970-01-01T00:00:00Z", id="epoch"),
        pytest.param(GoTime(-1, 500_000_000), "1969-12-31T23:59:59.5Z", id="fraction"),
        pytest.param(GoTime(0, 1), "1970-01-01T00:00:00.000000001Z", id="nanosecond"),
        pytest.param(GoTime(1704067200, 0, 7200), "2024-01-01T02:00:00+02:00", id="east"),
        pytest.param(GoTime(1704067200, 0, -19800), "2023-12-31T18:30:00-05:30", id="west"),
        pytest.param(GoTime(-62167219200), "0000-01-01T00:00:00Z", id="year zero"),
        pytest.param(GoTime(253402300799), "9999-12-31T23:59:59Z", id="last second"),
        pytest.param(GoTime(1709164800), "2024-02-29T00:00:00Z", id="leap day"),
    ],
)
def test_format(time: GoTime, expected: str) -> None:
    assert format_time(time) == expected
    assert str(time) == expected


@pytest.mark.parametrize(
    ("time", "message"),
    [
        pytest.param(GoTime(253402300800), "year outside of range [0,9999]", id="year 10000"),
        pytest.param(GoTime(-62167219201), "year outside of range [0,9999]", id="before year zero"),
        pytest.param(GoTime(253402300799, 0, 3600), "year outside of range [0,9999]", id="year 10000 where it is"),
        pytest.param(from_unix(2**63 - 1), "year outside of range [0,9999]", id="greatest"),
        pytest.param(from_unix(-(2**63)), "year outside of range [0,9999]", id="least"),
        pytest.param(GoTime(0, 0, 86400), "timezone hour outside of range [0,23]", id="zone of a day"),
    ],
)
def test_error_format_time(time: GoTime, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        format_time(time)
    assert str(caught.value) == f"Time.MarshalJSON: {message}"


@given(st.datetimes(), st.integers(-1439, 1439))
def test_dates_are_those_of_python(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    time = parse_time(aware.isoformat())
    since_epoch = aware - datetime(1970, 1, 1, tzinfo=UTC)
    assert time.seconds == since_epoch // timedelta(seconds=1)
    assert time.nanoseconds == moment.microsecond * 1000
    assert datetime.fromisoformat(format_time(time)) == aware


@given(st.integers(-62167219200, 253402300799), st.integers(0, 999_999_999))
def test_formatted_times_read_back(seconds: int, nanoseconds: int) -> None:
    time = GoTime(seconds, nanoseconds)
    assert parse_time(format_time(time)) == time


def test_times_are_ordered_by_the_instant() -> None:
    early, late = GoTime(5, 1, -7200), GoTime(5, 2, 7200)
    assert early < late
    assert sorted([late, from_unix(6), early]) == [early, late, from_unix(6)]
