"""The trace: what set each field of the result, as data."""

from __future__ import annotations

from collections.abc import Iterator

Record = tuple[str, object, object, str, str, range]
"""Field, key, value, cause, source and lines; see Change."""


class Change:
    """One change to a field of the result.

    - ``field``: JSON path, such as ``config.Env`` or ``history``.
    - ``key``: what changed inside it: the name of a variable, label, port or volume, a place in a list; None: all.
    - ``value``: what it became; None: it was removed.
    - ``cause``: ``instruction``, ``trigger``, ``base``, ``stage`` (taken over from a parent stage), ``option`` or
      ``default``.
    - ``source``: the instruction word, the text of the trigger, the reference of the base, the option.
    - ``lines``: 1-based lines of the Dockerfile; empty for options and defaults.
    """

    __slots__ = ("cause", "field", "key", "lines", "source", "value")

    def __init__(self, record: Record) -> None:
        self.field, self.key, self.value, self.cause, self.source = record[:5]
        self.lines = tuple(record[5])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Change):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Change({self.field!r}, {self.key!r}, {self.value!r}, {self.cause!r}, {self.source!r}, {self.lines!r})"


class Trace:
    """All changes in the order they were made, those of parent stages first.

    Recording is one append a change; changes become objects when they are looked at.
    """

    __slots__ = ("_parent", "records")

    def __init__(self, parent: Trace | None = None) -> None:
        self._parent = parent
        self.records: list[Record] = []

    def record(self, field: str, key: object, value: object, cause: str, source: str, lines: range) -> None:
        self.records.append((field, key, value, cause, source, lines))

    def __iter__(self) -> Iterator[Change]:
        chain = []
        link: Trace | None = self
        while link is not None:
            chain.append(link)
            link = link._parent
        for part in reversed(chain):
            for record in part.records:
                yield Change(record)

    def last(self, field: str, key: object = None) -> Change | None:
        """Give the last change of a field, or of one key in it (a change of the whole field counts for every key)."""
        found = None
        for change in self:
            if change.field == field and (key is None or change.key is None or change.key == key):
                found = change
        return found
