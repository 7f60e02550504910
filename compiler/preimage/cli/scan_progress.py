"""The line on a terminal that says how far a scan is, and the one at its end.

Source: docs/reference/scan.md, "preimage scan".
"""

from __future__ import annotations

import sys
import time

from preimage.backends.shown_text import show_count
from preimage.cli.manners import MANNERS
from preimage.cli.terminal import print_note
from preimage.scan.scanning import Progress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

_SECONDS = 0.2


class ProgressLine:
    """Says how far a scan is, where somebody looks on."""

    def __init__(self) -> None:
        self.progress = Progress(self._tell)
        self._is_shown = sys.stderr.isatty() and not MANNERS.is_quiet
        self._start = self._last = time.monotonic()
        self._length = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def close(self, *, rows: int, errors: int, gone: int) -> None:
        """Say what has come of the scan."""
        progress = self.progress
        seconds = time.monotonic() - self._start
        parts = [show_count(progress.found, "file"), f"{progress.compiled} compiled"]
        parts += [f"{gone} gone"] if gone else []
        faults = f"of which {errors} {'is an error' if errors == 1 else 'are errors'}"
        print_note(f"{', '.join(parts)} in {seconds:.1f} s; {show_count(rows, 'row')}, {faults}")

    def _tell(self, progress: Progress) -> None:
        if not self._is_shown:
            return
        now = time.monotonic()
        if now - self._last < _SECONDS:
            return
        self._last = now
        rate = progress.found / max(now - self._start, _SECONDS)
        text = f"{show_count(progress.found, 'file')} found, {progress.compiled} compiled, {rate:.0f} a second"
        sys.stderr.write("\r" + text.ljust(self._length))
        sys.stderr.flush()
        self._length = len(text)

    def _clear(self) -> None:
        if self._length:
            sys.stderr.write("\r" + " " * self._length + "\r")
            sys.stderr.flush()
            self._length = 0
