"""A scan: units are found, those that have changed are compiled, and a store holds what comes of them.

Source: docs/reference/scan.md.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from preimage.many import map_many
from preimage.scan.building import BuildSettings, BuiltRow
from preimage.scan.compiling import Outcome, Work, compile_unit, stamp_all
from preimage.scan.facts import describe_error
from preimage.scan.linking import link
from preimage.scan.tree_of_unit import tree_of
from preimage.scan.units import DOCKERFILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor

    from preimage.scan.store import KnownUnit, Store
    from preimage.scan.units import Unit

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

    def find(self) -> None:
        """Count a unit that was found."""
        self.found += 1
        self._tell(self)

    def compile(self) -> None:
        """Count a unit that was compiled."""
        self.compiled += 1
        self._tell(self)


class Scan:
    """A scan into an open store."""

    def __init__(
        self, store: Store, settings: BuildSettings, progress: Progress, executor: Executor | None, chunk: int
    ) -> None:
        self._store = store
        self._settings = settings
        self._progress = progress
        self._executor = executor
        self._chunk = chunk
        self._kept: list[int] = []
        self._uncommitted = 0

    def run(self, units: Iterable[Unit]) -> tuple[int, bool]:
        """Compile what has changed among the units, and keep the rest; it is for the caller to begin.

        Gives the number of units that are gone, and False if images that are built from each other go round in circles.
        """
        self.compile(self._list_work(units))
        self._keep()
        # What is gone makes no images any more.
        gone = self._store.remove_unseen()
        is_settled = link(self._store, self.compile)
        self._store.finish()
        return gone, is_settled

    def compile(self, works: Iterable[Work]) -> None:
        """Compile units, and write down what comes of each."""
        pending: deque[Unit] = deque()

        def hand_over() -> Iterator[Work]:
            for work in works:
                pending.append(work.unit)
                yield work

        function = partial(compile_unit, self._settings)
        for outcome in map_many(function, hand_over(), executor=self._executor, chunk=self._chunk):
            self._write(pending.popleft(), outcome)

    def _list_work(self, units: Iterable[Unit]) -> Iterator[Work]:
        for unit in units:
            self._progress.find()
            known = self._store.find(unit.key)
            if known is not None and _is_unchanged(unit, known):
                self._kept.append(known.id)
                if len(self._kept) >= _AT_ONCE:
                    self._keep()
            else:
                yield Work(unit, "" if known is None else known.digest)

    def _keep(self) -> None:
        self._store.keep(self._kept)
        self._kept = []

    def _write(self, unit: Unit, outcome: Outcome | Exception) -> None:
        if isinstance(outcome, Exception):
            row = {"repository": unit.repository, "path": unit.path, "kind": unit.kind, **describe_error(outcome)}
            outcome = Outcome("", "", [BuiltRow({**row, "project": "", "build": "", "platform": ""})])
        if outcome.rows is None:
            self._store.keep_unit(unit, outcome)
        else:
            self._store.write(unit, outcome, outcome.rows)
            self._progress.compile()
        self._uncommitted += 1
        if self._uncommitted >= _AT_ONCE:
            self._store.commit()
            self._uncommitted = 0


def _is_unchanged(unit: Unit, known: KnownUnit) -> bool:
    if not known.stamps or known.place != (unit.repository, unit.path) or known.revision != unit.commit:
        return False
    if unit.source:
        # What is in a commit never changes.
        return True
    paths: Sequence[str] = unit.companions() if unit.kind == DOCKERFILE else known.paths
    return stamp_all(tree_of(unit), paths) == known.stamps
