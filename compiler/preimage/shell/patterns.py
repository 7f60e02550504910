"""Patterns of ``${name#pattern}`` and ``${name/pattern/replacement}``.

BuildKit turns a pattern into a regular expression. Here the value is matched directly, as sets of positions held in
the bits of one integer: bit *i* set means "a match may stand before character *i*". A step of the pattern is then a
few operations on integers, so that no pattern can make the matcher go back and try again.

Source: docs/reference/words.md, "Patterns".
"""

from __future__ import annotations

from collections.abc import Iterator

from preimage.golang.text import replace_invalid
from preimage.model.limits import Budget

ANY_RUN = ""
"""Element for ``*``: any run of characters but newlines."""
ANY_ONE = None
"""Element for ``?``: one character but a newline."""

Elements = list[str | None]


def parse_pattern(pattern: str) -> Elements:
    """Parse a pattern to elements: ANY_RUN, ANY_ONE or one literal character; neighbouring runs are one.

    Raises:
        ValueError: an escape that is not allowed, with BuildKit's text ``invalid escape '\\x'``.
    """
    elements: Elements = []
    characters = iter(pattern.removeprefix("\ufeff"))
    for character in characters:
        if character == "*":
            if not elements or elements[-1] != ANY_RUN:
                elements.append(ANY_RUN)
        elif character == "?":
            elements.append(ANY_ONE)
        elif character == "\\":
            escaped = next(characters, "\ufffd")
            if escaped not in ("*", "?", "\\", "}", "/"):
                raise ValueError(f"invalid escape '\\{escaped}'")
            elements.append(escaped)
        else:
            elements.append(character)
    return elements


def reverse_pattern(pattern: str) -> str:
    """Reverse a pattern, each escape staying in front of its character; an escape at the end comes to the front."""
    pieces = []
    index = 0
    while index < len(pattern):
        width = 2 if pattern[index] == "\\" and index + 1 < len(pattern) else 1
        pieces.append(pattern[index : index + width])
        index += width
    return "".join(reversed(pieces))


def _mark_table(character: str) -> bytes:
    """Give the table that makes a one of a character and a zero of all others in ASCII."""
    table = bytearray(b"0") * 256
    if character.isascii():
        table[ord(character)] = 0x31
    return bytes(table)


class _Positions:
    """The positions of one value, as bit sets."""

    __slots__ = ("_in_line", "_masks", "_reversed", "_value")

    def __init__(self, value: str) -> None:
        self._value = value
        self._reversed = value[::-1].encode("ascii") if value.isascii() else None
        self._masks: dict[str, int] = {}
        self._in_line = ((1 << len(value)) - 1) & ~self._of("\n")

    def _of(self, character: str) -> int:
        """Give the positions at which the character stands."""
        mask = self._masks.get(character)
        if mask is None:
            mask = self._masks[character] = int(self._mark(character) or b"0", 2)
        return mask

    def _mark(self, character: str) -> bytes | bytearray:
        """Give a digit for each position, the last one first."""
        if self._reversed is not None:
            return self._reversed.translate(_mark_table(character))
        digits = bytearray(b"0") * len(self._value)
        position = self._value.find(character)
        while position >= 0:
            digits[-1 - position] = 0x31
            position = self._value.find(character, position + 1)
        return digits

    def behind(self, starts: int, element: str | None) -> int:
        """Give the positions behind the element when it begins at any of ``starts``."""
        if element is ANY_ONE:
            return (starts & self._in_line) << 1
        if element != ANY_RUN:
            return (starts & self._of(element)) << 1
        # Adding a start to the run of ones it stands in carries over to the position behind the run; the bits that
        # change on the way are what the run reaches.
        return (((starts & self._in_line) + self._in_line) ^ self._in_line) | starts


def trim_prefix(value: str, pattern: str, is_longest: bool, budget: Budget) -> str:
    """Cut the shortest or longest prefix that matches; no match leaves the value as it is.

    Raises:
        ValueError: see parse_pattern.
    """
    elements = parse_pattern(pattern)
    budget.spend_pattern(len(value), len(elements))
    positions = _Positions(value)
    ends = 1
    for element in elements:
        ends = positions.behind(ends, element)
    if not ends:
        return value
    return value[ends.bit_length() - 1 if is_longest else _lowest(ends) :]


def trim_suffix(value: str, pattern: str, is_longest: bool, budget: Budget) -> str:
    """Cut a suffix: the prefix of the reversed value that matches the pattern, which is reversed already.

    Bytes that are not UTF-8 become U+FFFD, as they do in Go when text is reversed.
    """
    return trim_prefix(replace_invalid(value)[::-1], pattern, is_longest, budget)[::-1]


def find_matches(value: str, pattern: str, budget: Budget) -> Iterator[tuple[int, int]]:
    """Find all matches from left to right, each as leftmost and then with each run as long as possible.

    An empty match right behind another match is not given, as in Go.

    Raises:
        ValueError: see parse_pattern; at once, not while the matches are taken.
    """
    elements = parse_pattern(pattern)
    budget.spend_pattern(len(value), len(elements))
    # Read from its end, the value tells from where the elements that follow can match up to anywhere.
    positions = _Positions(value[::-1])
    width = len(value) + 1
    starts = (1 << width) - 1
    behind_runs: list[bytes] = []
    for element in reversed(elements):
        behind_runs.append(_pack(starts, width) if element == ANY_RUN else b"")
        starts = positions.behind(starts, element)
    behind_runs.reverse()
    return _scan(value, elements, f"{starts:0{width}b}", behind_runs, budget)


def _scan(
    value: str, elements: Elements, starts: str, behind_runs: list[bytes], budget: Budget
) -> Iterator[tuple[int, int]]:
    """Give the matches; ``starts`` has a ``1`` for each position at which one can begin."""
    cursor = last_end = 0
    start = starts.find("1")
    while start >= 0:
        budget.spend_matches(1 + len(elements))
        end = _end_of_match(value, elements, behind_runs, start)
        if end > last_end or start == 0:
            yield start, end
        last_end = end
        cursor = max(end, cursor + 1)
        start = starts.find("1", cursor)


def _end_of_match(value: str, elements: Elements, behind_runs: list[bytes], start: int) -> int:
    end = start
    for element, behind_run in zip(elements, behind_runs, strict=True):
        if element == ANY_RUN:
            newline = value.find("\n", end)
            end = _last_of(behind_run, end, len(value) if newline < 0 else newline)
        else:
            end += 1
    return end


def _pack(bits: int, width: int) -> bytes:
    """Pack the bits to bytes with the highest bit first, so that a stretch of them can be taken out."""
    padding = -width % 8
    return (bits << padding).to_bytes((width + padding) // 8, "big")


def _last_of(packed: bytes, first: int, last: int) -> int:
    """Give the last of the positions from ``first`` to ``last``, of which there is one at least."""
    stretch = int.from_bytes(packed[first >> 3 : (last >> 3) + 1], "big") >> (7 - (last & 7))
    return last - _lowest(stretch)


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
