"""Numbers: binary floats of a stated precision, as Go's math/big computes with them.

Literals and numbers from text have 512 bits, those of functions 53 or 64; a result has the larger precision of its
operands. Rounding is to the nearest, ties to even.

Source: docs/reference/bake.md, "Numbers".
"""

from __future__ import annotations

import re

from preimage.model.errors import LimitError

FULL = 512
"""Bits of a literal."""

_MOST_BITS, _LEAST_BITS = 13_000, -4_800
_PLAIN = re.compile(r"[0-9]{1,150}\Z")
_DECIMAL = re.compile(
    r"(?P<sign>[+-]?)(?:(?P<whole>[0-9]+)\.?(?P<part>[0-9]*)|\.(?P<only>[0-9]+))"
    r"(?:(?P<kind>[eEpP])(?P<exponent>[+-]?[0-9]+))?\Z"
)
_MOST_DIGITS = 4_000


class Number:
    """``mantissa * 2**exponent``, negative if so; ``is_infinite`` numbers have neither. Never changed."""

    __slots__ = ("_text", "exponent", "is_infinite", "is_negative", "mantissa", "precision")

    def __init__(
        self,
        mantissa: int,
        exponent: int = 0,
        *,
        is_negative: bool = False,
        precision: int = FULL,
        is_infinite: bool = False,
    ) -> None:
        self.mantissa = mantissa
        self.exponent = exponent
        self.is_negative = is_negative
        self.precision = precision
        self.is_infinite = is_infinite
        self._text: str | None = None

    @property
    def is_zero(self) -> bool:
        return not self.mantissa and not self.is_infinite

    @property
    def text(self) -> str:
        """All digits that tell the number from its neighbours, without exponent."""
        if self._text is None:
            self._text = _render(self)
        return self._text

    @property
    def is_whole(self) -> bool:
        if self.is_infinite:
            return False
        return self.exponent >= 0 or not self.mantissa & ((1 << -self.exponent) - 1)

    def truncate(self) -> int:
        """Give the whole part, towards zero; infinity is a ``ValueError``."""
        if self.is_infinite:
            raise ValueError("infinity has no whole part")
        whole = self.mantissa << self.exponent if self.exponent >= 0 else self.mantissa >> -self.exponent
        return -whole if self.is_negative else whole

    def to_float(self) -> float:
        """Give the nearest double."""
        sign = -1.0 if self.is_negative else 1.0
        if self.is_infinite:
            return sign * float("inf")
        rounded = round_number(self, 53)
        try:
            # Division of whole numbers rounds once, also where the result is subnormal.
            scale = 1 << abs(self.exponent)
            return sign * (self.mantissa / scale if self.exponent < 0 else float(rounded.mantissa << rounded.exponent))
        except OverflowError:
            return sign * float("inf")

    def __repr__(self) -> str:
        return f"Number({self.text})"


def _round(mantissa: int, exponent: int, precision: int, is_sticky: bool = False) -> tuple[int, int]:
    """Round to as many bits; sticky says that something not zero follows the mantissa."""
    excess = mantissa.bit_length() - precision
    if excess <= 0:
        return mantissa, exponent
    half = 1 << (excess - 1)
    rest = mantissa & ((1 << excess) - 1)
    mantissa >>= excess
    if rest > half or (rest == half and (is_sticky or mantissa & 1)):
        mantissa += 1
    return mantissa, exponent + excess


def _make(mantissa: int, exponent: int, is_negative: bool, precision: int, is_sticky: bool = False) -> Number:
    mantissa, exponent = _round(mantissa, exponent, precision, is_sticky)
    if mantissa:
        if not _LEAST_BITS <= exponent + mantissa.bit_length() <= _MOST_BITS:
            raise LimitError(f"a number has more than {_MOST_DIGITS} digits")
        if exponent and not mantissa & 1:
            zeros = (mantissa & -mantissa).bit_length() - 1
            if exponent < 0:
                zeros = min(zeros, -exponent)
            mantissa, exponent = mantissa >> zeros, exponent + zeros
    else:
        exponent = 0
    return Number(mantissa, exponent, is_negative=is_negative, precision=precision)


def from_int(value: int, precision: int = FULL) -> Number:
    """Give a whole number."""
    return _make(abs(value), 0, value < 0, precision)


def from_float(value: float, precision: int = 53) -> Number:
    """Give the number that a double is; it must not be NaN."""
    if value in (float("inf"), float("-inf")):
        return Number(0, is_infinite=True, is_negative=value < 0, precision=precision)
    above, below = value.as_integer_ratio()
    is_negative = value < 0 or (not value and str(value).startswith("-"))
    return _make(abs(above), 1 - below.bit_length(), is_negative, precision)


def infinity(is_negative: bool = False, precision: int = FULL) -> Number:
    """Give infinity."""
    return Number(0, is_infinite=True, is_negative=is_negative, precision=precision)


def round_number(number: Number, precision: int) -> Number:
    """Give the number with another precision."""
    if number.is_infinite:
        return infinity(number.is_negative, precision)
    return _make(number.mantissa, number.exponent, number.is_negative, precision)


def parse_number(text: str, precision: int = FULL) -> Number | None:
    """Read a number as Go's ``big.ParseFloat`` of base 10; None for what is none.

    A sign, ``.5``, ``5.``, exponents ``e10`` of ten and ``p10`` of two, and ``Inf`` are read; blanks, underscores and
    other bases are not.
    """
    if _PLAIN.match(text):
        return Number(int(text), precision=precision)
    match = _DECIMAL.match(text)
    if match is None:
        if text.lstrip("+-").lower() == "inf" and text.lstrip("+-")[1:] == "nf" and len(text) <= 4:
            return infinity(text.startswith("-"), precision)
        return None
    if len(text) > _MOST_DIGITS:
        raise LimitError(f"a number has more than {_MOST_DIGITS} digits")
    part = match["part"] or match["only"] or ""
    digits = int((match["whole"] or "") + part)
    exponent, shift = int(match["exponent"] or "0"), 0
    if match["kind"] in ("p", "P"):
        exponent, shift = 0, exponent
    return scale_ten(digits, exponent - len(part), match["sign"] == "-", precision, shift)


def scale_ten(digits: int, power: int, is_negative: bool, precision: int, shift: int = 0) -> Number:
    """Give ``digits * 10**power * 2**shift``, rounded."""
    if not digits:
        return Number(0, is_negative=is_negative, precision=precision)
    if abs(power) > 2 * _MOST_DIGITS or abs(shift) > 2 * _MOST_BITS:
        raise LimitError(f"a number has more than {_MOST_DIGITS} digits")
    if power >= 0:
        return _make(digits * 10**power, shift, is_negative, precision)
    return _divide(digits, 10**-power, shift, is_negative, precision)


def _divide(above: int, below: int, shift: int, is_negative: bool, precision: int) -> Number:
    extra = max(0, precision + 2 + below.bit_length() - above.bit_length())
    quotient, rest = divmod(above << extra, below)
    # Two bits more than asked for, so that what follows can only break a tie.
    return _make(quotient, shift - extra, is_negative, precision, is_sticky=bool(rest))


def negate(number: Number) -> Number:
    """Give the number with the other sign; of zero, too."""
    return Number(
        number.mantissa,
        number.exponent,
        is_negative=not number.is_negative,
        precision=number.precision,
        is_infinite=number.is_infinite,
    )


def add(left: Number, right: Number) -> Number:
    """Add; opposite infinities are a ``ValueError``."""
    precision = max(left.precision, right.precision)
    if left.is_infinite or right.is_infinite:
        if left.is_infinite and right.is_infinite and left.is_negative != right.is_negative:
            raise ValueError("can't compute sum of opposing infinities")
        return infinity(left.is_negative if left.is_infinite else right.is_negative, precision)
    exponent = min(left.exponent, right.exponent)
    total = (left.mantissa << (left.exponent - exponent)) * (-1 if left.is_negative else 1)
    total += (right.mantissa << (right.exponent - exponent)) * (-1 if right.is_negative else 1)
    is_negative = total < 0 or (not total and left.is_negative and right.is_negative)
    return _make(abs(total), exponent, is_negative, precision)


def subtract(left: Number, right: Number) -> Number:
    """Subtract; equal infinities are a ``ValueError``."""
    try:
        return add(left, negate(right))
    except ValueError:
        raise ValueError("can't subtract infinity from itself") from None


def multiply(left: Number, right: Number) -> Number:
    """Multiply with 512 bits; what the operands' precision cannot hold keeps as many as it takes."""
    precision = max(left.precision, right.precision)
    is_negative = left.is_negative != right.is_negative
    if left.is_infinite or right.is_infinite:
        if left.is_zero or right.is_zero:
            raise ValueError("can't multiply zero by infinity")
        return infinity(is_negative, precision)
    product = _make(left.mantissa * right.mantissa, left.exponent + right.exponent, is_negative, FULL)
    odd = product.mantissa // (product.mantissa & -product.mantissa) if product.mantissa else 0
    return round_number(product, max(precision, odd.bit_length()))


def divide(left: Number, right: Number) -> Number:
    """Divide; by zero is infinity, and zero by zero a ``ValueError``."""
    precision = max(left.precision, right.precision)
    is_negative = left.is_negative != right.is_negative
    if (left.is_zero and right.is_zero) or (left.is_infinite and right.is_infinite):
        raise ValueError("can't divide zero by zero or infinity by infinity")
    if left.is_infinite or right.is_zero:
        return infinity(is_negative, precision)
    if right.is_infinite or left.is_zero:
        return Number(0, is_negative=is_negative, precision=precision)
    return _divide(left.mantissa, right.mantissa, left.exponent - right.exponent, is_negative, precision)


def modulo(left: Number, right: Number) -> Number:
    """Give the rest of a division towards zero; by zero it is the number itself."""
    if left.is_infinite or right.is_infinite:
        return multiply(left, right)
    if right.is_zero:
        return left
    times = from_int(divide(left, right).truncate(), left.precision)
    product = multiply_to(right, times, left.precision)
    difference = add(left, negate(product))
    return round_number(difference, left.precision)


def multiply_to(left: Number, right: Number, precision: int) -> Number:
    """Multiply and round to the precision given."""
    is_negative = left.is_negative != right.is_negative
    return _make(left.mantissa * right.mantissa, left.exponent + right.exponent, is_negative, precision)


def compare(left: Number, right: Number) -> int:
    """Give a number below, equal to or above 0, as the left is to the right."""
    if left.is_infinite or right.is_infinite:
        signs = [(-1 if each.is_negative else 1) if each.is_infinite else 0 for each in (left, right)]
        return (signs[0] > signs[1]) - (signs[0] < signs[1])
    exponent = min(left.exponent, right.exponent)
    first = (left.mantissa << (left.exponent - exponent)) * (-1 if left.is_negative else 1)
    second = (right.mantissa << (right.exponent - exponent)) * (-1 if right.is_negative else 1)
    return (first > second) - (first < second)


def is_equal(left: Number, right: Number) -> bool:
    """Tell whether two numbers print alike; that is what equality means here, and zero has no sign for it."""
    return left.text.removeprefix("-") == right.text.removeprefix("-") and (
        left.is_negative == right.is_negative or left.is_zero
    )


def _render(number: Number) -> str:
    sign = "-" if number.is_negative else ""
    if number.is_infinite:
        return sign + "Inf" if sign else "+Inf"
    if number.exponent == 0 and number.mantissa.bit_length() <= number.precision:
        return f"{sign}{number.mantissa}"
    digits, point = shortest_digits(number)
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"


def _decimal(mantissa: int, exponent: int) -> tuple[str, int]:
    """Give all decimal digits, and where the point stands in them."""
    digits = str(mantissa << exponent if exponent >= 0 else mantissa * 5**-exponent)
    point = len(digits) + min(exponent, 0)
    return digits.rstrip("0"), point


def shortest_digits(number: Number) -> tuple[str, int]:
    """Give the fewest digits that round to the number in its precision, and the place of the point.

    The number is not zero and not infinite.
    """
    shift = number.precision - number.mantissa.bit_length()
    # The last bit is worth half a unit of the precision, so the neighbours' midpoints are one away.
    mantissa, exponent = number.mantissa << (shift + 1), number.exponent - shift - 1
    digits, point = _decimal(mantissa, exponent)
    lower, _ = _decimal(mantissa - 1, exponent)
    upper, _ = _decimal(mantissa + 1, exponent)
    is_inclusive = not mantissa & 2
    for index, digit in enumerate(digits):
        low = lower[index : index + 1] or "0"
        high = upper[index : index + 1] or "0"
        can_cut = low != digit or (is_inclusive and index + 1 == len(lower))
        can_raise = digit != high and (is_inclusive or int(digit) + 1 < int(high) or index + 1 < len(upper))
        if can_cut or can_raise:
            must_raise = can_raise and (not can_cut or _rounds_up(digits, index + 1))
            return _cut(digits, point, index + 1, must_raise)
    return digits, point


def _rounds_up(digits: str, count: int) -> bool:
    if count >= len(digits):
        return False
    if digits[count] == "5" and count + 1 == len(digits):
        return count > 0 and int(digits[count - 1]) % 2 == 1
    return digits[count] >= "5"


def _cut(digits: str, point: int, count: int, must_raise: bool) -> tuple[str, int]:
    kept = digits[:count]
    if not must_raise:
        return kept.rstrip("0"), point
    raised = str(int(kept) + 1)
    return raised.rstrip("0"), point + len(raised) - len(kept)
