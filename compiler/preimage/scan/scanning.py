"""A scan: units are found, those that have changed are compiled, and a store holds what comes of them.

Source: docs/reference/scan.md.
"""

from __future__ import annotations

from preimage.scan.tree_of_unit import tree_of
from preimage.scan.trees import stamp_all
from preimage.scan.units import DOCKERFILE, Unit
from preimage.scan.work import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from preimage.scan.outcomes import EncodedOutcome
    from preimage.scan.store import KnownUnit, Store
    from preimage.scan.unit_compiler import UnitCompiler

    Found = Unit | Sequence[int]
    """A unit, or the numbers of units of which it is known that they are what they were."""

_AT_ONCE = 1_000
"""Units after which what was written outlasts a kill."""


class Progress:
    """How far a scan is: units found, compiled and found unchanged, rows that are errors."""

    __slots__ = ("_tell", "compiled", "found")

    def __init__(self, tell: Callable[[Progress], None]) -> None:
        """``tell`` is called after each unit."""
        self._tell = tell
        self.found = 0
        self.compiled = 0

    def find(self, count: int = 1) -> None:
        """Count units that were found."""
        self.found += count
        self._tell(self)

    def compile(self) -> None:
        """Count a unit that was compiled."""
        self.compiled += 1
        self._tell(self)


class Scan:
    """A scan into an open store."""

    def __init__(self, store: Store, compiler: UnitCompiler, progress: Progress) -> None:
        self._store = store
        self._compiler = compiler
        self._progress = progress
        self._may_repeat = False
        self._uncommitted = 0

    def run(self, units: Iterable[Found], *, may_repeat: bool = False) -> tuple[int, bool]:
        """Compile what has changed among the units, and keep the rest; it is for the caller to begin.

        ``may_repeat``: a unit may come several times.

        Gives the number of units that are gone, and False if images that are built from each other go round in circles.
        """
        self._may_repeat = may_repeat
        self.compile(self._list_work(units))
        # What is gone makes no images any more.
        gone = self._store.remove_unseen()
        if not self._store.is_written:
            return gone, self._store.is_settled
        from preimage.scan.linking import link

        self._store.make_indexes()
        is_settled = link(self._store, self.compile)
        self._store.finish(is_settled=is_settled)
        return gone, is_settled

    def compile(self, works: Iterable[Work]) -> None:
        """Compile units, and write down what comes of each."""
        for unit, outcome in self._compiler.compile(works):
            self._write(unit, outcome)

    def _list_work(self, units: Iterable[Found]) -> Iterator[Work]:
        for found in units:
            if not isinstance(found, Unit):
                self._store.keep(found)
                self._progress.find(len(found))
            elif not self._may_repeat or self._store.is_first(found.key):
                self._progress.find()
                known = self._store.find(found.key)
                if known is None or not _is_unchanged(found, known):
                    yield Work(found, "" if known is None else known.digest)
                    continue
                self._store.keep((known.id,))
                if known.parent != found.parent:
                    self._store.move_unit(known, found.parent)

    def _write(self, unit: Unit, outcome: EncodedOutcome | Exception) -> None:
        if isinstance(outcome, Exception):
            outcome = _make_fault(unit, outcome)
        if outcome.rows is None:
            self._store.keep_unit(unit, outcome)
        else:
            self._store.write(unit, outcome, outcome.rows)
            self._progress.compile()
        self._uncommitted += 1
        if self._uncommitted >= _AT_ONCE:
            self._store.commit()
            self._uncommitted = 0


def _make_fault(unit: Unit, error: Exception) -> EncodedOutcome:
    """Give the row of a unit of which compiling has failed in a way that was not foreseen."""
    from preimage.scan.building import BuiltRow
    from preimage.scan.facts import describe_error
    from preimage.scan.outcomes import EncodedOutcome, Outcome

    row = {"repository": unit.repository, "path": unit.path, "kind": unit.kind, **describe_error(error)}
    return EncodedOutcome(Outcome("", "", [BuiltRow({**row, "project": "", "build": "", "platform": ""})]))


def _is_unchanged(unit: Unit, known: KnownUnit) -> bool:
    if not known.stamps or known.place != (unit.repository, unit.path) or known.revision != unit.commit:
        return False
    if unit.source:
        # What is in a commit never changes.
        return True
    paths: Sequence[str] = unit.companions() if unit.kind == DOCKERFILE else known.paths
    return stamp_all(tree_of(unit), paths) == known.stamps
