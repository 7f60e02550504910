"""The messages of a client as they arrive: a header that gives the number of bytes, then these bytes.

Source: docs/reference/server.md, "Faults of a client".
"""

from __future__ import annotations

import io

from preimage.model.errors import OptionError
from preimage.model.visible import show_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

LARGEST_MESSAGE = 64 * 1024 * 1024
"""Bytes of a message; a larger one is not read."""
LONGEST_LINE = 4096
"""Bytes of a line of a header."""
_MOST_LINES = 16
_MOST_SHOWN = 80
_NO_MESSAGE = "standard input is not what an editor writes to a language server: "


class Frames(io.RawIOBase):
    """Hands on what a client writes, with one line of header a message; what cannot be a message ends it.

    Behind a broken header nobody can tell where the next message starts, so that reading raises `OptionError` then.
    """

    def __init__(self, given: BinaryIO) -> None:
        super().__init__()
        self._given = given
        self._is_behind_header = False

    def readline(self, size: int | None = -1, /) -> bytes:
        """Give the header of the next message in a line, then its empty line; empty at the end. ``size`` is unused."""
        if self._is_behind_header:
            self._is_behind_header = False
            return b"\r\n"
        length = self._read_header()
        if length is None:
            return b""
        self._is_behind_header = True
        return b"Content-Length: %d\r\n" % length

    def read(self, size: int = -1, /) -> bytes:
        """Give the bytes of a message, of which there are ``size``."""
        body = self._given.read(size)
        if len(body) < size:
            raise OptionError(f"standard input ends in a message: {len(body)} of its {size} bytes are there")
        return body

    def close(self) -> None:
        """Close what is read from."""
        self._given.close()
        super().close()

    def _read_header(self) -> int | None:
        """Give the bytes of the message behind a header; None: there is no further message."""
        length: int | None = None
        for number in range(_MOST_LINES):
            line = self._given.readline(LONGEST_LINE + 1)
            if not line and number == 0:
                return None
            if len(line) > LONGEST_LINE:
                raise OptionError(f"{_NO_MESSAGE}a line of a header has more than {LONGEST_LINE} bytes")
            if not line.strip():
                break
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon:
                raise OptionError(f'{_NO_MESSAGE}there is no header in "{_shorten(line)}"')
            if name.strip().lower() == "content-length":
                length = _read_length(value.strip())
        if length is None:
            raise OptionError(f"{_NO_MESSAGE}a header without Content-Length")
        return length


def _read_length(text: str) -> int:
    # Digits are counted first: Python takes its time for thousands of them, and then refuses.
    is_number = text.isascii() and text.isdigit()
    if is_number and (len(text) > 20 or int(text) > LARGEST_MESSAGE):
        shown = text if len(text) <= 20 else f"a number of {len(text)} digits"
        raise OptionError(f"a message of {shown} bytes is not read; the limit is {LARGEST_MESSAGE}")
    if not is_number or int(text) == 0:
        raise OptionError(f'{_NO_MESSAGE}Content-Length is "{show_line(text[:_MOST_SHOWN])}", not a number above 0')
    return int(text)


def _shorten(line: bytes) -> str:
    return show_line(line.strip()[:_MOST_SHOWN].decode("utf-8", "replace"))
