"""Compiling the units of a scan, here or in several processes: in order, and nothing is loaded before the first."""

from __future__ import annotations

from collections import deque
from functools import partial
from itertools import chain, islice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor

    from preimage.scan.build_settings import BuildSettings
    from preimage.scan.outcomes import EncodedOutcome
    from preimage.scan.units import Unit
    from preimage.scan.work import Work

FEW = 128
"""Units that are compiled here: processes would take longer to start than to work."""


class UnitCompiler:
    """Compiles units."""

    def __init__(
        self,
        settings: BuildSettings,
        open_executor: Callable[[], Executor | None],
        *,
        chunk: int,
        few: int = FEW,
    ) -> None:
        """``open_executor`` is called once, for over ``few`` units; it is for the caller to close what it gives."""
        self._settings = settings
        self._open_executor: Callable[[], Executor | None] | None = open_executor
        self._executor: Executor | None = None
        self._chunk = chunk
        self._few = few

    def compile(self, works: Iterable[Work]) -> Iterator[tuple[Unit, EncodedOutcome | Exception]]:
        """Give each unit with what comes of it; an exception is a fault that was not foreseen."""
        works = iter(works)
        first = list(islice(works, self._few + 1))
        if not first:
            return
        from preimage.many import map_many
        from preimage.scan.compiling import compile_for_store

        if len(first) > self._few and self._open_executor is not None:
            self._executor, self._open_executor = self._open_executor(), None
        pending: deque[Unit] = deque()

        def hand_over() -> Iterator[Work]:
            for work in chain(first, works):
                pending.append(work.unit)
                yield work

        function = partial(compile_for_store, self._settings)
        for outcome in map_many(function, hand_over(), executor=self._executor, chunk=self._chunk):
            yield pending.popleft(), outcome
