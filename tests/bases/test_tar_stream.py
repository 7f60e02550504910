from __future__ import annotations

import gzip
import io
import random
import tarfile
from collections.abc import Callable
from typing import Any, BinaryIO, cast

import pytest

from preimage.bases.tar_stream import HEADER_LIMIT, Member, TarStream
from preimage.model.errors import BaseUnreadable

LONG_NAME = "folder/" * 40 + "name.json"


def info_of(name: str, kind: bytes = tarfile.REGTYPE, **fields: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def archive_of(*members: tuple[tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def read_members(content: bytes, **options: Any) -> list[tuple[str, str, bytes]]:
    tar = TarStream(io.BytesIO(content), **options)
    found = []
    while (member := tar.next()) is not None:
        found.append((member.name, member.kind, tar.read(1 << 20)))
    return found


def header(**changes: bytes) -> bytes:
    """Give a header with some fields replaced, and its checksum made right."""
    block = bytearray(info_of("a").tobuf(tarfile.USTAR_FORMAT))
    for name, value in changes.items():
        start, end = {"size": (124, 136), "kind": (156, 157), "prefix": (345, 500), "name": (0, 100)}[name]
        block[start:end] = value.ljust(end - start, b"\0")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("skips", [False, True], ids=["reading", "seeking"])
def test_members_of_each_form(form: int, skips: bool) -> None:
    content = archive_of(
        (info_of("a.json"), b"{}"),
        (info_of("d", tarfile.DIRTYPE), b""),
        (info_of("l", tarfile.SYMTYPE, linkname="a.json"), b""),
        (info_of("h", tarfile.LNKTYPE, linkname="a.json"), b""),
        (info_of("b"), b"x" * 1000),
        (info_of("p" * 90 + "/" + "n" * 90), b"end"),
        form=form,
    )
    assert read_members(content, skips_by_seeking=skips) == [
        ("a.json", "file", b"{}"),
        ("d", "folder", b""),
        ("l", "link", b""),
        ("h", "other", b""),
        ("b", "file", b"x" * 1000),
        ("p" * 90 + "/" + "n" * 90, "file", b"end"),
    ]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names(form: int) -> None:
    content = archive_of((info_of(LONG_NAME), b"1"), (info_of("caf\u00e9"), b"2"), form=form)
    assert read_members(content) == [(LONG_NAME, "file", b"1"), ("caf\u00e9", "file", b"2")]


def test_content_that_nobody_reads_is_passed_over() -> None:
    tar = TarStream(io.BytesIO(archive_of((info_of("a"), b"x" * 5000), (info_of("b"), b"y"))))
    assert [member.name for member in iter(tar.next, None)] == ["a", "b"]


def test_what_is_read_in_parts() -> None:
    tar = TarStream(io.BytesIO(archive_of((info_of("a"), b"12345"))))
    assert isinstance(tar.next(), Member)
    assert [tar.read(2), tar.read(2), tar.read(2), tar.read(2)] == [b"12", b"34", b"5", b""]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(header(name=b"old/", kind=b"\0"), [("old", "folder", b"")], id="folder of an old archive"),
        pytest.param(header(kind=b"7"), [("a", "file", b"")], id="contiguous file"),
        pytest.param(header(kind=b"3"), [("a", "other", b"")], id="device"),
        pytest.param(header(kind=b"S"), [("a", "other", b"")], id="file with holes"),
        pytest.param(header(size=b"  2 ") + b"{}" + bytes(510), [("a", "file", b"{}")], id="blanks around a number"),
        pytest.param(header(size=b"\x80" + bytes(10) + b"\2") + b"{}" + bytes(510), [("a", "file", b"{}")], id="bytes"),
        pytest.param(
            archive_of((info_of("a", pax_headers={"comment": "x"}), b"1")), [("a", "file", b"1")], id="comment"
        ),
        pytest.param(bytes(1024), [], id="nothing"),
    ],
)
def test_headers(content: bytes, expected: list[tuple[str, str, bytes]]) -> None:
    assert read_members(content) == expected


def pax(body: bytes) -> bytes:
    return header(kind=b"x", size=b"%o" % len(body)) + body + bytes(-len(body) % 512)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "no readable tar archive: empty file", id="empty"),
        pytest.param(b"x" * 512, "no readable tar archive: invalid header", id="no header"),
        pytest.param(header(size=b"9"), "no readable tar archive: invalid header", id="size that is no number"),
        pytest.param(header(size=b"\xff" * 12), "no readable tar archive: invalid header", id="negative size"),
        pytest.param(header(size=b"\x80" + b"\xff" * 11), "no readable tar archive: invalid header", id="huge size"),
        pytest.param(header(size=b"3") + b"ab", "no readable tar archive: unexpected end of data", id="cut short"),
        pytest.param(
            header(kind=b"x", size=b"777777"),
            f"the archive has a header of more than {HEADER_LIMIT} bytes",
            id="large header",
        ),
        pytest.param(pax(b"1" * 500), "no readable tar archive: invalid header", id="digits without end"),
        pytest.param(pax(b"9 a=b\n"), "no readable tar archive: invalid header", id="record that is longer than it is"),
        pytest.param(pax(b"0 a=b\n"), "no readable tar archive: invalid header", id="record without length"),
        pytest.param(pax(b"10 size=x\n") + header(), "no readable tar archive: invalid header", id="size of PAX"),
        pytest.param(
            header(kind=b"g", size=b"11") + b"9 path=x\n" + bytes(503),
            "no readable tar archive: one name or size for all members",
            id="name for all",
        ),
        pytest.param(
            pax(b"7 a=bc\n") * 5 + header(), "no readable tar archive: headers without end", id="headers without end"
        ),
    ],
)
def test_error_headers(content: bytes, message: str) -> None:
    with pytest.raises(BaseUnreadable) as caught:
        read_members(content)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("pack", "fine"),
    [
        pytest.param(bytes, False, id="zeros"),
        pytest.param(random.Random(1).randbytes, True, id="noise"),
    ],
)
def test_ratio(pack: Callable[[int], bytes], fine: bool, monkeypatch) -> None:
    monkeypatch.setattr("preimage.bases.tar_stream.FREE_BYTES", 1 << 16)
    packed = io.BytesIO(gzip.compress(archive_of((info_of("a"), pack(1 << 22)))))
    tar = TarStream(cast("BinaryIO", gzip.GzipFile(fileobj=packed)), packed_size=packed.tell)
    if fine:
        assert [member.name for member in iter(tar.next, None)] == ["a"]
        return
    with pytest.raises(BaseUnreadable) as caught:
        list(iter(tar.next, None))
    assert str(caught.value) == "the archive unpacks to more than 200 times its size; unpack it first, if it is trusted"
