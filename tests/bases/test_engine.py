from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingUnixStreamServer

import pytest

from preimage.bases.digests import compute_digest
from preimage.bases.engine import EngineBases, find_engine_socket
from preimage.model.errors import BaseNotFound, BaseUnreadable
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

AMD64 = parse_platform("linux/amd64")
ARM64 = parse_platform("linux/arm64")
ALPINE = parse_reference("alpine:3")
INSPECT = "/images/docker.io/library/alpine:3/json"
LIBPOD_EXPORT = "/v4.0.0/libpod/images/docker.io/library/alpine:3/get?format=oci-archive"
EXPORT = "/images/docker.io/library/alpine:3/get"


def inspect(text: bytes) -> tuple[int, bytes]:
    return 200, json.dumps({"Id": compute_digest(text)}).encode()


def config(architecture: str = "amd64") -> bytes:
    return json.dumps({"architecture": architecture, "os": "linux", "config": {}}).encode()


class Engine:
    """An engine that answers with what a test puts into ``answers``: status and body by path."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        self.cut = 0
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                engine.asked.append(self.path)
                status, body = engine.answers.get(self.path, (404, b'{"message":"No such image"}'))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) - engine.cut])

            def log_message(self, *_: object) -> None:
                pass

            def address_string(self) -> str:
                return "local"

        class Server(ThreadingUnixStreamServer):
            def handle_error(self, *_: object) -> None:
                pass  # that a client hangs up is what some tests are about

        self.server = Server(path, Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def engine():
    # Paths of sockets are short.
    with tempfile.TemporaryDirectory() as directory:
        started = Engine(f"{directory}/sock")
        yield started
        started.server.shutdown()
        started.server.server_close()


def resolve(engine: Engine, reference: str = "alpine:3", platform=AMD64):
    return EngineBases(engine.path).resolve(parse_reference(reference), platform)


def test_the_exact_config_is_read_from_the_export(engine, store) -> None:
    store.save([(config(), ["alpine:3"])])
    engine.answers = {INSPECT: inspect(config()), EXPORT: (200, store.render_archive())}
    base = resolve(engine)
    assert (base.text, base.origin, base.digest) == (config(), f"engine at {engine.path}", "")
    assert engine.asked == [INSPECT, EXPORT]


def test_the_platform_is_chosen_where_the_engine_has_several(engine, store) -> None:
    platforms = [
        store.add_image(config(name)) | {"platform": {"os": "linux", "architecture": name}}
        for name in ("amd64", "arm64")
    ]
    store.enter(store.add_index(*platforms), "docker.io/library/alpine:3", "3")
    engine.answers = {INSPECT: (200, b"{}"), EXPORT: (200, store.render_archive())}
    assert resolve(engine, platform=ARM64).text == config("arm64")


def test_what_podman_rewrites_is_read_from_its_other_export(engine, store) -> None:
    digest = store.enter(store.add_image(config()), tag="3")
    exact = store.render_archive()
    store.save([(config() + b" ", ["alpine:3"])])
    image_id = compute_digest(config()).removeprefix("sha256:")
    engine.answers = {
        INSPECT: (200, json.dumps({"Id": image_id}).encode()),
        EXPORT: (200, store.render_archive()),
        LIBPOD_EXPORT: (200, exact),
    }
    base = resolve(engine)
    assert (base.text, base.digest) == (config(), digest)


def test_error_export_has_another_config(engine, store) -> None:
    store.save([(config(), ["alpine:3"])])
    engine.answers = {INSPECT: inspect(b"{}"), EXPORT: (200, store.render_archive())}
    with pytest.raises(BaseUnreadable, match="^engine at .*: No such image$"):
        resolve(engine)
    engine.answers[LIBPOD_EXPORT] = engine.answers[EXPORT]
    with pytest.raises(BaseUnreadable, match=f"is exported with another config than {compute_digest(b'{}')}, which"):
        resolve(engine)


def test_a_tag_beside_a_digest_is_not_asked_for(engine) -> None:
    digest = f"sha256:{'0' * 64}"
    with pytest.raises(BaseNotFound, match=f"^docker.io/library/alpine@{digest}: not found$"):
        resolve(engine, f"alpine:3@{digest}")
    assert engine.asked == [f"/images/docker.io/library/alpine@{digest}/json"]


def test_error_unknown_image(engine) -> None:
    with pytest.raises(BaseNotFound, match="^docker.io/library/alpine:3: not found$"):
        resolve(engine)


def test_error_another_platform(engine, store) -> None:
    store.save([(config(), ["alpine:3"])])
    engine.answers = {INSPECT: inspect(config()), EXPORT: (200, store.render_archive())}
    with pytest.raises(BaseNotFound, match="the image is for linux/amd64"):
        resolve(engine, platform=ARM64)


@pytest.mark.parametrize(
    ("answers", "text"),
    [
        pytest.param(
            {INSPECT: (200, b"{}"), EXPORT: (500, b'{"message":"empty export - not implemented"}')},
            "docker.io/library/alpine:3 has no layers, and this engine cannot export such images "
            "(empty export - not implemented); push it to a registry, or build it with '--output type=oci,dest=FILE' "
            "and give that file",
            id="image without layers",
        ),
        pytest.param({INSPECT: (200, b"{}"), EXPORT: (500, b"x")}, "answer with status 500", id="failure without JSON"),
        pytest.param({INSPECT: (500, b'{"message":"a\\nb\\u001b"}')}, "a?b?", id="failure"),
        pytest.param({INSPECT: (500, b'{"message":3}')}, "answer with status 500", id="message that is no text"),
        pytest.param({INSPECT: (301, b"[")}, "answer with status 301", id="redirect"),
        pytest.param(
            {INSPECT: (200, b"{}"), EXPORT: (200, b"")}, "no readable tar archive: empty file", id="empty export"
        ),
    ],
)
def test_error_engine_refuses(engine, answers: dict[str, tuple[int, bytes]], text: str) -> None:
    engine.answers = answers
    with pytest.raises(BaseUnreadable) as caught:
        resolve(engine)
    assert str(caught.value) == f"engine at {engine.path}: {text}"


def test_error_connection_is_cut(engine, store) -> None:
    store.files = {"layer.tar": b"x" * 100_000}
    engine.answers = {INSPECT: (200, b"{}"), EXPORT: (200, store.render_archive())}
    engine.cut = 60_000
    with pytest.raises(BaseUnreadable, match=f"^engine at {engine.path}: "):
        resolve(engine)


def test_error_engine_is_silent() -> None:
    with tempfile.TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{directory}/sock")
        listener.listen()
        source = EngineBases(f"{directory}/sock", timeout_seconds=0.05)
        with pytest.raises(BaseUnreadable, match=f"^engine at {directory}/sock: no answer: timed out$"):
            source.resolve(parse_reference("alpine:3"), AMD64)


def test_error_engine_drips() -> None:
    with tempfile.TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{directory}/sock")
        listener.listen()

        def answer() -> None:
            connection = listener.accept()[0]
            with connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while True:
                    connection.sendall(b" ")
                    time.sleep(0.01)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(BaseUnreadable, match=f"^engine at {directory}/sock: no answer: timed out$"):
            EngineBases(f"{directory}/sock", timeout_seconds=0.3).resolve(parse_reference("alpine:3"), AMD64)
        thread.join()


def test_error_what_answers_is_no_engine() -> None:
    with tempfile.TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{directory}/sock")
        listener.listen()

        def answer() -> None:
            connection = listener.accept()[0]
            connection.recv(10_000)
            connection.sendall(b"220 mail ready\r\n")
            connection.close()

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(BaseUnreadable, match=f"^engine at {directory}/sock: no answer: 220 mail ready"):
            EngineBases(f"{directory}/sock").resolve(parse_reference("alpine:3"), AMD64)
        thread.join()


def test_error_no_engine(tmp_path) -> None:
    path = tmp_path / "sock"
    with pytest.raises(BaseUnreadable, match=f"^engine at {path}: no answer: No such file or directory$"):
        EngineBases(str(path)).resolve(parse_reference("alpine:3"), AMD64)


def test_socket_of_the_environment(tmp_path) -> None:
    assert find_engine_socket({"DOCKER_HOST": "unix:///a/b", "CONTAINER_HOST": "unix:///c"}) == "/a/b"
    assert find_engine_socket({"CONTAINER_HOST": "unix:///c"}) == "/c"
    (tmp_path / "podman").mkdir()
    (tmp_path / "podman/podman.sock").touch()
    assert find_engine_socket({"XDG_RUNTIME_DIR": str(tmp_path)}) == f"{tmp_path}/podman/podman.sock"
    (tmp_path / "docker.sock").touch()
    assert find_engine_socket({"XDG_RUNTIME_DIR": str(tmp_path)}) == f"{tmp_path}/docker.sock"


def test_error_socket_of_the_environment(tmp_path, monkeypatch) -> None:
    with pytest.raises(BaseUnreadable, match="^DOCKER_HOST is no unix socket; give it as unix://PATH$"):
        find_engine_socket({"DOCKER_HOST": "tcp://localhost:2375"})
    monkeypatch.setattr(os.path, "exists", lambda path: False)
    with pytest.raises(BaseUnreadable, match="^no engine found: none of /var/run/docker.sock, /run/podman/podman.sock"):
        find_engine_socket({})


def test_inspect_gives_the_words_of_the_engine(engine) -> None:
    engine.answers = {INSPECT: (200, b'{"Id":"x"}')}
    assert EngineBases(engine.path, image=ALPINE).inspect() == b'{"Id":"x"}'
    assert engine.asked == [INSPECT]


def test_error_inspect(engine) -> None:
    source = EngineBases(engine.path, image=ALPINE)
    with pytest.raises(BaseNotFound, match="^docker.io/library/alpine:3: not found$"):
        source.inspect()
    engine.answers = {INSPECT: (500, b'{"message":"broken"}')}
    with pytest.raises(BaseUnreadable, match="^engine at .*: broken$"):
        source.inspect()
    with pytest.raises(BaseUnreadable, match="^engine at /none: no answer: No such file or directory$"):
        EngineBases("/none", image=ALPINE).inspect()


def test_the_image_that_was_named(engine, store) -> None:
    store.save([(config(), ["alpine:3"])])
    engine.answers = {INSPECT: inspect(config()), EXPORT: (200, store.render_archive())}
    images = EngineBases(engine.path, image=ALPINE)
    assert images.names_one
    assert images.pick(AMD64).text == config()


def test_error_no_image_was_named(engine) -> None:
    images = EngineBases(engine.path)
    assert not images.names_one
    with pytest.raises(BaseUnreadable, match="^no image was named$"):
        images.pick(AMD64)
    assert engine.asked == []
