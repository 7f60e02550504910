"""Numbers in the formats of Go's fmt, for whole numbers and binary floats of any size."""

from __future__ import annotations

from preimage.projects.hcl.numbers import Number, shortest_digits

_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}
_SPELL = {"b": "b", "o": "o", "d": "d", "x": "x", "X": "X"}


def format_integer(number: int, mode: str, flags: str, width: int | None, precision: int | None) -> str:
    """Give ``%b %d %o %x %X`` of a whole number."""
    digits = format(abs(number), _SPELL[mode])
    if precision is not None:
        digits = "" if not number and precision == 0 else digits.rjust(precision, "0")
    prefix = _PREFIXES.get(mode, "") if "#" in flags else ""
    sign = "-" if number < 0 else "+" if "+" in flags else " " if " " in flags else ""
    return _pad(sign + prefix, digits, flags, width, zeros="0" in flags and precision is None)


def _pad(head: str, digits: str, flags: str, width: int | None, *, zeros: bool) -> str:
    missing = (width or 0) - len(head) - len(digits)
    if missing <= 0:
        return head + digits
    if "-" in flags:
        return head + digits + " " * missing
    return head + "0" * missing + digits if zeros else " " * missing + head + digits


def format_float(number: Number, mode: str, flags: str, width: int | None, precision: int | None) -> str:
    """Give ``%e %E %f %g %G`` of a number; without a precision ``g`` has as many digits as it takes, others six."""
    sign = "-" if number.is_negative else "+" if "+" in flags else " " if " " in flags else ""
    if number.is_infinite:
        sign = sign.strip() or "+"
        return _pad(sign, "Inf", flags, width, zeros=False)
    digits = _digits_of(number, mode, 6 if precision is None and mode not in "gG" else precision)
    return _pad(sign, digits, flags, width, zeros="0" in flags)


def _digits_of(number: Number, mode: str, precision: int | None) -> str:
    lower = mode.lower()
    if lower == "f":
        assert precision is not None
        return _fixed(*_exact_digits(number), precision)
    if lower == "e":
        assert precision is not None
        digits, point = _rounded(*_exact_digits(number), precision + 1)
        return _scientific(digits, point, precision, mode)
    is_shortest = precision is None
    digits, point = ("", 0) if number.is_zero else shortest_digits(number) if is_shortest else _exact_digits(number)
    if precision is None:
        limit = 6
    else:
        precision = precision or 1
        digits, point = _rounded(digits, point, precision)
        digits = digits.rstrip("0")
        limit = len(digits) if precision > len(digits) >= point else precision
    if number.is_zero:
        return "0"
    if not -4 <= point - 1 < limit:
        return _scientific(digits, point, len(digits) - 1, "e" if mode == "g" else "E")
    return _fixed(digits, point, max(len(digits) - point, 0))


def _exact_digits(number: Number) -> tuple[str, int]:
    """Give all decimal digits of a number and the place of the point."""
    if number.is_zero:
        return "", 0
    mantissa, exponent = number.mantissa, number.exponent
    digits = str(mantissa << exponent if exponent >= 0 else mantissa * 5**-exponent)
    return digits, len(digits) + min(exponent, 0)


def _rounded(digits: str, point: int, count: int) -> tuple[str, int]:
    """Round to as many digits, to even where it is halfway."""
    if count < 0:
        return "", point
    kept, rest = digits[:count], digits[count:]
    if not rest:
        return kept, point
    half = rest[0] + rest[1:].rstrip("0")
    is_odd = bool(kept) and int(kept[-1]) % 2 == 1
    if half > "5" or (half == "5" and is_odd):
        raised = str(int(kept or "0") + 1)
        grown = len(raised) - len(kept)
        return (raised[:count] if count else raised), point + grown
    return kept, point


def _fixed(digits: str, point: int, places: int) -> str:
    digits, point = _rounded(digits, point, point + places)
    whole = digits[: max(point, 0)].ljust(max(point, 0), "0") or "0"
    if not places:
        return whole
    part = ("0" * -point if point < 0 else "") + digits[max(point, 0) :]
    return f"{whole}.{part[:places].ljust(places, '0')}"


def _scientific(digits: str, point: int, places: int, mode: str) -> str:
    exponent = point - 1 if digits else 0
    first, rest = digits[:1] or "0", digits[1:].ljust(places, "0")
    sign = "-" if exponent < 0 else "+"
    return f"{first}{'.' + rest if places > 0 else ''}{mode}{sign}{abs(exponent):02}"
