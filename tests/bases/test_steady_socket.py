from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from preimage.bases import steady_socket
from preimage.bases.steady_socket import SteadySocket


@contextmanager
def connect(serve: Callable[[socket.socket], None], seconds: float) -> Iterator[SteadySocket]:
    """Connect to a server that does one thing with a connection."""
    with tempfile.TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{directory}/s")
        listener.listen()

        def accept() -> None:
            connection = listener.accept()[0]
            with connection:
                try:
                    serve(connection)
                except OSError:
                    # The other side has had enough.
                    return

        thread = threading.Thread(target=accept)
        thread.start()
        with SteadySocket(seconds) as client:
            client.connect(f"{directory}/s")
            yield client
        thread.join()


def drip(connection: socket.socket) -> None:
    while True:
        connection.sendall(b" ")
        time.sleep(0.01)


def test_error_a_byte_now_and_then() -> None:
    started = time.monotonic()
    with connect(drip, 0.3) as client, client.makefile("rb") as stream, pytest.raises(TimeoutError):
        stream.read(1000)
    assert time.monotonic() - started < 5


def test_error_nothing() -> None:
    with connect(lambda connection: connection.recv(1) and None, 0.1) as client, pytest.raises(TimeoutError):
        client.recv_into(bytearray(1))


def test_what_sends_enough_has_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steady_socket, "LEAST_RATE", 1000)

    def send(connection: socket.socket) -> None:
        for _ in range(20):
            connection.sendall(b"x" * 1000)
            time.sleep(0.03)

    with connect(send, 0.2) as client, client.makefile("rb") as stream:
        assert len(stream.read()) == 20_000
