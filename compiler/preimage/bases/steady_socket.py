"""A connection that ends where the other side sends too little, not only where it sends nothing."""

from __future__ import annotations

import socket
import time

LEAST_RATE = 64 << 10
"""Bytes that have to come in each second, on average, beyond the time that is given anyway."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class SteadySocket(socket.socket):
    """A connection over a unix socket with a time limit that each byte moves on a little.

    A timeout of its own begins anew with each byte, so that a side that sends one now and then is never done.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(socket.AF_UNIX, socket.SOCK_STREAM)
        self._deadline = time.monotonic() + seconds
        self.settimeout(seconds)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """Receive as the socket does.

        Raises:
            TimeoutError: the time is up.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self.settimeout(left)
        received = super().recv_into(buffer, nbytes, flags)
        self._deadline += received / LEAST_RATE
        return received
