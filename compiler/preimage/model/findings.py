"""A finding: what BuildKit calls a build check warning."""

from __future__ import annotations

from preimage.model.rules import RULES


class Finding:
    """One warning: a rule, BuildKit's message and the 1-based lines it points at (possibly none)."""

    __slots__ = ("lines", "message", "rule")

    def __init__(self, rule: str, message: str, lines: tuple[int, ...]) -> None:
        self.rule = rule
        self.message = message
        self.lines = lines

    @property
    def url(self) -> str:
        """BuildKit's page for the rule, or an empty text for a rule without one."""
        return RULES[self.rule].url

    @property
    def description(self) -> str:
        return RULES[self.rule].description

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Finding):
            return NotImplemented
        return (self.rule, self.message, self.lines) == (other.rule, other.message, other.lines)

    def __hash__(self) -> int:
        return hash((self.rule, self.message, self.lines))

    def __repr__(self) -> str:
        return f"Finding({self.rule!r}, {self.message!r}, {self.lines!r})"
