"""What an unknown name might have meant."""

from __future__ import annotations

from collections.abc import Iterable

from preimage.golang.quoting import quote
from preimage.golang.suggest import is_near


def suggest_name(given: str, names: Iterable[str]) -> str:
    """Give `` Did you mean "X"?`` for the first name that is one or two edits away, else the empty text."""
    found = next((name for name in names if is_near(given, name)), None)
    return f" Did you mean {quote(found)}?" if found is not None else ""
