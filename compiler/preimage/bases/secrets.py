"""Texts that must not be shown."""

from __future__ import annotations


class Secret:
    """A text that neither ``repr``, ``str`` nor a traceback with the values of variables shows.

    Functions that hold a revealed secret must not raise: whoever shows their variables would show it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret cannot be pickled")


NO_SECRET = Secret("")
