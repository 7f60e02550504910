"""Python's collector of garbage, while a file is compiled."""

from __future__ import annotations

import gc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

LONG_FILE = 1 << 16
"""Bytes from which on a file is long."""


class PausedCollector:
    """A context in which a long file is compiled without looking for garbage.

    Next to nothing of a compilation is garbage before its end, and to look for some in a long file would double its
    time. In short ones there is nothing to gain.
    """

    __slots__ = ("_is_paused",)

    def __init__(self, size: int) -> None:
        """``size`` is that of the file in bytes."""
        self._is_paused: Final = size > LONG_FILE and gc.isenabled()

    def __enter__(self) -> None:
        if self._is_paused:
            gc.disable()

    def __exit__(self, *raised: object) -> None:
        if not self._is_paused:
            return
        if gc.get_freeze_count() == 0:
            # All that was made meanwhile counts as new, and would be looked through as soon as the collector goes on.
            # This has it counted as old, at no cost: it lives as long as the result. What others have frozen stays so.
            gc.freeze()
            gc.unfreeze()
        gc.enable()
