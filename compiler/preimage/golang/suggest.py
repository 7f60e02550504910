"""The suggestions of error messages: `` (did you mean X?)``."""

from __future__ import annotations

from collections.abc import Iterable

from preimage.golang.text import lower, replace_invalid, upper

_FARTHEST = 2


def suggest(value: str, candidates: Iterable[str]) -> str:
    """Give `` (did you mean X?)`` for the nearest candidate one or two edits away, else the empty text.

    Edits are inserted, deleted and replaced characters; case counts. Of equally near candidates the first
    wins; when that is the empty name, nothing is suggested. A candidate equal to the value, anywhere, means no
    suggestion at all.

    Source: docs/reference/text.md, "Suggestions".
    """
    match = _find_nearest(value, candidates)
    return f" (did you mean {match}?)" if match else ""


def suggest_keyword(word: str, candidates: Iterable[str]) -> str:
    """Suggest an instruction word: case is ignored, and the match is written in the case of the word.

    That is upper case if the word is all upper case, else lower case.
    """
    match = _find_nearest(lower(word), map(lower, candidates))
    if match is None:
        return ""
    if word != lower(word) and word == upper(word):
        match = upper(match)
    return f" (did you mean {match}?)"


def is_near(first: str, second: str) -> bool:
    """Tell whether two texts are at most two edits apart."""
    return _measure_distance(replace_invalid(first), replace_invalid(second), _FARTHEST) <= _FARTHEST


def _find_nearest(value: str, candidates: Iterable[str]) -> str | None:
    nearest = None
    limit = _FARTHEST
    characters = replace_invalid(value)
    for candidate in candidates:
        if candidate == value:
            return None
        if limit >= 0:
            distance = _measure_distance(characters, replace_invalid(candidate), limit)
            if distance <= limit:
                nearest = candidate
                limit = distance - 1
    return nearest


def _measure_distance(first: str, second: str, limit: int) -> int:
    """Levenshtein distance, or any number above limit when it is farther.

    Only the band within limit of the diagonal is computed, so the time is linear in the length.
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    if first == second:
        return 0
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
            return far
        row = following
    return row[len(second) - len(first) + limit]
