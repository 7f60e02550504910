"""Many Dockerfiles, here or over any executor: results in the order of the items, faults as values."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Mapping
from itertools import islice

from preimage.api import compile  # preimage.compile reads as what it is
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future
    from typing import Any, TypeVar, overload

    from preimage.inputs.given_dockerfile import Text
    from preimage.results.compilation import Compilation

    Item = Text | tuple[Text, Mapping[str, object]]
    T = TypeVar("T")
    R = TypeVar("R")
else:

    def overload(function):  # noqa: D103
        return function


CHUNK = 256
"""Items that are handed to an executor at a time: so few that an ill-timed end of a worker costs little."""

_FIRST_AHEAD, _MOST_AHEAD = 8, 512
"""Chunks that are under way: at first, and when there are so many workers that they wait for more."""


@overload
def compile_many(  # noqa: D103
    items: Iterable[Item], *, executor: Executor | None = None, chunk: int = CHUNK, finish: None = None
) -> Iterator[Compilation | Exception]: ...
@overload
def compile_many(  # noqa: D103, F811  # ruff knows only the overload of typing, which takes long to load
    items: Iterable[Item],
    *,
    executor: Executor | None = None,
    chunk: int = CHUNK,
    finish: Callable[[Compilation], R],
) -> Iterator[R | Exception]: ...
def compile_many(  # noqa: F811
    items: Iterable[Item],
    *,
    executor: Executor | None = None,
    chunk: int = CHUNK,
    finish: Callable[[Compilation], R] | None = None,
) -> Iterator[Compilation | R | Exception]:
    """Compile many Dockerfiles, and give the results in the order of the items, as soon as each is known.

    What goes wrong with an item is its result: the exception that ``compile`` raises. Items are taken as results are
    asked for, with some in advance, so that there may be any number of them.

    Args:
        items: of each the Dockerfile as ``compile`` takes it, or a tuple of that and a mapping of arguments of
            ``compile`` by name.
        executor: any ``concurrent.futures.Executor``, of processes, or of a cluster; default: none, one item after the
            other is compiled here. Items and results are pickled on their way; paths are read by the worker.
        chunk: items that are handed to the executor at a time.
        finish: is called with each result where it was compiled, and gives what is wanted of it: a function that can be
            pickled. A whole result is some 8 kB, and takes as long to send as to compile.

    Raises:
        TypeError: an argument is of a wrong type.
        OptionError: ``chunk`` is less than 1.
        concurrent.futures.BrokenExecutor: the executor has lost a worker for good; results so far have been given. An
            executor that replaces its workers, as that of Dask does, is asked again, item by item.
    """
    return map_many(_Compile(finish), items, executor=executor, chunk=chunk)


def map_many(
    function: Callable[[T], R], items: Iterable[T], *, executor: Executor | None, chunk: int = CHUNK
) -> Iterator[R | Exception]:
    """Give the results of a function in the order of the items; an exception that it raises is its result.

    See ``compile_many``; function, items and results can be pickled, or there is no executor.
    """
    if executor is not None and not hasattr(executor, "submit"):
        kind = type(executor).__name__
        raise TypeError(f"executor is a concurrent.futures.Executor or None, not {kind}")
    if not isinstance(chunk, int) or isinstance(chunk, bool):
        raise TypeError(f"chunk is an int, not {type(chunk).__name__}")
    if chunk < 1:
        raise OptionError(f"chunk is at least 1, not {chunk}")
    if executor is None:
        return (_apply(function, item) for item in items)
    try:
        pickle.dumps(function, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        raise TypeError(f"a function that cannot be pickled cannot be sent to an executor: {error}") from error
    return _Submission(executor, function).run(iter(items), chunk)


# What stands in a mapping is judged when it is used.
_compile: Callable[..., Compilation] = compile


class _Compile:
    """Compiles an item, and gives what is wanted of the result."""

    __slots__ = ("_finish",)

    def __init__(self, finish: Callable[[Compilation], object] | None) -> None:
        if finish is not None and not callable(finish):
            raise TypeError(f"finish is a function or None, not {type(finish).__name__}")
        self._finish = finish

    def __call__(self, item: Item) -> Any:
        dockerfile, options = item if isinstance(item, tuple) else (item, {})
        if not isinstance(options, Mapping):
            raise TypeError(f"beside a Dockerfile stands a mapping of arguments, not {type(options).__name__}")
        result = _compile(dockerfile, **options)
        return result if self._finish is None else self._finish(result)


class _Submission:
    """The chunks of a run that an executor has, in order."""

    def __init__(self, executor: Executor, function: Callable[[Any], Any]) -> None:
        self._executor = executor
        self._function = function
        self._ahead = _FIRST_AHEAD
        self._pending: deque[tuple[list[Any], Future[bytes] | None]] = deque()

    def run(self, items: Iterator[Any], chunk: int) -> Iterator[Any]:
        try:
            while True:
                while len(self._pending) < self._ahead and (group := list(islice(items, chunk))):
                    self._pending.append((group, self._submit(group)))
                if not self._pending:
                    return
                yield from self._take()
        finally:
            for _, future in self._pending:
                if future is not None:
                    future.cancel()

    def _take(self) -> Iterator[Any]:
        group, future = self._pending.popleft()
        has_waited = future is not None and not future.done()
        try:
            results = None if future is None else future.result()
        except Exception as error:  # whatever an executor raises for work that it has lost
            if _is_broken(error):
                raise
            results = None
        if has_waited and all(each is None or each.done() for _, each in self._pending):
            # All workers were idle: there are more of them than was thought.
            self._ahead = min(self._ahead * 2, _MOST_AHEAD)
        if results is None:
            yield from (self._retry(item) for item in group)
        else:
            yield from pickle.loads(results)

    def _submit(self, group: list[Any]) -> Future[bytes] | None:
        """Hand over a chunk; None if it cannot be sent."""
        try:
            payload = pickle.dumps((self._function, group), pickle.HIGHEST_PROTOCOL)
        except Exception:  # noqa: BLE001  # pickle lets through what the items raise
            return None
        return self._executor.submit(run_chunk, payload)

    def _retry(self, item: Any) -> Any:
        """Have one item done by itself, after the chunk that it was in was lost."""
        try:
            payload = pickle.dumps((self._function, [item]), pickle.HIGHEST_PROTOCOL)
            results = pickle.loads(self._executor.submit(run_chunk, payload).result())
        except Exception as error:
            if _is_broken(error):
                raise
            return error
        return results[0]


def run_chunk(payload: bytes) -> bytes:
    """Do a chunk in a worker: from a pickled function and its items to the pickled list of results.

    A result that cannot be pickled becomes the exception that says so.
    """
    function, items = pickle.loads(payload)
    results = [_apply(function, item) for item in items]
    try:
        return pickle.dumps(results, pickle.HIGHEST_PROTOCOL)
    except Exception:  # noqa: BLE001  # pickle lets through what the results raise
        return pickle.dumps([_as_sendable(result) for result in results], pickle.HIGHEST_PROTOCOL)


def _as_sendable(result: object) -> object:
    try:
        pickle.loads(pickle.dumps(result, pickle.HIGHEST_PROTOCOL))
    except Exception as error:  # noqa: BLE001  # pickle lets through what the result raises
        return TypeError(f"a {type(result).__name__} cannot be sent from a worker: {error}")
    return result


def _apply(function: Callable[[T], R], item: T) -> R | Exception:
    try:
        return function(item)
    except Exception as error:  # noqa: BLE001  # one item must not stop the others
        # As an error that has been pickled: the frames behind it would keep all that they worked with.
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)


def _is_broken(error: Exception) -> bool:
    from concurrent.futures import BrokenExecutor

    return isinstance(error, BrokenExecutor)
