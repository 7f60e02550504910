"""The suggestions of error messages: `` (did you mean X?)``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from preimage.golang.text import lower, replace_invalid, upper

_FARTHEST = 2
_SHORT = 64
"""Characters of two texts together whose distance is remembered."""


class Allowance:
    """Steps that suggestions may still take: one for each name looked at and each pair of characters compared."""

    __slots__ = ("steps",)

    def __init__(self, steps: int) -> None:
        self.steps = steps


def suggest(value: str, candidates: Iterable[str], allowance: Allowance | None = None) -> str:
    """Give `` (did you mean X?)`` for the nearest candidate one or two edits away, else the empty text.

    Edits are inserted, deleted and replaced characters; case counts. Of equally near candidates the first
    wins; when that is the empty name, nothing is suggested. A candidate equal to the value, anywhere, means no
    suggestion at all. So does an allowance that is used up.

    Source: docs/reference/text.md, "Suggestions".
    """
    match = _find_nearest(value, candidates, allowance)
    return f" (did you mean {match}?)" if match else ""


def suggest_keyword(word: str, candidates: Iterable[str]) -> str:
    """Suggest an instruction word: case is ignored, and the match is written in the case of the word.

    That is upper case if the word is all upper case, else lower case.
    """
    match = _find_nearest(lower(word), map(lower, candidates), None)
    if match is None:
        return ""
    if word != lower(word) and word == upper(word):
        match = upper(match)
    return f" (did you mean {match}?)"


def is_near(first: str, second: str) -> bool:
    """Tell whether two texts are at most two edits apart."""
    return _find_nearest(first, [second], None) is not None or first == second


def _find_nearest(value: str, candidates: Iterable[str], allowance: Allowance | None) -> str | None:
    nearest = None
    limit = _FARTHEST
    characters = replace_invalid(value)
    length = len(characters)
    left = allowance.steps if allowance is not None else 1 << 62
    for candidate in candidates:
        left -= 1
        if left < 0:
            nearest = None
            break
        if candidate == value:
            nearest = None
            break
        # Names do not grow shorter when bytes that are no UTF-8 are replaced.
        if limit >= 0 and -limit <= len(candidate) - length <= limit:
            distance, steps = _measure_distance(characters, replace_invalid(candidate), limit)
            left -= steps
            if distance <= limit:
                nearest = candidate
                limit = distance - 1
    if allowance is not None:
        allowance.steps = left
    return nearest


def _measure_distance(first: str, second: str, limit: int) -> tuple[int, int]:
    """Levenshtein distance, or any number above limit when it is farther; and the steps that this took.

    What the texts have in common at both ends does not count; of the rest only the band within limit of the diagonal
    is computed, so the time is linear in the length.
    """
    start, end = 0, min(len(first), len(second))
    while start < end and first[start] == second[start]:
        start += 1
    last = 1
    while start < end and first[-last] == second[-last]:
        last += 1
        end -= 1
    stop = 1 - last or None
    measure = _measure_short if len(first) + len(second) <= _SHORT else _measure_band
    distance, rows = measure(first[start:stop], second[start:stop], limit)
    return distance, start + last + rows * (2 * limit + 1)


def _measure_band(first: str, second: str, limit: int) -> tuple[int, int]:
    """Give the distance, or any number above limit, and how many rows were computed."""
    if not first or not second:
        return len(first) + len(second), 0
    far = limit + 1
    # row[k] is the distance of first[:i] to second[:i + k - limit].
    width = 2 * limit + 1
    row = [k - limit if k >= limit else far for k in range(width)]
    for i, character in enumerate(first, 1):
        following = [far] * width
        for k in range(width):
            j = i + k - limit
            if j < 0 or j > len(second):
                continue
            best = row[k + 1] + 1 if k + 1 < width else far
            if k and following[k - 1] + 1 < best:
                best = following[k - 1] + 1
            if j:
                replaced = row[k] + (second[j - 1] != character)
                best = min(best, replaced)
            following[k] = best
        if min(following) > limit:
            return far, i
        row = following
    return row[len(second) - len(first) + limit], len(first)


# While a file is typed, the same names are compared again and again.
_measure_short = lru_cache(maxsize=1 << 14)(_measure_band)
