from __future__ import annotations

import gzip
import json
import socket
import struct
import subprocess
import sys
import threading
import time
from functools import partial

import pytest

from preimage.bases.cache import BlobCache
from preimage.bases.digests import compute_digest
from preimage.bases.registry import RegistrySource
from preimage.model.errors import BaseNotFound, OptionError
from preimage.model.platforms import parse_platform
from preimage.model.references import Reference, parse_reference

AMD64 = parse_platform("linux/amd64")
ARM64 = parse_platform("linux/arm64")
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
CONFIG = b'{"architecture":"amd64","os":"linux","config":{"Env":["A=1"]}}'
ARM_CONFIG = b'{"architecture":"arm64","os":"linux","config":{"Env":["A=2"]}}'


def resolve(source: RegistrySource, server, name: str = "app:1", platform=AMD64):
    return source.resolve(parse_reference(f"{server.host}/{name}"), platform)


# What is found


def test_image_takes_two_requests(server, make_source):
    descriptor = server.add_image(CONFIG)
    base = resolve(make_source(), server)
    assert (base.text, base.digest, base.index) == (CONFIG, descriptor["digest"], "")
    assert base.origin == f"registry {server.host}"
    assert server.paths == ["/v2/app/manifests/1", f"/v2/app/blobs/{compute_digest(CONFIG)}"]


def test_index_takes_three_requests(server, make_source):
    entries = [
        server.add_image(CONFIG, platform="linux/amd64"),
        server.add_image(ARM_CONFIG, platform="linux/arm64"),
    ]
    index = server.add_index(*entries)
    base = resolve(make_source(), server, platform=ARM64)
    assert (base.text, base.digest, base.index) == (ARM_CONFIG, entries[1]["digest"], index["digest"])
    assert len(server.requests) == 3


def test_requests_ask_for_plain_bytes_and_known_types(server, make_source):
    server.add_image(CONFIG)
    resolve(make_source(), server)
    headers = server.requests[0][2]
    assert headers["accept-encoding"] == "identity"
    assert headers["user-agent"] == "preimage"
    assert DOCKER_MANIFEST in headers["accept"]
    assert DOCKER_LIST in headers["accept"]
    assert "distribution.manifest.v1" not in headers["accept"]


def test_digest_comes_before_tag(server, make_source):
    descriptor = server.add_image(CONFIG)
    base = resolve(make_source(), server, f"app:other@{descriptor['digest']}")
    assert base.text == CONFIG
    assert server.paths[0] == f"/v2/app/manifests/{descriptor['digest']}"


def test_docker_manifest_without_tag_is_latest(server, make_source):
    server.add_image(CONFIG, tag="latest", media_type=DOCKER_MANIFEST)
    assert resolve(make_source(), server, "app").text == CONFIG


def test_single_manifest_serves_every_platform(server, make_source):
    server.add_image(CONFIG)
    assert resolve(make_source(), server, platform=ARM64).text == CONFIG


def test_entry_without_platform_is_judged_by_its_config(server, make_source, find_error):
    server.add_index(server.add_image(ARM_CONFIG))
    assert resolve(make_source(), server, platform=ARM64).text == ARM_CONFIG
    assert find_error(make_source(), server, BaseNotFound) == (
        "HOST/app:1: not found: no match for platform linux/amd64: the image is for linux/arm64"
    )


def test_blobs_that_are_kept_are_not_asked_for(server, make_source, tmp_path):
    descriptor = server.add_image(CONFIG)
    cache = BlobCache(str(tmp_path / "cache"))
    assert resolve(make_source(blobs=cache), server).text == CONFIG
    assert resolve(make_source(blobs=cache), server).text == CONFIG
    assert len(server.requests) == 3
    assert resolve(make_source(blobs=cache), server, f"app@{descriptor['digest']}").text == CONFIG
    assert len(server.requests) == 3


def add_digest_header(server, descriptor, tag: str = "1") -> None:
    server.routes[f"/v2/app/manifests/{tag}"].headers["Docker-Content-Digest"] = descriptor["digest"]


def test_tag_is_asked_for_its_digest_only_when_the_manifest_is_kept(server, make_source, tmp_path):
    add_digest_header(server, server.add_image(CONFIG))
    cache = BlobCache(str(tmp_path / "cache"))
    for _ in range(3):
        assert resolve(make_source(blobs=cache), server).text == CONFIG
    assert [(method, path) for method, path, _, _ in server.requests[2:]] == [("HEAD", "/v2/app/manifests/1")] * 2


def test_tag_that_has_moved_is_fetched(server, make_source, tmp_path):
    cache = BlobCache(str(tmp_path / "cache"))
    for config in (CONFIG, ARM_CONFIG):
        add_digest_header(server, server.add_image(config))
        assert resolve(make_source(blobs=cache), server).text == config
    assert [method for method, _, _, _ in server.requests] == ["GET", "GET", "HEAD", "GET", "GET"]


def test_registry_that_knows_no_head_is_asked_as_ever(server, make_source, tmp_path, answer):
    add_digest_header(server, server.add_image(CONFIG))
    manifest = server.routes["/v2/app/manifests/1"]
    server.routes["/v2/app/manifests/1"] = lambda handler: answer(b"", 405) if handler.command == "HEAD" else manifest
    cache = BlobCache(str(tmp_path / "cache"))
    for _ in range(2):
        assert resolve(make_source(blobs=cache), server).text == CONFIG


def test_connection_is_used_again(server, make_source):
    ports = []
    server.add_image(CONFIG)

    def note_port(handler, answer):
        ports.append(handler.client_address[1])
        return answer

    for path, answer in list(server.routes.items()):
        server.routes[path] = partial(note_port, answer=answer)
    source = make_source()
    for _ in range(3):
        resolve(source, server)
    assert len(ports) == 6
    assert len(set(ports)) == 1
    source.close()


def test_threads_may_share_a_source(server, make_source):
    server.add_image(CONFIG)
    source, texts = make_source(), []
    threads = [threading.Thread(target=lambda: texts.append(resolve(source, server).text)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == [CONFIG] * 8


def test_slow_answer_is_told_once(server, make_source):
    server.add_image(CONFIG)
    manifest = server.routes["/v2/app/manifests/1"]

    def answer_slowly(handler):
        time.sleep(0.7)
        return manifest

    server.routes["/v2/app/manifests/1"] = answer_slowly
    lines: list[str] = []
    resolve(make_source(progress=lines.append), server)
    assert lines == [f"{server.host}/app:1: waiting for registry {server.host}"]


def test_fast_answer_is_not_told(server, make_source):
    server.add_image(CONFIG)
    lines: list[str] = []
    resolve(make_source(progress=lines.append), server)
    assert lines == []


def test_loading_the_module_loads_no_http_library():
    code = (
        "import sys, preimage.bases.registry as _\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('urllib3', 'http', 'ssl', 'socket')])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_error_reference_without_host(make_source):
    with pytest.raises(BaseNotFound, match=r"^a_b.c/app:latest: not found: it names no registry$"):
        make_source().resolve(Reference("", "a_b.c/app"), AMD64)


def test_error_insecure_entry_is_no_host(make_source):
    with pytest.raises(OptionError, match=r'^invalid insecure registry "http://x": want a host name'):
        make_source(insecure=["http://x"])


# What is refused: the registry's content


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        pytest.param(b'{"errors":[{"code":"MANIFEST_UNKNOWN"}]}', "404 MANIFEST_UNKNOWN", id="unknown manifest"),
        pytest.param(b'{"errors":[{"code":"ODD"}]}', "404", id="unknown code"),
        pytest.param(b"<html>", "404", id="not even a registry"),
    ],
)
def test_error_unknown_image(server, make_source, answer, body, shown, find_error):
    server.routes["/v2/app/manifests/1"] = answer(body, 404)
    assert find_error(make_source(), server, BaseNotFound) == (
        f"HOST/app:1: not found: registry HOST does not know it ({shown})"
    )


def test_error_platform_not_offered(server, make_source, find_error):
    server.add_index(server.add_image(ARM_CONFIG, platform="linux/arm64"))
    assert find_error(make_source(), server, BaseNotFound) == (
        "HOST/app:1: not found: no match for platform linux/amd64 in the index, which has linux/arm64"
    )


def test_error_manifest_has_another_digest(server, make_source, answer, find_error):
    wanted = "sha256:" + "0" * 64
    server.routes[f"/v2/app/manifests/{wanted}"] = answer(b"{}")
    assert find_error(make_source(), server, name=f"app@{wanted}") == (
        f"HOST/app@{wanted}: the manifest has digest {compute_digest(b'{}')}, expected {wanted}"
    )


def test_error_manifest_of_index_has_another_digest(server, make_source, answer, find_error):
    entry = server.add_image(CONFIG, platform="linux/amd64")
    server.add_index(entry)
    server.routes[f"/v2/app/manifests/{entry['digest']}"] = answer(b"{}")
    assert "the manifest has digest" in find_error(make_source(), server)


def test_error_registry_claims_another_digest(server, make_source, find_error):
    server.add_image(CONFIG)
    server.routes["/v2/app/manifests/1"].headers["Docker-Content-Digest"] = "sha256:" + "1" * 64
    assert find_error(make_source(), server).endswith(", expected sha256:" + "1" * 64)


def test_error_config_has_another_digest(server, make_source, answer, find_error):
    server.add_image(CONFIG)
    server.routes[f"/v2/app/blobs/{compute_digest(CONFIG)}"] = answer(ARM_CONFIG)
    assert find_error(make_source(), server) == (
        f"HOST/app:1: the image config has digest {compute_digest(ARM_CONFIG)}, expected {compute_digest(CONFIG)}"
    )


def test_error_config_is_missing(server, make_source, find_error):
    server.add_image(CONFIG)
    del server.routes[f"/v2/app/blobs/{compute_digest(CONFIG)}"]
    assert find_error(make_source(), server) == (
        f"HOST/app:1: its config {compute_digest(CONFIG)} is missing in the registry"
    )


def test_error_manifest_of_index_is_missing(server, make_source, find_error):
    entry = server.add_image(CONFIG, tag="2", platform="linux/amd64")
    server.add_index(entry)
    del server.routes[f"/v2/app/manifests/{entry['digest']}"]
    assert find_error(make_source(), server) == (
        f"HOST/app:1: its index lists {entry['digest']}, which the registry does not have"
    )


def test_error_digest_that_is_a_path(server, make_source, find_error):
    manifest = {"schemaVersion": 2, "config": {"mediaType": "", "digest": "sha256:../../../../etc/passwd", "size": 2}}
    server.add_manifest(json.dumps(manifest).encode())
    assert find_error(make_source(), server) == (
        'HOST/app:1: invalid digest "sha256:../../../../etc/passwd": invalid checksum digest length'
    )
    assert len(server.requests) == 1


def test_error_schema_1(server, make_source, find_error):
    manifest = {"schemaVersion": 1, "name": "app", "tag": "1", "fsLayers": [], "history": []}
    server.add_manifest(
        json.dumps(manifest).encode(), media_type="application/vnd.docker.distribution.manifest.v1+json"
    )
    assert find_error(make_source(), server) == (
        "HOST/app:1: its manifest is of schema 1, which holds no image config and which Docker no longer reads; "
        "push the image again with a current tool"
    )


def test_error_indexes_without_end(server, make_source, find_error):
    entry = server.add_image(CONFIG, tag="2")
    for _ in range(5):
        entry = server.add_index(entry)
    assert find_error(make_source(), server) == "HOST/app:1: more than 4 indexes within each other"


def test_error_web_page_instead_of_manifest(server, make_source, answer, find_error):
    server.routes["/v2/app/manifests/1"] = answer(b"<html>Welcome</html>", headers={"Content-Type": "text/html"})
    assert find_error(make_source(), server) == "HOST/app:1: the manifest is not valid JSON"


def test_content_type_that_says_nothing_is_left_alone(server, make_source):
    server.add_image(CONFIG)
    server.routes["/v2/app/manifests/1"].headers["Content-Type"] = "text/html; charset=utf-8"
    assert resolve(make_source(), server).text == CONFIG


def test_error_content_type_contradicts(server, make_source, find_error):
    server.add_image(CONFIG)
    server.routes["/v2/app/manifests/1"].headers["Content-Type"] = DOCKER_LIST
    assert find_error(make_source(), server) == (
        f"HOST/app:1: the manifest says it is {OCI_MANIFEST}, but is sent or listed as {DOCKER_LIST}"
    )


# What is refused: sizes


def flood(handler) -> None:
    """Send without end, and without saying how much."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        handler.wfile.write(b" " * (1 << 16))


def flood_chunked(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        handler.wfile.write(b"10000\r\n" + b" " * (1 << 16) + b"\r\n")


def flood_chunk_size(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        handler.wfile.write(b"0" * (1 << 16))


def flood_headers(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-A: b\r\n")


def flood_header(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
    while True:
        handler.wfile.write(b"b" * (1 << 16))


@pytest.mark.parametrize(
    ("route", "text"),
    [
        pytest.param(flood, "registry HOST sent more than the limit of 4194304 bytes", id="body"),
        pytest.param(flood_chunked, "registry HOST sent more than the limit of 4194304 bytes", id="chunks"),
        pytest.param(flood_chunk_size, "registry HOST gave an answer that is not HTTP", id="size of a chunk"),
        pytest.param(flood_headers, "registry HOST gave an answer that is not HTTP", id="many headers"),
        pytest.param(flood_header, "registry HOST gave an answer that is not HTTP", id="one header"),
    ],
)
def test_error_answer_without_end(server, make_source, route, text, find_error):
    server.routes["/v2/app/manifests/1"] = route
    assert find_error(make_source(seconds=10), server).startswith(f"HOST/app:1: {text}")


def test_error_manifest_says_that_it_is_large(server, make_source, answer, find_error):
    server.routes["/v2/app/manifests/1"] = answer(b"{}", length=5 << 20)
    assert find_error(make_source(), server) == "HOST/app:1: registry HOST sent more than the limit of 4194304 bytes"


def test_error_config_is_large(server, make_source, find_error):
    server.add_image(b" " * ((16 << 20) + 1))
    assert find_error(make_source(), server) == (
        "HOST/app:1: the image config has 16777217 bytes, more than the limit of 16777216"
    )
    assert len(server.requests) == 1


def test_error_config_is_larger_than_it_says(server, make_source, find_error):
    config = b" " * ((16 << 20) + 1)
    entry = {"mediaType": "", "digest": compute_digest(config), "size": 2}
    server.add_image(config)
    server.add_manifest(json.dumps({"schemaVersion": 2, "config": entry}).encode())
    assert find_error(make_source(), server) == "HOST/app:1: registry HOST sent more than the limit of 16777216 bytes"


def test_error_config_has_another_size(server, make_source, find_error):
    config = b'{"architecture":"amd64","os":"linux"}'
    server.add_image(config)
    entry = {"mediaType": "", "digest": compute_digest(config), "size": len(config) - 1}
    server.add_manifest(json.dumps({"schemaVersion": 2, "config": entry}).encode())
    assert find_error(make_source(), server) == "HOST/app:1: the image config has 37 bytes, its descriptor says 36"


def test_error_compressed_answer(server, make_source, answer, find_error):
    body = gzip.compress(b" " * (1 << 24))
    server.routes["/v2/app/manifests/1"] = answer(body, headers={"Content-Encoding": "gzip"})
    assert find_error(make_source(), server) == (
        "HOST/app:1: registry HOST sent compressed data, which it was asked not to do"
    )


# What is refused: faults of the network


def drip_body(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.05)


def drip_headers(handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
    while True:
        handler.wfile.write(b"b")
        time.sleep(0.05)


def continue_for_ever(handler) -> None:
    while True:
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def fall_silent(handler) -> None:
    time.sleep(5)


@pytest.mark.parametrize("route", [drip_body, drip_headers, continue_for_ever, fall_silent])
def test_error_time_is_up(server, make_source, route, find_error):
    server.routes["/v2/app/manifests/1"] = route
    started = time.monotonic()
    text = find_error(make_source(seconds=1), server)
    assert time.monotonic() - started < 1.5
    assert text in (
        "HOST/app:1: registry HOST did not answer within 1 s",
        "HOST/app:1: registry HOST did not answer in time",
    )


def test_thread_ends_when_time_is_up(server, make_source, find_error):
    server.routes["/v2/app/manifests/1"] = drip_headers
    find_error(make_source(seconds=0.5), server)
    until = time.monotonic() + 3
    while any(thread.name == "preimage" for thread in threading.enumerate()):
        assert time.monotonic() < until
        time.sleep(0.01)


def reset(handler) -> None:
    """Send half an answer and a TCP reset."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def hang_up(handler) -> None:
    """Close without an answer."""


def talk_nonsense(handler) -> None:
    handler.wfile.write(b"220 smtp.example ESMTP\r\n")


@pytest.mark.parametrize(
    ("route", "text", "requests"),
    [
        pytest.param(reset, "closed the connection, 4 times", 4, id="reset in the body"),
        pytest.param(hang_up, "closed the connection, 4 times", 4, id="no answer"),
        pytest.param(talk_nonsense, "gave an answer that is not HTTP", 1, id="not HTTP"),
    ],
)
def test_error_broken_connection(server, make_source, route, text, requests, find_error):
    server.routes["/v2/app/manifests/1"] = route
    assert find_error(make_source(), server) == f"HOST/app:1: registry HOST {text}"
    assert len(server.requests) == requests


def test_error_truncated_body(server, make_source, answer, find_error):
    server.routes["/v2/app/manifests/1"] = answer(b"{", length=1000)
    assert find_error(make_source(), server) == (
        "HOST/app:1: registry HOST broke off in the middle of an answer, 4 times"
    )


def test_error_connection_refused(server, make_source, find_error):
    server.close()
    started = time.monotonic()
    assert find_error(make_source(), server) == "HOST/app:1: registry HOST refuses the connection"
    assert time.monotonic() - started < 1


def test_error_unknown_host(make_source, server, find_error):
    server.host = "no-such-host.invalid"
    assert find_error(make_source(), server) == "HOST/app:1: registry HOST is an unknown host"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_status_is_tried_again(server, make_source, answer, status):
    server.add_image(CONFIG)
    manifest = server.routes["/v2/app/manifests/1"]
    server.routes["/v2/app/manifests/1"] = [answer(b"", status), manifest]
    assert resolve(make_source(), server).text == CONFIG


def test_broken_connection_is_tried_again(server, make_source):
    server.add_image(CONFIG)
    path = f"/v2/app/blobs/{compute_digest(CONFIG)}"
    server.routes[path] = [reset, hang_up, server.routes[path]]
    assert resolve(make_source(), server).text == CONFIG
    assert len(server.requests) == 4


def test_retry_after_is_waited_for(server, make_source, answer):
    server.add_image(CONFIG)
    manifest = server.routes["/v2/app/manifests/1"]
    server.routes["/v2/app/manifests/1"] = [answer(b"", 429, {"Retry-After": "1"}), manifest]
    lines: list[str] = []
    started = time.monotonic()
    assert resolve(make_source(progress=lines.append), server).text == CONFIG
    assert 1 <= time.monotonic() - started < 2
    assert len(lines) == 1


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("Wed, 21 Oct 2015 07:28:00 GMT", id="date that has passed"),
        pytest.param("Wed, 21 Oct 2015 07:28:00 -0000", id="date without a zone"),
        pytest.param("soon", id="neither number nor date"),
        pytest.param("9" * 5000, id="huge number"),
    ],
)
def test_retry_after_that_is_no_number_of_seconds(server, make_source, answer, value):
    server.add_image(CONFIG)
    manifest = server.routes["/v2/app/manifests/1"]
    server.routes["/v2/app/manifests/1"] = [answer(b"", 429, {"Retry-After": value}), manifest]
    started = time.monotonic()
    assert resolve(make_source(), server).text == CONFIG
    assert time.monotonic() - started < 1


def test_error_retry_after_is_too_long(server, make_source, answer, find_error):
    server.routes["/v2/app/manifests/1"] = answer(b"", 429, {"Retry-After": "3600"})
    assert find_error(make_source(), server) == (
        "HOST/app:1: registry HOST says that there are too many requests (429) and asks to wait 3600 s"
    )
    assert len(server.requests) == 1


def test_error_status_does_not_pass(server, make_source, answer, find_error):
    server.routes["/v2/app/manifests/1"] = answer(b"", 500)
    assert find_error(make_source(), server) == "HOST/app:1: registry HOST answers with status 500, 4 times"
    assert len(server.requests) == 4


def test_error_other_status(server, make_source, answer, find_error):
    server.routes["/v2/app/manifests/1"] = answer(b'{"errors":[{"code":"UNSUPPORTED","message":"a-signed-url"}]}', 400)
    assert find_error(make_source(), server) == "HOST/app:1: registry HOST answers with status 400 (UNSUPPORTED)"
    assert len(server.requests) == 1
