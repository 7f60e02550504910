"""Shell patterns as Go's ``path.Match`` matches them."""

from __future__ import annotations


class BadPatternError(ValueError):
    """The pattern cannot be read; the text is Go's."""


_Range = tuple[str, str]


class _Set:
    """``[a-z]`` or ``[^a-z]``."""

    __slots__ = ("is_negated", "ranges")

    def __init__(self, ranges: list[_Range], is_negated: bool) -> None:
        self.ranges = ranges
        self.is_negated = is_negated

    def has(self, character: str) -> bool:
        return any(low <= character <= high for low, high in self.ranges) != self.is_negated


def match_path(pattern: str, name: str) -> bool:
    """Tell whether a pattern matches a whole name: ``*``, ``?``, ``[a-z]``, ``[^a]`` and a backslash before any.

    ``*`` and ``?`` match no slash. The time is bounded by the product of both lengths.

    Raises:
        BadPatternError: ``syntax error in pattern``.
    """
    elements = _parse(pattern)
    at = index = 0
    star, resumed = -1, 0
    while at < len(name):
        if index < len(elements) and elements[index] == "*":
            star, resumed = index, at
            index += 1
        elif index < len(elements) and _matches(elements[index], name[at]):
            index += 1
            at += 1
        elif star >= 0 and name[resumed] != "/":
            resumed += 1
            index, at = star + 1, resumed
        else:
            return False
    return all(element == "*" for element in elements[index:])


def _matches(element: str | _Set, character: str) -> bool:
    if isinstance(element, _Set):
        return element.has(character)
    return character != "/" if element == "?" else element[-1] == character


def _parse(pattern: str) -> list[str | _Set]:
    """Give ``*``, ``?``, sets, and each other character behind a backslash."""
    elements: list[str | _Set] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character == "[":
            element, at = _parse_set(pattern, at + 1)
            elements.append(element)
            continue
        if character in "*?":
            if character != "*" or elements[-1:] != ["*"]:
                elements.append(character)
        else:
            character, at = _read_escaped(pattern, at)
            elements.append(f"\\{character}")
        at += 1
    return elements


def _read_escaped(pattern: str, at: int) -> tuple[str, int]:
    """Give a character, and its place if it stands behind a backslash."""
    if at < len(pattern) and pattern[at] == "\\":
        at += 1
    if at >= len(pattern):
        raise BadPatternError("syntax error in pattern")
    return pattern[at], at


def _parse_set(pattern: str, at: int) -> tuple[_Set, int]:
    is_negated = pattern[at : at + 1] == "^"
    at += is_negated
    ranges: list[_Range] = []
    while not (ranges and pattern[at : at + 1] == "]"):
        low, at = _read_bound(pattern, at)
        high = low
        if pattern[at : at + 1] == "-":
            high, at = _read_bound(pattern, at + 1)
        ranges.append((low, high))
    return _Set(ranges, is_negated), at + 1


def _read_bound(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at : at + 1] in {"", "-", "]"}:
        raise BadPatternError("syntax error in pattern")
    character, at = _read_escaped(pattern, at)
    if at + 1 >= len(pattern):
        raise BadPatternError("syntax error in pattern")
    return character, at + 1
