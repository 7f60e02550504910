"""A standard output that the caller has closed (``>&-``)."""

from __future__ import annotations

import errno
import io
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


class ClosedOutput(io.TextIOWrapper):
    """A text stream to which nothing can be written.

    Writing raises an OSError that names standard output; flushing, which writes nothing, does not.
    """

    def __init__(self) -> None:
        super().__init__(_ClosedBytes(), encoding="utf-8", write_through=True)


class _ClosedBytes(io.BytesIO):
    def write(self, data: object) -> NoReturn:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")
