"""Messages as they arrive: what is handed on, and what cannot be taken apart."""

from __future__ import annotations

import io
import re

import pytest

from preimage.model.errors import OptionError
from preimage.server.frames import LARGEST_MESSAGE, LONGEST_LINE, Frames

NO_MESSAGE = "standard input is not what an editor writes to a language server: "


def read_all(data: bytes) -> list[bytes]:
    """Read as pygls does: lines of a header up to an empty one, then the bytes."""
    frames = Frames(io.BytesIO(data))
    found = []
    while header := frames.readline():
        assert frames.readline() == b"\r\n"
        found.append(frames.read(int(header.split()[1])))
    return found


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", [], id="nothing"),
        pytest.param(b"Content-Length: 2\r\n\r\n{}", [b"{}"], id="one message"),
        pytest.param(b"Content-Length: 1\r\n\r\naContent-Length: 1\r\n\r\nb", [b"a", b"b"], id="two messages"),
        pytest.param(b"Content-Type: a/b\r\ncontent-length:1\r\n\r\na", [b"a"], id="another header, other letters"),
        pytest.param(b"Content-Length: 1\n\na", [b"a"], id="newlines alone"),
    ],
)
def test_messages_are_handed_on(data: bytes, expected: list[bytes]) -> None:
    assert read_all(data) == expected


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(
            b"Content-Length: 99999999999999999999\r\n\r\nx",
            f"a message of 99999999999999999999 bytes is not read; the limit is {LARGEST_MESSAGE}",
            id="more than an index holds",
        ),
        pytest.param(
            b"Content-Length: %d\r\n\r\nx" % (LARGEST_MESSAGE + 1),
            f"a message of {LARGEST_MESSAGE + 1} bytes is not read; the limit is {LARGEST_MESSAGE}",
            id="one byte too many",
        ),
        pytest.param(
            b"Content-Length: " + b"9" * 4000 + b"\r\n\r\nx",
            f"a message of a number of 4000 digits bytes is not read; the limit is {LARGEST_MESSAGE}",
            id="thousands of digits",
        ),
        pytest.param(
            b"Content-Length: -5\r\n\r\nx", f'{NO_MESSAGE}Content-Length is "-5", not a number above 0', id="negative"
        ),
        pytest.param(
            b"Content-Length: 0\r\n\r\n", f'{NO_MESSAGE}Content-Length is "0", not a number above 0', id="zero"
        ),
        pytest.param(
            "Content-Length: ²\r\n\r\nx".encode("latin-1"),
            f'{NO_MESSAGE}Content-Length is "²", not a number above 0',
            id="digit of another kind",
        ),
        pytest.param(b"FROM \x1b\r\n", f'{NO_MESSAGE}there is no header in "FROM \\x1b"', id="no header"),
        pytest.param(b"\r\n", f"{NO_MESSAGE}a header without Content-Length", id="empty header"),
        pytest.param(b"a: b\r\n" * 99, f"{NO_MESSAGE}a header without Content-Length", id="header without an end"),
        pytest.param(
            b"a" * (LONGEST_LINE + 1),
            f"{NO_MESSAGE}a line of a header has more than {LONGEST_LINE} bytes",
            id="line without an end",
        ),
        pytest.param(
            b"Content-Length: 3\r\n\r\nx", "standard input ends in a message: 1 of its 3 bytes are there", id="cut off"
        ),
    ],
)
def test_error_of_what_cannot_be_taken_apart(data: bytes, text: str) -> None:
    with pytest.raises(OptionError, match=f"^{re.escape(text)}$"):
        read_all(data)


def test_what_is_read_from_is_closed() -> None:
    given = io.BytesIO()
    Frames(given).close()
    assert given.closed
