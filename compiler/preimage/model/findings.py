"""A finding: what BuildKit calls a build check warning."""

from __future__ import annotations

from preimage.model.rules import RULES, Rule
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


def find_rule(name: str) -> Rule[...]:
    """Give a rule by its name, BuildKit's or one of preimage's own."""
    rule: Rule[...] | None = RULES.get(name)
    if rule is None:
        from preimage.model.notes import OWN_RULES

        rule = OWN_RULES[name]
    return rule


class Finding(Value):
    """One warning: a rule, its message and the 1-based lines it points at (possibly none).

    The rule is one of BuildKit's, or one of preimage's own: a portability note or a note about the text.
    """

    __slots__ = ("rule", "message", "lines")

    def __init__(self, rule: str, message: str, lines: tuple[int, ...]) -> None:
        self.rule: Final = rule
        self.message: Final = message
        self.lines: Final = lines

    @property
    def is_note(self) -> bool:
        """Tell whether this is a note about the text, which does not fail a check by itself."""
        if not self.rule.startswith("preimage/"):
            return False
        from preimage.model.notes import NOTE_RULES

        return self.rule in NOTE_RULES

    @property
    def url(self) -> str:
        """The page of the rule, or an empty text for a rule without one."""
        return find_rule(self.rule).url

    @property
    def severity(self) -> str:
        """``warning`` for a rule of BuildKit's; ``note`` for one of preimage's own."""
        return "note" if "/" in self.rule else "warning"

    @property
    def description(self) -> str:
        return find_rule(self.rule).description
