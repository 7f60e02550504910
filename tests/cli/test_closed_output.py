from __future__ import annotations

import pytest

from preimage.cli.closed_output import ClosedOutput


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda stream: stream.write("x"), id="text"),
        pytest.param(lambda stream: stream.buffer.write(b"x"), id="bytes"),
        pytest.param(lambda stream: print("x", file=stream), id="print"),
    ],
)
def test_error_nothing_can_be_written(write) -> None:
    with pytest.raises(OSError) as caught:
        write(ClosedOutput())
    assert (caught.value.filename, caught.value.strerror) == ("standard output", "Bad file descriptor")


def test_nothing_is_written_by_flushing() -> None:
    stream = ClosedOutput()
    stream.flush()
    assert not stream.isatty()
    stream.close()
