"""Suggestions for words of the command line that are nearly right."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60


def suggest(word: str, known: Iterable[str]) -> str:
    """Give `` (did you mean X?)`` for the known word that is most alike, whatever the case; empty if none is."""
    from difflib import get_close_matches

    by_lower = {each.lower(): each for each in known}
    # difflib takes time by the square of the length.
    near = get_close_matches(word.lower(), by_lower, 1) if len(word) <= _LONGEST else []
    return f" (did you mean {by_lower[near[0]]}?)" if near else ""
