"""What the evaluation of one project's files may take."""

from __future__ import annotations

from preimage.model.errors import LimitError

MAX_DEPTH = 100
"""Brackets, templates, operators without end within each other; the same for values."""

MAX_CHAIN = 60
"""Variables, functions and targets whose values need each other's, one after the other."""


class Budget:
    """Steps of evaluation, and characters and items of what they make; used up is a ``LimitError``.

    Source: docs/reference/bake.md, "Limits".
    """

    __slots__ = ("chain", "items", "steps")

    def __init__(self, steps: int = 1_000_000, items: int = 16_000_000) -> None:
        self.steps = steps
        self.items = items
        self.chain = 0

    def step(self) -> None:
        """Take one step."""
        self.steps -= 1
        if self.steps < 0:
            raise LimitError("the expressions of this project take more than 1000000 steps")

    def spend(self, items: int) -> None:
        """Make as many characters or items."""
        self.items -= items
        if self.items < 0:
            raise LimitError("the values of this project come to more than 16000000 characters")

    def enter(self) -> None:
        """Begin a value that another one needs; ``leave`` ends it."""
        self.chain += 1
        if self.chain > MAX_CHAIN:
            raise LimitError(f"more than {MAX_CHAIN} values need one another in a row")

    def leave(self) -> None:
        """End what ``enter`` began."""
        self.chain -= 1


def check_depth(depth: int) -> None:
    """Refuse what is nested deeper than can be read safely."""
    if depth > MAX_DEPTH:
        raise LimitError(f"nested deeper than {MAX_DEPTH} levels")
