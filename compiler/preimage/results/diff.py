"""What differs between two results, leaf by leaf, with the causes on both sides and what follows from what.

Source: docs/reference/diff.md.
"""

from __future__ import annotations

from copy import copy
from difflib import SequenceMatcher

from preimage.results.because import find_because
from preimage.results.leaves import PATHS, place_of
from preimage.results.sides import Side

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from typing import Any, Literal

    from preimage.model.causes import Cause, Leaf
    from preimage.results.sides import Comparable

    Action = Literal["add", "remove", "change"]
    Group = Literal["own", "base"]

_ENV: Leaf = ("config.Env", None)
_ONBUILD = "config.OnBuild"
_MOST_COMPARED = 250_000
"""Entries of one history times those of the other: beyond that all between the equal ends counts as changed."""


class LeafChange:
    """A leaf that differs; a value of None: it is not there.

    - ``before_cause``, ``after_cause``: what set it, or cleared it; None where nothing did, or no causes are known.
    - ``because``: the changes that this one follows from directly, and ``("variable", NAME)`` for a variable whose
      value differs.
    - ``group``: ``base`` if only the base image can have changed it, else ``own``.
    """

    __slots__ = ("action", "after", "after_cause", "because", "before", "before_cause", "group", "leaf")

    def __init__(self, leaf: Leaf, before: object, after: object) -> None:
        self.leaf = leaf
        self.before = before
        self.after = after
        self.action: Action = "add" if before is None else "remove" if after is None else "change"
        self.before_cause: Cause | None = None
        self.after_cause: Cause | None = None
        self.because: tuple[Leaf, ...] = ()
        self.group: Group = "own"

    def __repr__(self) -> str:
        return f"LeafChange({self.leaf!r}, {self.before!r}, {self.after!r}, {self.group!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object: an entry of ``changes``."""
        return {
            "path": self.leaf[0],
            "key": self.leaf[1],
            "action": self.action,
            "before": self.before,
            "after": self.after,
            "before_cause": self.before_cause.to_dict() if self.before_cause is not None else None,
            "after_cause": self.after_cause.to_dict() if self.after_cause is not None else None,
            "because": [list(leaf) for leaf in self.because],
            "group": self.group,
        }


class Diff:
    """The changes from one result to another: own before those of the base, each in the order of the image JSON."""

    __slots__ = ("after_input", "before_input", "changes")

    def __init__(self, before: Side, after: Side, changes: tuple[LeafChange, ...]) -> None:
        self.before_input = before.input
        self.after_input = after.input
        self.changes = changes

    def without(self, is_left_out: Callable[[LeafChange], bool]) -> Diff:
        """Give the same without some changes."""
        other = copy(self)
        other.changes = tuple(change for change in self.changes if not is_left_out(change))
        return other

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __repr__(self) -> str:
        return f"Diff({list(self.changes)!r})"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object: an entry of ``results``."""
        groups = [change.group for change in self.changes]
        return {
            "before": self.before_input,
            "after": self.after_input,
            "changes": [change.to_dict() for change in self.changes],
            "summary": {
                "own": groups.count("own"),
                "base": groups.count("base"),
                "follow": sum(bool(change.because) for change in self.changes),
            },
        }


def compare(before: Comparable, after: Comparable, *, history: bool = False) -> Diff:
    """Compare two results or image configs; ``history`` compares the entries of the history, too."""
    return compare_sides(Side.of(before), Side.of(after), history=history)


def compare_sides(old: Side, new: Side, *, history: bool = False, members: bool = False) -> Diff:
    """Compare two sides; ``members`` compares all other members of a config blob, too, such as its layers and time."""
    groups: dict[Hashable, Group] = {}
    changes = [_describe(old, new, change, groups) for change in _find_changes(old, new)]
    leaves = {change.leaf for change in changes}
    for change in changes:
        change.because = tuple(find_because(old, new, change.leaf, leaves))
    if history:
        changes += _compare_histories(old, new)
    if members:
        changes += _compare_members(old, new)
    changes.sort(key=lambda change: change.group == "base")
    return Diff(old, new, tuple(changes))


def _find_changes(old: Side, new: Side) -> list[LeafChange]:
    # Those of one field in the order of the old side, then what is only on the new one.
    leaves = sorted({**old.leaves, **new.leaves}, key=place_of)
    leaves = list(_sort_keys(leaves))
    changes = [
        LeafChange(leaf, old.leaves.get(leaf), new.leaves.get(leaf))
        for leaf in leaves
        if old.leaves.get(leaf) != new.leaves.get(leaf)
    ]
    if old.env != new.env and not any(change.leaf[0] == _ENV[0] for change in changes):
        changes.append(LeafChange(_ENV, old.env, new.env))
        changes.sort(key=lambda change: place_of(change.leaf))
    return changes


def _sort_keys(leaves: list[Leaf]) -> Iterator[Leaf]:
    """Sort the keys of each field as the JSON has them; Env and OnBuild have an order of their own."""
    by_path: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        by_path.setdefault(leaf[0], []).append(leaf)
    for path, found in by_path.items():
        if path != _ENV[0] and all(isinstance(key, str) for _, key in found):
            found.sort(key=lambda leaf: str(leaf[1]))
        yield from found


def _describe(old: Side, new: Side, change: LeafChange, groups: dict[Hashable, Group]) -> LeafChange:
    """Add causes and group to a change; ``groups`` are those found so far, by leaf and by what stands behind one."""
    change.before_cause = old.cause_of(change.leaf)
    change.after_cause = new.cause_of(change.leaf)
    if old.explainer is None or new.explainer is None:
        return change
    # The place of a trigger depends on all those before it.
    leaf = change.leaf if change.leaf[0] != _ONBUILD else (_ONBUILD, None)
    if leaf not in groups:
        behind = frozenset(old.find_behind(leaf, new) | new.find_behind(leaf, old))
        if behind not in groups:
            groups[behind] = "base" if old.items_among(behind) == new.items_among(behind) else "own"
        groups[leaf] = groups[behind]
    change.group = groups[leaf]
    return change


def _compare_members(old: Side, new: Side) -> Iterator[LeafChange]:
    names = sorted((old.document.keys() | new.document.keys()) - {*PATHS, "config", "history"})
    for name in names:
        before, after = old.document.get(name), new.document.get(name)
        if before != after:
            yield LeafChange((name, None), before, after)


def _compare_histories(old: Side, new: Side) -> Iterator[LeafChange]:
    """Give the entries that only one side has, by their place there; what moved up or down is no change."""
    before, after = old.history, new.history
    for first, last, new_first, new_last in _find_blocks(before, after):
        for index in range(first, last):
            change = LeafChange(("history", index), before[index], None)
            change.before_cause = old.history_cause(index)
            yield change
        for index in range(new_first, new_last):
            change = LeafChange(("history", index), None, after[index])
            change.after_cause = new.history_cause(index)
            yield change


def _find_blocks(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[tuple[int, int, int, int]]:
    """Give what is not the same in two histories: from where to where in the first, and in the second."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    middle, new_middle = (
        [repr(sorted(entry.items())) for entry in entries[start : len(entries) - end]] for entries in (before, after)
    )
    if len(middle) * len(new_middle) > _MOST_COMPARED:
        return [(start, start + len(middle), start, start + len(new_middle))]
    matcher = SequenceMatcher(None, middle, new_middle, autojunk=False)
    return [
        (start + first, start + last, start + new_first, start + new_last)
        for tag, first, last, new_first, new_last in matcher.get_opcodes()
        if tag != "equal"
    ]
