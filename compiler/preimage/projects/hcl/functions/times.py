"""Functions of points in time."""

from __future__ import annotations

import re

from preimage.golang.durations import parse_duration
from preimage.golang.quoting import quote
from preimage.golang.times import GoTime, format_time, parse_time
from preimage.projects.hcl.functions.define import define_raw
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.values import Value, string_value

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DAYS = "Thursday Friday Saturday Sunday Monday Tuesday Wednesday".split()
_TOKEN = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'", re.DOTALL)


class _Moment:
    """A point in time in its own offset, part by part."""

    __slots__ = ("day", "hour", "minute", "month", "offset", "second", "weekday", "year")

    def __init__(self, time: GoTime) -> None:
        date, _, clock = format_time(GoTime(time.seconds, 0, time.offset)).partition("T")
        self.year, self.month, self.day = map(int, date.split("-"))
        self.hour, self.minute, self.second = map(int, clock[:8].split(":"))
        self.weekday = (time.seconds + time.offset) // 86_400 % 7
        self.offset = time.offset


def _zone(moment: _Moment, colon: str) -> str:
    sign, minutes = "-" if moment.offset < 0 else "+", abs(moment.offset) // 60
    return f"{sign}{minutes // 60:02}{colon}{minutes % 60:02}"


def _render(verb: str, moment: _Moment) -> str | None:
    hour = moment.hour % 12 or 12
    half = "PM" if moment.hour >= 12 else "AM"
    table = {
        "YYYY": f"{moment.year:04}",
        "YY": f"{moment.year % 100:02}",
        "MMMM": _MONTHS[moment.month - 1],
        "MMM": _MONTHS[moment.month - 1][:3],
        "MM": f"{moment.month:02}",
        "M": f"{moment.month}",
        "DD": f"{moment.day:02}",
        "D": f"{moment.day}",
        "EEEE": _DAYS[moment.weekday],
        "EEE": _DAYS[moment.weekday][:3],
        "hh": f"{moment.hour:02}",
        "h": f"{moment.hour}",
        "HH": f"{hour:02}",
        "H": f"{hour}",
        "AA": half,
        "aa": half.lower(),
        "mm": f"{moment.minute:02}",
        "m": f"{moment.minute}",
        "ss": f"{moment.second:02}",
        "s": f"{moment.second}",
        "ZZZZZ": _zone(moment, ":"),
        "ZZZZ": _zone(moment, ""),
        "ZZZ": _zone(moment, "") if moment.offset else "UTC",
        "Z": _zone(moment, ":") if moment.offset else "Z",
    }
    return table.get(verb)


def _format_date(layout: str, text: str) -> Value:
    moment = _Moment(_parse(text, 1))
    pieces: list[str] = []
    for match in _TOKEN.finditer(layout):
        token = match[0]
        if token == "'":
            raise FunctionError("unterminated literal '", 0)
        if token.startswith("'"):
            pieces.append("'" if token == "''" else token[1:-1].replace("''", "'"))
        elif match[1]:
            rendered = _render(token, moment)
            if rendered is None:
                raise FunctionError(f"invalid date format verb {quote(token)}", 0)
            pieces.append(rendered)
        else:
            pieces.append(token)
    return string_value("".join(pieces))


def _parse(text: str, argument: int) -> GoTime:
    try:
        return parse_time(text)
    except ValueError:
        raise FunctionError(_describe(text), argument) from None


def _describe(text: str) -> str:
    return f"not a valid RFC3339 timestamp: {quote(text)}"


def _add(text: str, duration: str) -> Value:
    time = _parse(text, 0)
    try:
        nanoseconds = parse_duration(duration)
    except ValueError as error:
        raise FunctionError(str(error)) from error
    total = time.seconds * 10**9 + time.nanoseconds + int(nanoseconds)
    moved = GoTime(total // 10**9, 0, time.offset)
    return string_value(format_time(moved))


FUNCTIONS: dict[str, Function] = {
    "formatdate": define_raw("format:text time:text", _format_date),
    "timeadd": define_raw("timestamp:text duration:text", _add),
}
