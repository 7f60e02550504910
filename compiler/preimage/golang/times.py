"""Points in time as Go's time package reads them from JSON and writes them there.

Python's ``datetime`` will not do: it has no year 0, no nanoseconds, and takes other texts.
"""

from __future__ import annotations

import re

from preimage.golang.quoting import quote_in_time_errors
from preimage.golang.text import bytes_as_latin1, decode_utf8

NOT_A_STRING = "Time.UnmarshalJSON: input is not a JSON string"
"""Go's error for a time that is another kind of JSON value; such a value never gets here."""

_LAYOUT = "2006-01-02T15:04:05Z07:00"
_DAY = 86_400
_FRACTION = r"[.,]([0-9]+)"
_ZONE = r"(?s)(.)([0-9]{2}):(..)"
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class GoTime:
    """A point in time and the offset it is written with; ordered by the instant, then by the offset.

    ``seconds`` are since 1970-01-01T00:00:00Z, negative before; ``nanoseconds``, 0 to 999999999, are counted forward
    from there; ``offset`` is in seconds east of UTC.
    """

    __slots__ = ("nanoseconds", "offset", "seconds")

    def __init__(self, seconds: int, nanoseconds: int = 0, offset: int = 0) -> None:
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.offset = offset

    def _key(self) -> tuple[int, int, int]:
        return self.seconds, self.nanoseconds, self.offset

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GoTime) and self._key() == other._key()

    def __lt__(self, other: GoTime) -> bool:
        return self._key() < other._key()

    def __gt__(self, other: GoTime) -> bool:
        return self._key() > other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"GoTime{self._key()}"

    def __str__(self) -> str:
        """Give the text that goes into JSON, as ``format_time``."""
        return format_time(self)


def from_unix(seconds: int) -> GoTime:
    """Give the time that many seconds after 1970 began, in UTC."""
    return GoTime(seconds)


def parse_time(text: str) -> GoTime:
    """Parse the raw text between the quotes of a JSON string as Go's ``time.Time.UnmarshalJSON``.

    The format is RFC 3339, and what Go tolerates: a one-digit hour, a comma for the point, more than nine
    digits of fraction (cut), zones of up to ``24:60``.

    Raises:
        ValueError: Go's text, such as ``parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"``.

    Source: docs/reference/base-config.md, "Times".
    """
    reader = _Reader(bytes_as_latin1(text))
    year = reader.read_year()
    reader.skip("-")
    month = reader.read_number("01", "month", 1, 12)
    reader.skip("-")
    day = reader.read_number("02", "day", 0, 99)
    reader.skip("T")
    hour = reader.read_hour()
    reader.skip(":")
    minute = reader.read_number("04", "minute", 0, 59)
    reader.skip(":")
    second = reader.read_number("05", "second", 0, 59)
    nanoseconds = reader.read_fraction()
    offset = reader.read_zone()
    reader.finish()
    # The day is last: only now are month and year known.
    if not 1 <= day <= _count_days(year, month):
        raise reader.out_of_range("day")
    seconds = _days_from_civil(year, month, day) * _DAY + hour * 3600 + minute * 60 + second - offset
    return GoTime(seconds, nanoseconds, offset)


class _Reader:
    """The place reached in the bytes of a time, each byte one character."""

    __slots__ = ("_position", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0

    def _quote(self, text: str) -> str:
        return quote_in_time_errors(decode_utf8(text.encode("latin-1")))

    def _cannot_parse(self, part: str) -> ValueError:
        rest = self._text[self._position :]
        return ValueError(
            f'parsing time {self._quote(self._text)} as "{_LAYOUT}": cannot parse {self._quote(rest)} as "{part}"'
        )

    def out_of_range(self, unit: str) -> ValueError:
        return ValueError(f"parsing time {self._quote(self._text)}: {unit} out of range")

    def skip(self, mark: str) -> None:
        if not self._text.startswith(mark, self._position):
            raise self._cannot_parse(mark)
        self._position += 1

    def _read_digits(self, count: int, part: str) -> int:
        digits = self._text[self._position : self._position + count]
        if len(digits) != count or not (digits.isascii() and digits.isdecimal()):
            raise self._cannot_parse(part)
        self._position += count
        return int(digits)

    def read_year(self) -> int:
        return self._read_digits(4, "2006")

    def read_number(self, part: str, unit: str, least: int, greatest: int) -> int:
        number = self._read_digits(2, part)
        if not least <= number <= greatest:
            raise self.out_of_range(unit)
        return number

    def read_hour(self) -> int:
        following = self._text[self._position + 1 : self._position + 2]
        has_two_digits = following.isascii() and following.isdecimal()
        hour = self._read_digits(2 if has_two_digits else 1, "15")
        if hour > 23:
            raise self.out_of_range("hour")
        return hour

    def read_fraction(self) -> int:
        """Nanoseconds of a fraction, if there is one; a point without digits is left to the zone."""
        match = re.compile(_FRACTION).match(self._text, self._position)
        if match is None:
            return 0
        self._position = match.end()
        return int(match[1][:9].ljust(9, "0"))

    def read_zone(self) -> int:
        """Offset in seconds of ``Z`` or ``+HH:MM``."""
        if self._text.startswith("Z", self._position):
            self._position += 1
            return 0
        match = re.compile(_ZONE).match(self._text, self._position)
        if match is None:
            raise self._cannot_parse("Z07:00")
        hours = int(match[2])
        minutes = int(match[3]) if match[3].isascii() and match[3].isdecimal() else None
        # Go looks at the ranges before it tells of a bad sign or bad minutes.
        if minutes is not None and minutes > 60:
            raise self.out_of_range("time zone offset minute")
        if hours > 24:
            raise self.out_of_range("time zone offset hour")
        if minutes is None or match[1] not in "+-":
            raise self._cannot_parse("Z07:00")
        self._position = match.end()
        offset = (hours * 60 + minutes) * 60
        return -offset if match[1] == "-" else offset

    def finish(self) -> None:
        rest = self._text[self._position :]
        if rest:
            raise ValueError(f"parsing time {self._quote(self._text)}: extra text: {self._quote(rest)}")


def format_time(time: GoTime) -> str:
    """Render a time as Go's JSON has it: RFC 3339, fraction without trailing zeros, ``Z`` for offset zero.

    Raises:
        ValueError: Go's text, ``Time.MarshalJSON: year outside of range [0,9999]``, or the like for an offset
            of 24 hours and more.

    Source: docs/reference/image-config.md, "Text of the JSON".
    """
    days, rest = divmod(time.seconds + time.offset, _DAY)
    year, month, day = _civil_from_days(days)
    if not 0 <= year <= 9999:
        raise ValueError("Time.MarshalJSON: year outside of range [0,9999]")
    hour, rest = divmod(rest, 3600)
    minute, second = divmod(rest, 60)
    fraction = f".{time.nanoseconds:09d}".rstrip("0") if time.nanoseconds else ""
    text = f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{fraction}"
    if time.offset == 0:
        return f"{text}Z"
    zone_hours, zone_minutes = divmod(abs(time.offset) // 60, 60)
    if zone_hours >= 24:
        raise ValueError("Time.MarshalJSON: timezone hour outside of range [0,23]")
    return f"{text}{'-' if time.offset < 0 else '+'}{zone_hours:02d}:{zone_minutes:02d}"


def _count_days(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap else _MONTH_DAYS[month - 1]


def _days_from_civil(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to a date of the Gregorian calendar, negative before."""
    # The year is taken to begin in March, so that the leap day is its last.
    if month <= 2:
        year -= 1
        month += 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 719_469


def _civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month and day that are so many days after 1970-01-01."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    return era * 400 + year_of_era + (month <= 2), month, day
