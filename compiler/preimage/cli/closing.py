"""What is said when a command has ended, also by an error: only then it is known what became of its options."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Tell = Callable[[bool], Iterable[str]]
    """Gives lines; the argument tells whether all was done that was asked for."""


class Closing:
    """What the command that runs has to say at its end.

    ``is_cut``: something was left undone, because a Dockerfile or the command failed.
    """

    __slots__ = ("_tellers", "is_cut")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what an earlier command of this process had to say."""
        self._tellers: list[Tell] = []
        self.is_cut = False

    def add(self, tell: Tell) -> None:
        """Have lines said."""
        self._tellers.append(tell)

    def take(self) -> list[str]:
        """Give the lines, each once, for the last time."""
        lines = [line for tell in self._tellers for line in tell(not self.is_cut)]
        self._tellers = []
        return list(dict.fromkeys(lines))


CLOSING = Closing()
"""That of the command that runs: a process runs one at a time."""
