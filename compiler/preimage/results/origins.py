"""What set the fields of a result, read off its trace."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from preimage.model.causes import Key
    from preimage.model.trace import Change, Trace
    from preimage.results.differences import Difference


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


class Causes:
    """What set the fields of a result last; the trace is read once, however many fields are asked for."""

    __slots__ = ("_filename", "_last", "_last_of_key", "_last_of_whole")

    def __init__(self, trace: Trace | None, filename: str) -> None:
        self._filename = filename
        self._last: dict[str, tuple[int, Change]] = {}
        self._last_of_whole: dict[str, tuple[int, Change]] = {}
        self._last_of_key: dict[tuple[str, Key], tuple[int, Change]] = {}
        for place in enumerate(trace or ()):
            change = place[1]
            self._last[change.path] = place
            if change.key is None:
                self._last_of_whole[change.path] = place
            else:
                self._last_of_key[change.path, change.key] = place

    def find(self, difference: Difference) -> str:
        """Say what set a field: ``Dockerfile:12 ENV``, ``base alpine``, or an option; empty if nothing did."""
        path = difference.field
        key: Key = None if path == "config.Healthcheck" else difference.key
        if path == "history":
            key = int(difference.key or 0)
        if key is None:
            found = self._last.get(path)
        else:
            # A change of the whole field counts for every key.
            places = (self._last_of_whole.get(path), self._last_of_key.get((path, key)))
            found = max((place for place in places if place is not None), key=itemgetter(0), default=None)
        return _describe(found[1], self._filename) if found is not None else ""


def find_cause(trace: Trace | None, difference: Difference, filename: str) -> str:
    """Say what set one field last: see `Causes.find`."""
    return Causes(trace, filename).find(difference)


def _describe(change: Change, filename: str) -> str:
    if change.cause in ("instruction", "trigger"):
        place = f"{filename}:{change.lines[0]}" if change.lines else filename
        return f"{place} {change.source}" + (" in a trigger" if change.cause == "trigger" else "")
    return f"{change.cause} {change.source}".strip()
