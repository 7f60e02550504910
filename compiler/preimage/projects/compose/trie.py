"""Rules for places in a project, found step by step on the way down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from preimage.projects.compose.nodes import Path

Rule = TypeVar("Rule")


class Trie(Generic[Rule]):
    """What holds at a place and below it; ``rule`` is None where nothing does.

    A part ``*`` of a path is any key, or any entry of a list.
    """

    __slots__ = ("_branches", "rule")

    def __init__(self, rules: Iterable[tuple[Path, Rule]]) -> None:
        self.rule: Rule | None = None
        self._branches: dict[str, Trie[Rule]] = {}
        for path, rule in rules:
            place = self
            for part in path:
                place = place._branches.setdefault(part, Trie(()))
            place.rule = rule

    def step(self, key: str) -> Trie[Rule] | None:
        """Go down to a key or, with ``[]``, to the entries of a list; None where no rule is to come."""
        return self._branches.get(key) or self._branches.get("*")


def by_pattern(rules: Mapping[str, Rule]) -> Trie[Rule]:
    """Make a trie of paths that are written with dots between their parts."""
    return Trie((tuple(pattern.split(".")), rule) for pattern, rule in rules.items())
