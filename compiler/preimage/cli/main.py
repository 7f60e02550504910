"""Where the program starts: interrupts have their exit status from the first moment on.

This module is small and loads nothing before it has set what an interrupt does.
"""

from __future__ import annotations

import os

# The module signal takes longer to load than all that is needed of it here.
from _signal import SIG_IGN, SIGINT, default_int_handler, getsignal, signal

INTERRUPTED = 130


def main(argv: list[str] | None = None) -> int:
    """Run a command; ``argv`` is without the name of the program. Gives the exit status.

    Without ``argv`` this is the program itself: an interrupt ends it silently, also while it is loaded and when it has
    done its work. While the command runs, an interrupt is an exception, so that what was begun is cleaned up.
    """
    if argv is not None or getsignal(SIGINT) is SIG_IGN:
        from preimage.cli.dispatch import dispatch

        return dispatch(argv)
    signal(SIGINT, _end)
    from preimage.cli.dispatch import dispatch

    try:
        try:
            signal(SIGINT, default_int_handler)
            return dispatch(None)
        finally:
            signal(SIGINT, _end)
    except KeyboardInterrupt:
        return INTERRUPTED


def _end(number: int, frame: object) -> None:
    os._exit(INTERRUPTED)
