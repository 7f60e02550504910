"""What set the fields of a result, read off its trace."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from preimage.model.trace import Trace


@dataclass(frozen=True, slots=True)
class Origins:
    """What of an image came from its base: the names of such labels, and whether its healthcheck did."""

    labels: frozenset[str] = frozenset()
    healthcheck: bool = False


def find_origins(trace: Trace, labels: Iterable[str]) -> Origins:
    """Find which labels of a result, and whether its healthcheck, are as the base has them or a trigger of it set them.

    A trigger that an earlier stage of the same Dockerfile left is the Dockerfile's own.
    """
    changes = trace.origins()

    def is_from_base(field: str, key: str | None = None) -> bool:
        change = changes.get((field, key))
        if change is None or change.cause == "base":
            return True
        return change.cause == "trigger" and change.origin.declared is None

    inherited = frozenset(name for name in labels if is_from_base("config.Labels", name))
    return Origins(inherited, is_from_base("config.Healthcheck"))
