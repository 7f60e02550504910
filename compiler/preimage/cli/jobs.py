"""``--jobs``: work on many files in several processes, with the same results in the same order.

Source: docs/reference/cli.md, "Many files".
"""

from __future__ import annotations

import os
import sys

from preimage.cli.arguments import DeclaredArguments
from preimage.model.errors import OptionError, PreimageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import ProcessPoolExecutor
    from typing import TypeVar

    T = TypeVar("T")
    R = TypeVar("R")

FEW = 512
"""Files that are worked on here, whatever the option says: processes would take longer to start than to work."""

CHUNK = 64
"""Files that a process is handed at a time, so that all of them end at about the same moment."""


def add_jobs_option(parser: DeclaredArguments) -> None:
    """Add the option."""
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help=f"processes that share the work when there are over {FEW} files (default: one for each core)",
    )


def map_files(function: Callable[[T], R], items: Sequence[T], jobs: int | None) -> Iterator[R]:
    """Give the results of a function for each file, in order; ``jobs`` is the value of the option.

    Function, items and results can be pickled. What the function raises is raised here, at the place of its result.

    Raises:
        OptionError: ``jobs`` is less than 1.
        PreimageError: a process ended without a result.
    """
    if jobs is not None and jobs < 1:
        raise OptionError(f"--jobs {jobs}: want 1 or more")
    count = jobs or count_cores()
    if count == 1 or len(items) <= FEW:
        return map(function, items)
    return _map_in_processes(function, items, count)


def count_cores() -> int:
    """Give the cores that this process may use."""
    # A container or taskset may leave fewer than the machine has.
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _map_in_processes(function: Callable[[T], R], items: Sequence[T], count: int) -> Iterator[R]:
    from concurrent.futures import BrokenExecutor

    from preimage.many import map_many

    with open_pool(min(count, -(-len(items) // CHUNK))) as pool:
        try:
            for result in map_many(function, items, executor=pool, chunk=CHUNK):
                if isinstance(result, Exception):
                    raise result
                yield result
        except BrokenExecutor as error:
            raise PreimageError(
                "a process that shared the work was ended from outside, perhaps for want of memory; "
                "--jobs 1 does without processes"
            ) from error


def open_pool(count: int) -> ProcessPoolExecutor:
    """Open a pool of processes, which an interrupt of the terminal does not reach."""
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    # A copy of a process starts at once, but must not be made while other threads may hold locks.
    can_copy = sys.platform == "linux" and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if can_copy else "spawn")
    return ProcessPoolExecutor(count, mp_context=context, initializer=_ignore_interrupts)


def _ignore_interrupts() -> None:
    # The interrupt of a terminal goes to all processes; the one that was started ends the others.
    from _signal import SIG_IGN, SIGINT, signal

    signal(SIGINT, SIG_IGN)
