"""Tar archives read from front to back: names, kinds and sizes of members, and the content of those that are asked for.

Only what image archives hold is understood: POSIX and GNU headers, long names, PAX records. Whatever a header says is
bounded before it is read, so that the cost goes by what is there, on any version of Python.
"""

from __future__ import annotations

import re
import zlib

from preimage.model.errors import BaseUnreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

TOTAL_BYTES_LIMIT = 64 << 30
"""Bytes that are read, those of layers included; a plain file is not read but skipped where it holds layers."""
HEADER_LIMIT = 64 << 10
"""Bytes that may belong to one member before its content."""
RATIO_LIMIT = 200
FREE_BYTES = 64 << 20
"""A compressed archive may unpack to so many bytes, and beyond them to so many times what was read of it."""

_BLOCK = 512
_STEP = 1 << 20
_LARGEST = 1 << 60
_MOST_EXTENSIONS = 4
_CHECKSUM = slice(148, 156)
_OCTAL = re.compile(rb"[ ]*([0-7]{1,12})[ \0]*")
_RECORD = re.compile(rb"([1-9][0-9]{0,6}) ([^=]{1,256})=")
_SIZE = re.compile(rb"[0-9]{1,18}")
_REGULAR = frozenset((b"0", b"\0", b"7"))
_KINDS = {b"2": "link", b"5": "folder"}


class Member:
    """A member of an archive.

    ``kind`` is ``file``, ``folder``, ``link`` (a symbolic one) or ``other``: a hard link, a device, a file with holes.
    """

    __slots__ = ("kind", "name", "size")

    def __init__(self, name: str, kind: str, size: int) -> None:
        self.name = name
        self.kind = kind
        self.size = size


class TarStream:
    """An archive that is being read; ``packed_size`` tells how much of a compressed file was read so far."""

    def __init__(
        self, stream: BinaryIO, *, skips_by_seeking: bool = False, packed_size: Callable[[], int] | None = None
    ) -> None:
        self._stream = stream
        self._skips_by_seeking = skips_by_seeking
        self._packed_size = packed_size
        self._taken = 0
        self._left = 0
        """Bytes of the present member that were not read yet."""
        self._padding = 0

    def next(self) -> Member | None:
        """Give the next member, past what is left of the present one; None at the end.

        Raises:
            BaseUnreadable: it is no archive, or one that is too large.
            OSError: the stream cannot be read.
        """
        self._skip(self._left + self._padding)
        self._left = self._padding = 0
        extended: dict[bytes, bytes] = {}
        for _ in range(_MOST_EXTENSIONS):
            block = self._read_header()
            if block is None:
                return None
            kind, size = block[156:157], _parse_number(block[124:136])
            if kind in b"LKxgX":
                self._read_extension(kind, size, extended)
                continue
            return self._open(block, kind, size, extended)
        raise BaseUnreadable("no readable tar archive: headers without end")

    def read(self, size: int) -> bytes:
        """Give at most so many bytes of the content of the present member; nothing at its end."""
        content = self._take(min(size, self._left)) if self._left else b""
        if self._left and not content:
            raise _broken("unexpected end of data")
        self._left -= len(content)
        return content

    def _open(self, block: bytes, kind: bytes, size: int, extended: dict[bytes, bytes]) -> Member:
        name = _text_of(block[:100])
        prefix = _text_of(block[345:500])
        if prefix and block[257:263] == b"ustar\0":
            name = prefix + b"/" + name
        name = extended.get(b"path", name)
        if b"size" in extended:
            if not _SIZE.fullmatch(extended[b"size"]):
                raise _broken("invalid header")
            size = int(extended[b"size"])
        has_holes = any(key.startswith(b"GNU.sparse.") for key in extended)
        if kind in _REGULAR:
            # Old archives have no kind for folders.
            shown = "folder" if name.endswith(b"/") else "other" if has_holes else "file"
            self._left, self._padding = size, -size % _BLOCK
        else:
            shown = _KINDS.get(kind, "other")
        return Member(name.rstrip(b"/").decode("utf-8", "surrogateescape"), shown, size)

    def _read_header(self) -> bytes | None:
        block = self._read_whole(_BLOCK, is_start=True)
        if not block.strip(b"\0"):
            return None
        counted = block[: _CHECKSUM.start] + b" " * 8 + block[_CHECKSUM.stop :]
        signed = sum(counted) - 256 * sum(byte > 127 for byte in counted)
        if _parse_number(block[_CHECKSUM]) not in (sum(counted), signed):
            raise _broken("invalid header")
        return block

    def _read_extension(self, kind: bytes, size: int, extended: dict[bytes, bytes]) -> None:
        """Read what a header of its own says of the member that follows, or of all (``g``)."""
        if size > HEADER_LIMIT:
            raise BaseUnreadable(f"the archive has a header of more than {HEADER_LIMIT} bytes")
        content = self._read_whole(size + -size % _BLOCK)[:size]
        if kind == b"L":
            extended[b"path"] = _text_of(content)
        elif kind in b"xX":
            extended.update(_parse_records(content))
        elif kind == b"g" and {b"path", b"size"} & _parse_records(content).keys():
            raise _broken("one name or size for all members")

    def _read_whole(self, size: int, is_start: bool = False) -> bytes:
        parts = []
        left = size
        while left and (part := self._take(min(left, _STEP))):
            parts.append(part)
            left -= len(part)
        if left and is_start and left == size:
            if not self._taken:
                raise _broken("empty file")
            # Some writers leave out the blocks of zeros at the end.
            return bytes(size)
        if left:
            raise _broken("unexpected end of data" if self._taken > _BLOCK else "invalid header")
        return b"".join(parts)

    def _skip(self, size: int) -> None:
        if size and self._skips_by_seeking:
            # The last byte is read: a file can be moved past its end.
            self._stream.seek(size - 1, 1)
            size = 1
        while size:
            part = self._take(min(size, _STEP))
            if not part:
                raise _broken("unexpected end of data")
            size -= len(part)

    def _take(self, size: int) -> bytes:
        try:
            content = self._stream.read(size)
        except (EOFError, zlib.error) as error:
            raise _broken(str(error)) from error
        self._taken += len(content)
        if self._taken > TOTAL_BYTES_LIMIT:
            raise BaseUnreadable(f"the archive is larger than {TOTAL_BYTES_LIMIT} bytes")
        if self._packed_size is not None and self._taken > FREE_BYTES:
            most = FREE_BYTES + RATIO_LIMIT * self._packed_size()
            if self._taken > most:
                raise BaseUnreadable(
                    f"the archive unpacks to more than {RATIO_LIMIT} times its size; unpack it first, if it is trusted"
                )
        return content


def _broken(reason: str) -> BaseUnreadable:
    return BaseUnreadable(f"no readable tar archive: {reason}")


def _text_of(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _parse_number(field: bytes) -> int:
    """Parse a number in octal digits or, if its first bit is set, in bytes.

    Raises:
        BaseUnreadable: it is neither, or negative.
    """
    if field[0] == 0x80:
        number = int.from_bytes(field[1:], "big")
        if number > _LARGEST:
            raise _broken("invalid header")
        return number
    if not field.strip(b" \0"):
        return 0
    match = _OCTAL.fullmatch(field)
    if match is None:
        raise _broken("invalid header")
    return int(match[1], 8)


def _parse_records(content: bytes) -> dict[bytes, bytes]:
    """Parse the records of a PAX header: each its length in digits, a blank, key, equals sign, value and newline."""
    records: dict[bytes, bytes] = {}
    at = 0
    while at < len(content) and content[at]:
        match = _RECORD.match(content, at)
        end = at + int(match[1]) if match is not None else 0
        if match is None or end <= match.end() or content[end - 1 : end] != b"\n":
            raise _broken("invalid header")
        records[match[2]] = content[match.end() : end - 1]
        at = end
    return records
