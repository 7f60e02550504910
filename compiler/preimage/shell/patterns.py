"""Patterns of ``${name#pattern}`` and ``${name/pattern/replacement}``.

BuildKit turns a pattern into a regular expression. Here the value is matched directly, as sets of positions held in
the bits of one integer: bit *i* set means "a match may stand before character *i*". A step of the pattern is then a
few operations on integers, so that no pattern can make the matcher go back and try again.

Source: docs/reference/words.md, "Patterns".
"""

from __future__ import annotations

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
    """Reverse a pattern, keeping each escape in front of what it escapes; one at the very end comes to the front."""
    pieces = []
    index = 0
    while index < len(pattern):
        width = 2 if pattern[index] == "\\" and index + 1 < len(pattern) else 1
        pieces.append(pattern[index : index + width])
        index += width
    return "".join(reversed(pieces))


class _Positions:
    """The positions of one value, as bit sets."""

    __slots__ = ("_masks", "in_line", "value")

    def __init__(self, value: str) -> None:
        self.value = value
        self._masks: dict[str, int] = {}
        self.in_line = ((1 << len(value)) - 1) & ~self.of("\n")

    def of(self, character: str) -> int:
        """Give the positions at which the character stands."""
        mask = self._masks.get(character)
        if mask is None:
            bits = "".join("1" if other == character else "0" for other in reversed(self.value))
            mask = self._masks[character] = int(bits or "0", 2)
        return mask

    def forward(self, starts: int, element: str | None) -> int:
        """Give the positions behind the element when it begins at any of ``starts``."""
        if element is ANY_ONE:
            return (starts & self.in_line) << 1
        if element != ANY_RUN:
            return (starts & self.of(element)) << 1
        # Adding a start to the run of ones it stands in carries over to the position behind the run; the bits that
        # change on the way are what the run reaches.
        return (((starts & self.in_line) + self.in_line) ^ self.in_line) | starts

    def backward(self, ends: int, element: str | None) -> int:
        """Give the positions from which the element can end at any of ``ends``."""
        if element is ANY_ONE:
            return (ends >> 1) & self.in_line
        if element != ANY_RUN:
            return (ends >> 1) & self.of(element)
        reached, passable, distance = ends, self.in_line, 1
        while distance <= len(self.value):
            reached |= passable & (reached >> distance)
            passable &= passable >> distance
            distance *= 2
        return reached


def trim_prefix(value: str, pattern: str, is_longest: bool, budget: Budget) -> str:
    """Cut the shortest or longest prefix that matches; no match leaves the value as it is.

    Raises:
        ValueError: see parse_pattern.
    """
    elements = parse_pattern(pattern)
    budget.check_pattern(len(value), len(elements))
    positions = _Positions(value)
    ends = 1
    for element in elements:
        ends = positions.forward(ends, element)
    if not ends:
        return value
    return value[ends.bit_length() - 1 if is_longest else _lowest(ends) :]


def trim_suffix(value: str, pattern: str, is_longest: bool, budget: Budget) -> str:
    """Cut a suffix: the prefix of the reversed value that matches the pattern, which is reversed already."""
    return trim_prefix(value[::-1], pattern, is_longest, budget)[::-1]


def find_matches(value: str, pattern: str, budget: Budget) -> list[tuple[int, int]]:
    """Find all matches from left to right, each as leftmost and then with each run as long as possible.

    An empty match right behind another match is not given, as in Go.

    Raises:
        ValueError: see parse_pattern.
    """
    elements = parse_pattern(pattern)
    budget.check_pattern(len(value), len(elements))
    positions = _Positions(value)
    # rest[k]: from where the elements k and later can match.
    rest = [(1 << (len(value) + 1)) - 1]
    for element in reversed(elements):
        rest.append(positions.backward(rest[-1], element))
    rest.reverse()
    found: list[tuple[int, int]] = []
    cursor = last_end = 0
    while cursor <= len(value):
        later = rest[0] >> cursor
        if not later:
            break
        start = cursor + _lowest(later)
        end = _end_of_match(positions, elements, rest, start)
        if end > last_end or start == 0:
            found.append((start, end))
        last_end = end
        cursor = max(end, cursor + 1)
    return found


def _end_of_match(positions: _Positions, elements: Elements, rest: list[int], start: int) -> int:
    end = start
    for index, element in enumerate(elements):
        if element == ANY_RUN:
            newline = positions.value.find("\n", end)
            line_end = len(positions.value) if newline < 0 else newline
            reachable = (rest[index + 1] >> end) & ((1 << (line_end - end + 1)) - 1)
            end += reachable.bit_length() - 1
        else:
            end += 1
    return end


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
