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

    def is_shown_in(self, text: str) -> bool:
        """Tell whether a text shows the secret, or one that it holds: what stands behind ``Basic`` or ``Bearer``."""
        hidden = [self._text, self._text.rpartition(" ")[2]]
        if self._text.startswith("Basic "):
            from base64 import b64decode

            name, _, password = b64decode(hidden[1]).decode("utf-8", "replace").partition(":")
            hidden += [password, f"{name}:{password}"]
        return any(each in text for each in hidden if each)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret cannot be pickled")


NO_SECRET = Secret("")
