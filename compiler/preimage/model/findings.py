"""A finding: what BuildKit calls a build check warning."""

from __future__ import annotations

from preimage.model.rules import RULES, Rule


def _find_rule(name: str) -> Rule[...]:
    rule: Rule[...] | None = RULES.get(name)
    if rule is None:
        from preimage.model.portability import PORTABILITY_RULES

        rule = PORTABILITY_RULES[name]
    return rule


class Finding:
    """One warning: a rule, its message and the 1-based lines it points at (possibly none).

    The rule is one of BuildKit's, or one of preimage's own portability notes.
    """

    __slots__ = ("lines", "message", "rule")

    def __init__(self, rule: str, message: str, lines: tuple[int, ...]) -> None:
        self.rule = rule
        self.message = message
        self.lines = lines

    @property
    def url(self) -> str:
        """The page of the rule, or an empty text for a rule without one."""
        return _find_rule(self.rule).url

    @property
    def description(self) -> str:
        return _find_rule(self.rule).description

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Finding):
            return NotImplemented
        return (self.rule, self.message, self.lines) == (other.rule, other.message, other.lines)

    def __hash__(self) -> int:
        return hash((self.rule, self.message, self.lines))

    def __repr__(self) -> str:
        return f"Finding({self.rule!r}, {self.message!r}, {self.lines!r})"
