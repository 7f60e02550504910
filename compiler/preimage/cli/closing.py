"""What is said when a command has ended, also by an error: only then it is known what became of its options."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Tell = Callable[[bool], Iterable[str]]
    """Gives lines; the argument tells whether all was done that was asked for."""


class _Closing:
    """What the command that runs has to say."""

    __slots__ = ("is_cut", "tellers")

    def __init__(self) -> None:
        self.tellers: list[Tell] = []
        self.is_cut = False


_closing = _Closing()


def open_closing() -> None:
    """Forget what an earlier command of this process had to say."""
    _closing.tellers.clear()
    _closing.is_cut = False


def say_at_end(tell: Tell) -> None:
    """Have lines said when the command has ended."""
    _closing.tellers.append(tell)


def note_cut() -> None:
    """Note that something was left undone, because a Dockerfile failed."""
    _closing.is_cut = True


def list_closing(*, is_whole: bool) -> list[str]:
    """Give the lines, each once; ``is_whole``: the command did not fail."""
    if not _closing.tellers:
        return []
    lines = [line for tell in _closing.tellers for line in tell(is_whole and not _closing.is_cut)]
    return list(dict.fromkeys(lines))
