"""What the evaluation of one project's files may take."""

from __future__ import annotations

from preimage.model.errors import LimitError

MAX_DEPTH = 100
"""Brackets, templates, operators without end within each other; the same for values."""

MAX_CHAIN = 60
"""Variables, functions and targets whose values need each other's, one after the other."""


MAX_SIZE = 500_000
"""Parts of one value, those of its parts included."""

MAX_STEPS = 300_000
MAX_ITEMS = 3_000_000
MAX_CHARACTERS = 16_000_000


class Budget:
    """What is left of steps, items and characters; used up is a ``LimitError``.

    - steps: expressions worked out, elements of loops, targets merged.
    - items: parts of values that are made or looked through.
    - characters: all text that is made.

    With ``with`` it counts values whose making needs that of others.

    Source: docs/reference/bake.md, "Limits".
    """

    __slots__ = ("_chain", "_characters", "_items", "_steps")

    def __init__(self, steps: int = MAX_STEPS, items: int = MAX_ITEMS, characters: int = MAX_CHARACTERS) -> None:
        self._steps = steps
        self._items = items
        self._characters = characters
        self._chain = 0

    def step(self) -> None:
        """Take one step."""
        self._steps -= 1
        if self._steps < 0:
            raise LimitError(f"the expressions of this project take more than {MAX_STEPS} steps")

    def spend(self, items: int) -> None:
        """Make or look through as many items."""
        self._items -= items
        if self._items < 0:
            raise LimitError(f"the values of this project come to more than {MAX_ITEMS} items")

    def write(self, characters: int) -> None:
        """Make as many characters of text."""
        self._characters -= characters
        if self._characters < 0:
            raise LimitError(f"the values of this project come to more than {MAX_CHARACTERS} characters")

    def __enter__(self) -> None:
        self._chain += 1
        if self._chain > MAX_CHAIN:
            self._chain -= 1
            raise LimitError(f"more than {MAX_CHAIN} values need one another in a row")

    def __exit__(self, *_: object) -> None:
        self._chain -= 1


def check_size(size: int) -> None:
    """Refuse a value of more parts than can be looked through."""
    if size > MAX_SIZE:
        raise LimitError(f"a value of this project has more than {MAX_SIZE} items")


def check_depth(depth: int) -> None:
    """Refuse what is nested deeper than can be read safely."""
    if depth > MAX_DEPTH:
        raise LimitError(f"nested deeper than {MAX_DEPTH} levels")
