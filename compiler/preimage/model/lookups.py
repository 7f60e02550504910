"""What a word has looked up."""

from __future__ import annotations


class Lookups:
    """Names that words looked up: with their value, or without one; each once, in order."""

    __slots__ = ("found", "missing")

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.missing: dict[str, None] = {}
