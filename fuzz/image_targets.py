"""Targets that read images from where they are kept: layouts, archives, registries.

The parts of such an input name each other: where one holds ``DIGEST1`` or ``SIZE1``, digest or size of the part with
this number is put in. So a changed part is still asked for, and what it holds is read.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from tarfile import TarFile, TarInfo

import preimage
from fuzz.file_targets import scratch_folder
from fuzz.target import Target, join_parts, split_parts
from preimage.bases.archive import ArchiveBases
from preimage.bases.layout import LayoutBases
from preimage.bases.manifests import is_index, parse_index, parse_manifest
from preimage.bases.registry import RegistrySource
from preimage.bases.registry_settings import RegistrySettings
from preimage.bases.tokens import parse_challenges, parse_token
from preimage.model.bases import Base
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

PLATFORM = parse_platform("linux/amd64")
INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
PARTS = 4
_BLOCK = 512


def link_parts(parts: list[bytes]) -> list[bytes]:
    """Put digests and sizes of parts into those that name them, the last part first."""
    linked = list(parts)
    for number in range(len(parts) - 1, -1, -1):
        for other in range(number + 1, len(parts)):
            linked[number] = linked[number].replace(b"DIGEST%d" % other, digest_of(linked[other]).encode())
            linked[number] = linked[number].replace(b"SIZE%d" % other, b"%d" % len(linked[other]))
    return linked


def digest_of(content: bytes) -> str:
    """Give the digest of a blob."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def run_layouts(data: bytes) -> None:
    """Read the only image of a layout: index.json and three blobs."""
    folder = Path(scratch_folder().name) / "layout"
    shutil.rmtree(folder, ignore_errors=True)
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    index, *contents = link_parts(split_parts(data, PARTS))
    (folder / "oci-layout").write_bytes(b'{"imageLayoutVersion":"1.0.0"}')
    (folder / "index.json").write_bytes(index)
    for content in contents:
        (blobs / digest_of(content)[7:]).write_bytes(content)
    ask_images(LayoutBases(f"oci-layout://{folder}"))


def ask_images(bases: LayoutBases | ArchiveBases) -> None:
    """Ask for the only image, and for one by its name."""
    try:
        preimage.compile("FROM x", build_platform="linux/amd64", bases={"*": json.loads(bases.pick(PLATFORM).text)})
    except (preimage.PreimageError, ValueError) as error:
        assert str(error)
    try:
        bases.resolve(parse_reference("a:1"), PLATFORM)
    except preimage.PreimageError as error:
        assert str(error)


def describe(media_type: str, number: int, **more: object) -> dict[str, object]:
    """Give a descriptor of the part with this number."""
    return {"mediaType": media_type, "digest": f"DIGEST{number}", "size": f"SIZE{number}", **more}


def make_image() -> list[bytes]:
    """Give index, inner index, manifest and config of an image."""
    platform = {"os": "linux", "architecture": "amd64"}
    notes = {"io.containerd.image.name": "docker.io/library/a:1", "org.opencontainers.image.ref.name": "1"}
    config = {**platform, "rootfs": {"type": "layers", "diff_ids": []}, "config": {"Env": ["A=b"], "Cmd": ["c"]}}
    documents: list[object] = [
        {"schemaVersion": 2, "mediaType": INDEX, "manifests": [{**describe(INDEX, 1), "annotations": notes}]},
        {"schemaVersion": 2, "mediaType": INDEX, "manifests": [{**describe(MANIFEST, 2), "platform": platform}]},
        {"schemaVersion": 2, "mediaType": MANIFEST, "config": describe(CONFIG, 3), "layers": []},
        config,
    ]
    # Sizes are numbers in the end, and thus not in quotes.
    texts = [json.dumps(document) for document in documents]
    for number in range(1, PARTS):
        texts = [text.replace(f'"SIZE{number}"', f"SIZE{number}") for text in texts]
    return [text.encode() for text in texts]


def list_layouts() -> Iterator[bytes]:
    """Give a layout with an index within an index, and one without."""
    index, inner, manifest, config = make_image()
    yield join_parts(index, inner, manifest, config)
    yield join_parts(inner, b"x", manifest, config)
    yield join_parts(inner.replace(b'"platform"', b'"annotations"'), b"x", manifest, config)


def run_archives(data: bytes) -> None:
    """Read the only image of an archive whose checksums are right, packed or not."""
    path = Path(scratch_folder().name) / "archive.tar"
    path.write_bytes(data if data[:2] == b"\x1f\x8b" else mend_checksums(data))
    ask_images(ArchiveBases(f"docker-archive:{path}"))


def mend_checksums(data: bytes) -> bytes:
    """Set the checksum of each block that looks like the header of a member."""
    mended = bytearray(data)
    for start in range(0, len(data) - _BLOCK + 1, _BLOCK):
        if data[start + 257 : start + 262] == b"ustar":
            mended[start + 148 : start + 156] = b" " * 8
            mended[start + 148 : start + 156] = b"%06o\0 " % sum(mended[start : start + _BLOCK])
    return bytes(mended)


def list_archives() -> Iterator[bytes]:
    """Give archives of both kinds, in all forms of headers."""
    index, inner, manifest, config = link_parts(make_image())
    layout = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": index}
    layout |= {f"blobs/sha256/{digest_of(content)[7:]}": content for content in (inner, manifest, config)}
    name = f"{digest_of(config)[7:]}.json"
    saved = {"manifest.json": json.dumps([{"Config": name, "RepoTags": ["a:1"], "Layers": []}]).encode(), name: config}
    for files in (layout, saved, {**saved, "d/" * 60 + "x": b"y"}):
        for form in (0, 1, 2):
            yield pack(files, form)


def pack(files: dict[str, bytes], form: int) -> bytes:
    """Write an archive; ``form`` is one of tarfile's."""
    buffer = BytesIO()
    with TarFile(fileobj=buffer, mode="w", format=form) as tar:
        for name, content in files.items():
            info = TarInfo(name)
            info.size = len(content)
            tar.addfile(info, BytesIO(content))
    return buffer.getvalue()


def run_registry_texts(data: bytes) -> None:
    """Read what comes out of headers and bodies, each by the function that reads it."""
    header, body = split_parts(data, 2)
    parse_challenges(header.decode("latin-1").splitlines())
    parse_token(body)
    for read in (is_index, parse_manifest, parse_index):
        try:
            read(body, header.decode("latin-1"))
        except preimage.PreimageError as error:
            assert str(error)


def list_registry_texts() -> Iterator[bytes]:
    """Give challenges with tokens, and types with manifests."""
    _, inner, manifest, _ = link_parts(make_image())
    yield join_parts(
        b'Bearer realm="https://a/t",service="b",scope="c:d"\nBasic realm=x', b'{"token":"a","expires_in":60}'
    )
    yield join_parts(MANIFEST.encode(), manifest)
    yield join_parts(INDEX.encode(), inner)


class RawServer:
    """A server on loopback that gives one prepared answer to each connection, whatever it is asked."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.answers: list[bytes] = []
        self.is_asked = False
        """Whether a target runs: a hook stays for as long as the process, which may have other tests to run."""
        threading.Thread(target=self._serve, daemon=True).start()
        sys.addaudithook(self._refuse_others)

    def _refuse_others(self, event: str, arguments: tuple[object, ...]) -> None:
        """Answers may name other servers: none of them is ever asked, nor is its name looked up."""
        if not self.is_asked:
            return
        if event == "socket.connect" and arguments[1] != ("127.0.0.1", self.port):
            raise ConnectionRefusedError
        if event in ("socket.getaddrinfo", "socket.gethostbyname") and arguments[0] != "127.0.0.1":
            raise socket.gaierror

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                try:
                    connection.settimeout(1)
                    connection.recv(1 << 16)
                    connection.sendall(self.answers.pop(0) if self.answers else b"")
                except OSError:
                    continue


@cache
def start_server() -> RawServer:
    """Start the server of this process."""
    return RawServer()


def run_registry(data: bytes) -> None:
    """Resolve an image at a registry that answers with the parts."""
    try:
        assert ask_registry(data).image.to_json()
    except (preimage.PreimageError, ValueError) as error:
        assert str(error)


def ask_registry(data: bytes) -> Base:
    """Give the base that a registry comes to whose answers are the parts, byte by byte as they are."""
    server = start_server()
    host = f"127.0.0.1:{server.port}"
    # Answers may point to the server itself.
    server.answers = [part.replace(b"HOST", host.encode()) for part in link_parts(split_parts(data, 6))]
    # Without TLS, which would take the first answer; and no pause before another attempt fits into this time.
    settings = RegistrySettings(plain=frozenset((host,)))
    source = RegistrySource(env={"HOME": scratch_folder().name}, seconds=0.2, settings=settings)
    server.is_asked = True
    try:
        return source.resolve(parse_reference(f"{host}/a:1"), PLATFORM)
    finally:
        server.is_asked = False
        source.close()


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Write an answer."""
    lines = (f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", "")
    return "\r\n".join(lines).encode() + body


def list_registry_answers() -> Iterator[bytes]:
    """Give the answers of whole conversations: plain, with a token, with redirects, with errors."""
    _, inner, manifest, config = link_parts(make_image())
    inner_answer, manifest_answer = (
        answer(inner, f"Content-Type: {INDEX}"),
        answer(manifest, f"Content-Type: {MANIFEST}"),
    )
    yield join_parts(inner_answer, manifest_answer, answer(config))
    yield join_parts(manifest_answer, answer(config))
    challenge = 'WWW-Authenticate: Bearer realm="http://HOST/t",service="s"'
    yield join_parts(
        answer(b"{}", challenge, status="401 No"), answer(b'{"token":"t"}'), manifest_answer, answer(config)
    )
    yield join_parts(answer(b"", "Location: http://HOST/x", status="307 T"), manifest_answer, answer(config))
    for status in ("404 N", "429 T", "500 E", "403 F"):
        errors = b'{"errors":[{"code":"DENIED","message":"m"}]}'
        yield join_parts(answer(errors, "Retry-After: 1", status=status), b"")
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    yield join_parts(chunked, answer(config, "Content-Encoding: gzip"))


JSON_WORDS = ('"manifests":', '"config":', '"digest":', '"size":', "DIGEST1", "SIZE1", "DIGEST3", '"platform":', "null")
TARGETS = (
    Target("layouts", run_layouts, list_layouts, JSON_WORDS),
    Target("archives", run_archives, list_archives, ("ustar", "manifest.json", "index.json", "path=", "././@LongLink")),
    Target(
        "registry-texts", run_registry_texts, list_registry_texts, ("Bearer ", "realm=", "scope=", '"', "expires_in")
    ),
    Target(
        "registry",
        run_registry,
        list_registry_answers,
        ("HTTP/1.1 ", "Location: ", "WWW-Authenticate: ", "Content-Type: ", "Retry-After: ", "chunked", "HOST"),
    ),
)
