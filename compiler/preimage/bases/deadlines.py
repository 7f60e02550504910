"""Work that takes part in the outside world, bounded in time whatever that world does."""

from __future__ import annotations

import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Tell = Callable[[str], None]
    """Shows a line to the person who waits."""

SLOW_SECONDS = 0.5


class SlowNotice:
    """A line for the person who waits, told once, when half a second has gone by since this was made."""

    __slots__ = ("_due", "_tell", "text")

    def __init__(self, tell: Tell | None, text: str) -> None:
        self._tell = tell
        self._due = time.monotonic() + SLOW_SECONDS
        self.text = text

    def remaining(self) -> float | None:
        """Give the seconds until the line is due; None if there is nothing to tell (any more)."""
        return None if self._tell is None else max(0.0, self._due - time.monotonic())

    def tell(self) -> None:
        tell, self._tell = self._tell, None
        if tell is not None:
            tell(self.text)


class Expired(Exception):
    """The time was up before the work was done."""


def run_bounded(work: Callable[[], None], deadline: float, abort: Callable[[], None], notice: SlowNotice) -> None:
    """Do the work on a thread of its own until a time of ``time.monotonic``; the work must not raise.

    A thread bounds what no timeout of a socket does: looking up a name, and a server that sends a byte now and then.
    When the caller stops waiting, ``abort`` is called to end the work; it is not waited for.

    Raises:
        Expired: the time is up.
    """
    done = threading.Event()

    def run() -> None:
        try:
            work()
        finally:
            done.set()

    threading.Thread(target=run, name="preimage", daemon=True).start()
    try:
        _wait(done, deadline, notice)
    except BaseException:
        abort()
        raise


def pause(seconds: float, notice: SlowNotice) -> None:
    """Wait; the notice is told when it is due."""
    until = time.monotonic() + seconds
    due = notice.remaining()
    if due is not None and due < seconds:
        time.sleep(due)
        notice.tell()
    time.sleep(max(0.0, until - time.monotonic()))


def _wait(done: threading.Event, deadline: float, notice: SlowNotice) -> None:
    due = notice.remaining()
    left = max(0.0, deadline - time.monotonic())
    if due is not None and due < left:
        if done.wait(due):
            return
        notice.tell()
        left = max(0.0, deadline - time.monotonic())
    if not done.wait(left):
        raise Expired
