"""Durations as Go's time package reads and prints them."""

from __future__ import annotations

import re

from preimage.golang.quoting import quote_in_time_errors

_LIMIT = 1 << 63
_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_PART = r"([0-9]*)(?:\.([0-9]*))?([^.0-9]*)"


class Duration(int):
    """A length of time in nanoseconds, an ``int`` that prints as Go prints it (``1m30s``)."""

    __slots__ = ()

    def __str__(self) -> str:
        """Print as Go's ``time.Duration.String``: ``0s``, ``1.5ms``, ``1m30s``, ``100h0m0s``."""
        if self == 0:
            return "0s"
        sign = "-" if self < 0 else ""
        nanoseconds = abs(int(self))
        if nanoseconds < 1_000:
            return f"{sign}{nanoseconds}ns"
        if nanoseconds < 1_000_000:
            return f"{sign}{_render_decimal(nanoseconds, 3)}\u00b5s"
        if nanoseconds < 1_000_000_000:
            return f"{sign}{_render_decimal(nanoseconds, 6)}ms"
        minutes, rest = divmod(nanoseconds, 60_000_000_000)
        seconds = f"{_render_decimal(rest, 9)}s"
        if not minutes:
            return f"{sign}{seconds}"
        hours, minutes = divmod(minutes, 60)
        return f"{sign}{hours}h{minutes}m{seconds}" if hours else f"{sign}{minutes}m{seconds}"

    def __repr__(self) -> str:
        """Give the number of nanoseconds, as in ``Duration(90000000000)``."""
        return f"Duration({int(self):d})"


def _render_decimal(number: int, places: int) -> str:
    """Render number / 10**places without trailing zeros."""
    whole, fraction = divmod(number, 10**places)
    return f"{whole}.{fraction:0{places}d}".rstrip("0") if fraction else f"{whole}"


def parse_duration(text: str) -> Duration:
    """Parse a duration such as ``1m30s`` as Go's ``time.ParseDuration``.

    Returns nanoseconds, negative when signed so; what is below one nanosecond is cut. Text is the Go string
    as characters. Flags of a Dockerfile are one character for each byte of the file, so there a micro sign
    of a UTF-8 file comes as ``\\xc2\\xb5`` and is an unknown unit, while the single byte B5 is the unit.
    The empty text is an error here; a flag without value is the caller's to know.

    Raises:
        ValueError: Go's own text, such as ``time: missing unit in duration "5"``; the caller adds the line.

    Source: docs/reference/healthcheck.md, "Durations".
    """
    start = 1 if text[:1] in ("+", "-") else 0
    if len(text) == start:
        raise _invalid(text)
    if text[start:] == "0":
        return Duration(0)
    total = 0
    while start < len(text):
        match = re.compile(_PART).match(text, start)
        assert match is not None, "the pattern matches anything"
        total += _parse_part(text, match)
        if total > _LIMIT:
            raise _invalid(text)
        start = match.end()
    if text[0] == "-":
        return Duration(-total)
    if total == _LIMIT:
        raise _invalid(text)
    return Duration(total)


def _parse_part(text: str, match: re.Match[str]) -> int:
    """Nanoseconds of one number and its unit."""
    digits, fraction, name = match[1], match[2] or "", match[3]
    number = _parse_number(text, digits)
    if not digits and not fraction:
        raise _invalid(text)
    if not name:
        raise ValueError(f"time: missing unit in duration {quote_in_time_errors(text)}")
    unit = _UNITS.get(name)
    if unit is None:
        raise ValueError(f"time: unknown unit {quote_in_time_errors(name)} in duration {quote_in_time_errors(text)}")
    part = number * unit
    if part > _LIMIT:
        raise _invalid(text)
    part += _parse_fraction(fraction, unit)
    if part > _LIMIT:
        raise _invalid(text)
    return part


def _parse_number(text: str, digits: str) -> int:
    significant = digits.lstrip("0")
    # 2**63 has 19 digits; longer ones are not converted, since Python refuses very long numbers.
    if len(significant) > 19 or int(significant or "0") > _LIMIT:
        raise _invalid(text)
    return int(significant or "0")


def _parse_fraction(digits: str, unit: int) -> int:
    """Nanoseconds of the digits behind the point.

    Go reads them into 64 bits, drops what no longer fits, and scales in double precision; so must this.
    """
    number = 0
    scale = 1.0
    for digit in digits:
        if number > (_LIMIT - 1) // 10:
            break
        longer = number * 10 + int(digit)
        if longer > _LIMIT:
            break
        number = longer
        # One step at a time, as there: beyond 10**22 this is not the double nearest to the power.
        scale *= 10.0
    return int(float(number) * (float(unit) / scale)) if number else 0


def _invalid(text: str) -> ValueError:
    return ValueError(f"time: invalid duration {quote_in_time_errors(text)}")
