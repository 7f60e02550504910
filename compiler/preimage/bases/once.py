"""A source that is asked for each image once in a run, and for several at the same time where that is known before."""

from __future__ import annotations

# Every run has such sources and few ask them on threads; the module threading takes longer to load than its lock.
from _thread import allocate_lock
from collections import deque

from preimage.model.bases import Base, BaseSource
from preimage.model.errors import BaseError, BaseNotFound
from preimage.model.image import Platform
from preimage.model.platforms import format_platform_full, normalize_platform
from preimage.model.references import Reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    ListUses = Callable[[], Iterable[tuple[Reference, Platform]]]
    """Gives the images that will be asked for, as far as that can be known."""

WORKERS = 6
"""Images that are asked for at the same time: as many as podman fetches at once, so that no registry minds."""


class AskedOnce:
    """The answers of a source, errors included, each of which it gives once however often it is asked.

    A platform counts in its normal form. Several threads may ask; what one of them has asked for, others wait for.
    """

    def __init__(self, source: BaseSource) -> None:
        self._source = source
        self._answers: dict[tuple[str, str], _Answer] = {}
        self._expected: list[ListUses] = []
        self._queue: deque[_Answer] = deque()
        self._workers = 0
        self._lock = allocate_lock()

    def __getstate__(self) -> tuple[BaseSource, dict[tuple[str, str], _Answer]]:
        """Give what crosses to another process: the source, and the answers that it has given so far."""
        with self._lock:
            return self._source, {key: answer for key, answer in self._answers.items() if answer.is_known()}

    def __setstate__(self, state: tuple[BaseSource, dict[tuple[str, str], _Answer]]) -> None:
        source, answers = state
        AskedOnce.__init__(self, source)
        self._answers = answers

    def expect(self, list_uses: ListUses) -> None:
        """Have images fetched together with the first one that is asked for from now on; until then nothing is done.

        The function is called then, on the thread that asks. What becomes of these images is told to whom asks for
        them.
        """
        self._expected.append(list_uses)

    def resolve(self, reference: Reference, platform: Platform) -> Base:
        """Give what the source gives; errors are its own."""
        with self._lock:
            answer, is_new = self._find(reference, platform)
        if is_new and self._expected:
            self._fetch_together(answer)
        elif is_new:
            answer.fetch(self._source)
        return answer.wait()

    def _find(self, reference: Reference, platform: Platform) -> tuple[_Answer, bool]:
        """Give the answer for an image, and whether it is for the caller to fetch it."""
        key = (str(reference), format_platform_full(normalize_platform(platform)))
        known = self._answers.get(key)
        if known is not None:
            return known, False
        answer = self._answers[key] = _Answer(reference, platform)
        return answer, True

    def _fetch_together(self, first: _Answer) -> None:
        uses: list[tuple[Reference, Platform]] = []
        while self._expected:
            uses += self._expected.pop()()
        with self._lock:
            found = [self._find(*use) for use in uses]
            self._queue += [first, *(answer for answer, is_new in found if is_new)]
            missing = max(0, min(WORKERS - self._workers, len(self._queue)))
            self._workers += missing
        from threading import Thread

        for _ in range(missing):
            # A daemon: whoever interrupts the command waits for no registry.
            Thread(target=self._work, name="preimage", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._workers -= 1
                    return
                answer = self._queue.popleft()
            answer.fetch(self._source)


class _Answer:
    """What a source answers for one image, once it has."""

    __slots__ = ("_base", "_error", "_is_done", "_pending", "_platform", "_reference")

    def __init__(self, reference: Reference, platform: Platform) -> None:
        self._reference = reference
        self._platform = platform
        self._is_done = False
        # Held until there is an answer.
        self._pending = allocate_lock()
        self._pending.acquire()
        self._base: Base | None = None
        self._error: BaseException | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return _restore_answer, (self._reference, self._platform, self._base, self._error)

    def is_known(self) -> bool:
        """Tell whether there is an answer that need not be asked for again: one that was interrupted is none."""
        return self._is_done and isinstance(self._error, BaseError | None)

    def fetch(self, source: BaseSource) -> None:
        try:
            self._base = source.resolve(self._reference, self._platform)
        except BaseError as error:
            # Without its traceback and causes, whose frames hold on to what they worked with.
            self._error = _copy(error)
        except BaseException as error:  # noqa: BLE001
            self._error = error
        finally:
            self._end()

    def settle(self, base: Base | None, error: BaseException | None) -> None:
        """Take over what another answer knows."""
        self._base, self._error = base, error
        self._end()

    def _end(self) -> None:
        self._is_done = True
        self._pending.release()

    def wait(self) -> Base:
        if not self._is_done:
            with self._pending:
                pass
        if self._base is not None:
            return self._base
        error = self._error
        if isinstance(error, BaseError):
            # Each raise adds to an error who raised it, and the evaluation the lines of its Dockerfile.
            error = _copy(error)
        raise error if error is not None else BaseNotFound(f"{self._reference}: not found")


def _restore_answer(
    reference: Reference, platform: Platform, base: Base | None, error: BaseException | None
) -> _Answer:
    answer = _Answer(reference, platform)
    answer.settle(base, error)
    return answer


def _copy(error: BaseError) -> BaseError:
    from copy import copy

    copied = copy(error)
    # Reducers that others have put into copyreg, as tblib does, let the copy share what the error holds.
    copied.__dict__ = dict(error.__dict__)
    return copied
