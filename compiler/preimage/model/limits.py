"""Bounds on what one compilation may take, and the budget that is drawn on while it runs."""

from __future__ import annotations

from preimage.model.errors import LimitError
from preimage.model.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

MIB = 1 << 20


class Limits(Value):
    """What one compilation may take before it ends in a LimitError; BuildKit itself has no such bounds.

    - ``dockerfile_bytes``: size of the Dockerfile.
    - ``expanded_characters``: all text produced by variables, in all words together.
    - ``history_characters``: all ``created_by`` texts together.
    - ``stages``: stages, those that stand for copied or mounted images included.
    - ``copied_items``: entries of history, Env, labels and so on that stages take over from their parents.
    - ``triggers``: ONBUILD triggers that stages take from their bases.
    - ``exposed_ports``: ports named by all EXPOSE instructions together, repeated ones again.
    - ``name_comparisons``: names compared in search of what an undefined variable or missing image might have meant.
    - ``pattern_cells``: characters of a value times elements of the pattern that is matched with it.

    Source: docs/reference/limits.md.
    """

    __slots__ = (
        "dockerfile_bytes",
        "expanded_characters",
        "history_characters",
        "stages",
        "copied_items",
        "triggers",
        "exposed_ports",
        "name_comparisons",
        "pattern_cells",
    )

    def __init__(
        self,
        *,
        dockerfile_bytes: int = 16 * MIB,
        expanded_characters: int = 16 * MIB,
        history_characters: int = 64 * MIB,
        stages: int = 10_000,
        copied_items: int = 10_000_000,
        triggers: int = 100_000,
        exposed_ports: int = 1_000_000,
        name_comparisons: int = 2_000_000,
        pattern_cells: int = 1 << 31,
    ) -> None:
        self.dockerfile_bytes: Final = dockerfile_bytes
        self.expanded_characters: Final = expanded_characters
        self.history_characters: Final = history_characters
        self.stages: Final = stages
        self.copied_items: Final = copied_items
        self.triggers: Final = triggers
        self.exposed_ports: Final = exposed_ports
        self.name_comparisons: Final = name_comparisons
        self.pattern_cells: Final = pattern_cells


DEFAULT_LIMITS = Limits()


class Budget:
    """What is left of the limits during one compilation."""

    __slots__ = (
        "copied_items",
        "expanded_characters",
        "exposed_ports",
        "history_characters",
        "limits",
        "name_comparisons",
        "triggers",
    )

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.expanded_characters = limits.expanded_characters
        self.history_characters = limits.history_characters
        self.copied_items = limits.copied_items
        self.triggers = limits.triggers
        self.exposed_ports = limits.exposed_ports
        self.name_comparisons = limits.name_comparisons

    def spend_expanded(self, characters: int) -> None:
        self.expanded_characters -= characters
        if self.expanded_characters < 0:
            raise LimitError(
                f"variables expand to more than {self.limits.expanded_characters} characters in this build"
            )

    def spend_history(self, characters: int) -> None:
        self.history_characters -= characters
        if self.history_characters < 0:
            raise LimitError(f"the history holds more than {self.limits.history_characters} characters of text")

    def spend_copied(self, items: int) -> None:
        self.copied_items -= items
        if self.copied_items < 0:
            raise LimitError(f"stages take over more than {self.limits.copied_items} entries from their parents")

    def spend_triggers(self, count: int) -> None:
        self.triggers -= count
        if self.triggers < 0:
            raise LimitError(f"stages take more than {self.limits.triggers} triggers from their bases")

    def spend_ports(self, count: int) -> None:
        self.exposed_ports -= count
        if self.exposed_ports < 0:
            raise LimitError(f"EXPOSE names more than {self.limits.exposed_ports} ports")

    def spend_comparisons(self, names: int) -> None:
        self.name_comparisons -= names
        if self.name_comparisons < 0:
            raise LimitError(
                f"undefined variables and missing images would be compared with more than "
                f"{self.limits.name_comparisons} names"
            )

    def check_stages(self, count: int) -> None:
        if count > self.limits.stages:
            raise LimitError(f"more than {self.limits.stages} stages")

    def check_pattern(self, value: int, elements: int) -> None:
        if value * elements > self.limits.pattern_cells:
            raise LimitError(
                f"a pattern of {elements} elements matched with {value} characters is over the limit of "
                f"{self.limits.pattern_cells} cells"
            )
