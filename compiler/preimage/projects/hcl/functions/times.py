"""Functions of points in time."""

from __future__ import annotations

import re

from preimage.golang.durations import parse_duration
from preimage.golang.quoting import quote
from preimage.golang.times import GoTime, format_time, parse_time
from preimage.projects.hcl.functions.define import define_raw
from preimage.projects.hcl.scopes import Function, FunctionError
from preimage.projects.hcl.values import Value, string_value

_MONTHS = ("January February March April May June July August September October November December").split()
_DAYS = "Thursday Friday Saturday Sunday Monday Tuesday Wednesday".split()
_UP_TO = {
    "month": r".{4}-..",
    "hour": r".{10}T[0-9]{1,2}",
    "minute": r".{10}T[0-9]{1,2}:..",
    "second": r".{10}T[0-9]{1,2}:..:..",
}
_PARTS = {
    "2006": "year",
    "01": "month",
    "02": "day of month",
    "15": "hour",
    "04": "minute",
    "05": "second",
    "Z07:00": "UTC offset",
}
_REASONS = {
    "Y": 'year must either be "YY" or "YYYY"',
    "M": 'month must be "M", "MM", "MMM", or "MMMM"',
    "D": 'day of month must either be "D" or "DD"',
    "E": 'day of week must either be "EEE" or "EEEE"',
    "h": '24-hour must either be "h" or "hh"',
    "H": '12-hour must either be "H" or "HH"',
    "A": 'must be "AA"',
    "a": 'must be "aa"',
    "m": 'minute must either be "m" or "mm"',
    "s": 'second must either be "s" or "ss"',
    "Z": "timezone must be Z, ZZZZ, or ZZZZZ",
}
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
                reason = f": {_REASONS[token[0]]}" if token[0] in _REASONS else ""
                raise FunctionError(f"invalid date format verb {quote(token)}{reason}", 0)
            pieces.append(rendered)
        else:
            pieces.append(token)
    return string_value("".join(pieces))


def _parse(text: str, argument: int | None) -> GoTime:
    try:
        return parse_time(text)
    except ValueError as error:
        message = f"not a valid RFC3339 timestamp: {_describe(text, str(error))}"
        raise FunctionError(message, argument) from None


def _describe(text: str, fault: str) -> str:
    """Say what is wrong with a time, from what Go says of it."""
    out_of_range = re.search(r": (\w+) out of range$", fault)
    if out_of_range is not None:
        part = out_of_range[1]
        match = re.match(_UP_TO.get(part, ""), text)
        if part not in _UP_TO or match is None:
            return fault.rpartition(": ")[2]
        return f"cannot use {quote(text[match.end() :])} as {part}"
    rest, element = _find_element(text, fault)
    if element == "T":
        return "missing required time introducer 'T'"
    if element in {":", "-"}:
        found = f"found {quote(rest)}" if rest else "end of string"
        return f"{found} where {quote(element)} is expected"
    part = _PARTS.get(element, "timestamp segment")
    return f"cannot use {quote(rest)} as {part}" if rest else f"end of string before {part}"


def _find_element(text: str, fault: str) -> tuple[str, str]:
    """Give what is left of the text where it goes wrong, and what Go looks for there."""
    match = re.search(r'cannot parse "(?:[^"\\]|\\.)*" as "([^"]*)"$', fault)
    if match is None:
        return text, ""
    at = fault.rindex('cannot parse "')
    quoted = fault[at + len("cannot parse ") : fault.rindex(' as "')]
    # The rest is an end of the text, so its quoted form tells which.
    rest = next((text[start:] for start in range(len(text) + 1) if quote(text[start:]) == quoted), "")
    return rest, match[1]


def _add(text: str, duration: str) -> Value:
    time = _parse(text, None)
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
