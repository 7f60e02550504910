"""``--jobs``: work on many files in several processes, with the same results in the same order.

Source: docs/reference/cli.md, "Many files".
"""

from __future__ import annotations

import os
import sys

from preimage.cli.arguments import DeclaredArguments
from preimage.cli.terminal import print_note
from preimage.model.errors import OptionError, PreimageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import ProcessPoolExecutor
    from typing import TypeVar

    from preimage.cli.arguments import Options

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


class _Process:
    """What this process is: one that shares the work has its notes told by the one that started it."""

    is_worker = False


def print_own_note(note: str) -> None:
    """Print a note, but not in a process that shares the work; what uses this can be sent to one."""
    if not _Process.is_worker:
        print_note(note)


def settle_jobs(options: Options, members: Iterable[Options], *, may_ask: bool = True) -> int | None:
    """Give the processes that may share the work on members whose options these are; None: one for each core.

    ``may_ask``: the command asks registries unless an option says otherwise. They are asked by one process, since each
    would ask for the same images; that is said if more were wanted.

    Raises:
        OptionError: less than one is asked for.
    """
    jobs = options.jobs
    if jobs is not None and jobs < 1:
        raise OptionError(f"--jobs {jobs}: want 1 or more")
    asks, is_watched = False, False
    for own in members:
        asks = asks or (may_ask and asks_registries(own))
        is_watched = is_watched or "usage" in vars(own)
    if asks and jobs is not None and jobs > 1:
        say_one_process(jobs)
    # What is used is noted in this process only.
    return 1 if asks or is_watched else jobs


def asks_registries(options: Options) -> bool:
    """Tell whether a registry may be asked for a base that nobody else knows."""
    return options.unresolved == "error" and not options.offline and not options.locked


def say_one_process(jobs: int) -> None:
    """Say that ``--jobs`` does nothing where registries are asked."""
    print_note(f"--jobs {jobs}: one process works, since registries may be asked; with --offline they are not")


def map_files(
    function: Callable[[T], R],
    items: Sequence[T],
    jobs: int | None,
    stays: Callable[[T], bool] = lambda item: False,
) -> Iterator[R]:
    """Give the results of a function for each file, in order; ``jobs`` is the value of the option.

    ``stays`` tells of an item whether it is worked on here in any case. Function, items and results can be pickled.
    What the function raises is raised here, at the place of its result.

    Raises:
        OptionError: ``jobs`` is less than 1.
        PreimageError: a process ended without a result.
    """
    if jobs is not None and jobs < 1:
        raise OptionError(f"--jobs {jobs}: want 1 or more")
    count = jobs or count_cores()
    if count == 1 or len(items) <= FEW:
        return map(function, items)
    return _map_in_processes(function, items, count, stays)


def count_cores() -> int:
    """Give the cores that this process may use."""
    # A container or taskset may leave fewer than the machine has.
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _map_in_processes(
    function: Callable[[T], R], items: Sequence[T], count: int, stays: Callable[[T], bool]
) -> Iterator[R]:
    from concurrent.futures import BrokenExecutor

    from preimage.many import map_many

    with open_pool(min(count, -(-len(items) // CHUNK))) as pool:
        try:
            sent = (item for item in items if not stays(item))
            results = map_many(function, sent, executor=pool, chunk=CHUNK)
            for item in items:
                result = function(item) if stays(item) else next(results)
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
    return ProcessPoolExecutor(count, mp_context=context, initializer=_begin_worker)


def _begin_worker() -> None:
    _Process.is_worker = True
    _end_with_parent()
    # The interrupt of a terminal goes to all processes; the one that was started ends the others.
    from _signal import SIG_IGN, SIGINT, signal

    signal(SIGINT, SIG_IGN)


def _end_with_parent() -> None:
    """Have this process end when the one that started it is killed: nobody else would tell it that there is no work."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait
    from threading import Thread

    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    Thread(target=watch, name="preimage", daemon=True).start()
