"""Where the program starts: interrupts have their exit status from the first moment on.

This module is small and loads nothing before it has set what an interrupt does.
"""

from __future__ import annotations

import gc
import os

# The module signal takes longer to load than all that is needed of it here.
from _signal import SIG_IGN, SIGINT, default_int_handler, getsignal, signal

INTERRUPTED = 130

_COLLECTED_FROM = 400_000
"""Objects more than were there last time, from which on Python looks for dead ones."""


def main(argv: list[str] | None = None) -> int:
    """Run a command; ``argv`` is without the name of the program. Gives the exit status.

    Without ``argv`` this is the program itself: an interrupt ends it silently, also while it is loaded and when it has
    done its work. While the command runs, an interrupt is an exception, so that what was begun is cleaned up.
    """
    thresholds, frozen = gc.get_threshold(), gc.get_freeze_count()
    # Nearly all objects live to the end of a run, so that looking for dead ones often only costs time.
    gc.set_threshold(_COLLECTED_FROM)
    if argv is None:
        try:
            return _run_as_program()
        finally:
            # What lives now ends with the process; Python would look through all of it twice before.
            gc.freeze()
    try:
        return _dispatch(argv)
    finally:
        # The process is the caller's, and goes on.
        gc.set_threshold(*thresholds)
        if not frozen:
            gc.unfreeze()


def _run_as_program() -> int:
    if getsignal(SIGINT) is SIG_IGN:
        return _dispatch(None)
    signal(SIGINT, _end)
    try:
        from preimage.cli.dispatch import dispatch

        try:
            signal(SIGINT, default_int_handler)
            return dispatch(None)
        finally:
            signal(SIGINT, _end)
    except KeyboardInterrupt:
        return INTERRUPTED


def _dispatch(argv: list[str] | None) -> int:
    from preimage.cli.dispatch import dispatch

    return dispatch(argv)


def _end(number: int, frame: object) -> None:
    os._exit(INTERRUPTED)
