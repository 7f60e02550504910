"""Small images, stored as layouts and archives store them."""

from __future__ import annotations

import base64
import hashlib
import http.client
import http.server
import io
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tarfile
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from preimage.bases.registry import RegistrySource
from preimage.bases.registry_settings import RegistrySettings
from preimage.model.errors import BaseUnreadable, PreimageError
from preimage.model.platforms import parse_platform
from preimage.model.references import parse_reference

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class Store:
    """Blobs by path and the entries of index.json, which become a layout or an archive."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}
        self.entries: list[dict[str, object]] = []

    def add_blob(self, content: bytes, media_type: str) -> dict[str, object]:
        digest = digest_of(content)
        self.files[f"blobs/sha256/{digest[7:]}"] = content
        return {"mediaType": media_type, "digest": digest, "size": len(content)}

    def add_image(self, config: bytes) -> dict[str, object]:
        layer = self.add_blob(b"a layer, as good as any", "application/vnd.oci.image.layer.v1.tar")
        manifest = {"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": self.add_blob(config, OCI_CONFIG)}
        return self.add_blob(json.dumps(manifest | {"layers": [layer]}).encode(), OCI_MANIFEST)

    def add_index(self, *descriptors: dict[str, object]) -> dict[str, object]:
        index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": descriptors}
        return self.add_blob(json.dumps(index).encode(), OCI_INDEX)

    def enter(self, descriptor: dict[str, object], name: str = "", tag: str = "", platform: str = "") -> str:
        """Put a descriptor into index.json and give its digest."""
        annotations = {"io.containerd.image.name": name, "org.opencontainers.image.ref.name": tag}
        entry = descriptor | {"annotations": {key: text for key, text in annotations.items() if text}}
        self.entries.append(entry | with_platform(platform))
        return str(descriptor["digest"])

    def save(self, configs: Iterable[tuple[bytes, list[str]]]) -> None:
        """Make the files those of ``docker save``."""
        self.files = {}
        images = []
        for config, names in configs:
            path = f"{digest_of(config)[7:]}.json"
            self.files[path] = config
            self.files["ab/layer.tar"] = b"a layer, as good as any"
            images.append({"Config": path, "RepoTags": names, "Layers": ["ab/layer.tar"]})
        self.files["manifest.json"] = json.dumps(images).encode()

    def list_files(self) -> dict[str, bytes]:
        if "oci-layout" not in self.files:
            return self.files
        index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": self.entries}
        return self.files | {"index.json": json.dumps(index).encode()}

    def write_layout(self, directory: Path) -> Path:
        for path, content in self.list_files().items():
            file = directory / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return directory

    def write_archive(self, file: Path, mode: str = "w", extra: Iterable[tarfile.TarInfo] = ()) -> Path:
        file.write_bytes(self.render_archive(mode, extra))
        return file

    def render_archive(self, mode: str = "w", extra: Iterable[tarfile.TarInfo] = ()) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode=mode) as tar:  # type: ignore[call-overload]
            for path, content in self.list_files().items():
                info = tarfile.TarInfo(path)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
            for info in extra:
                tar.addfile(info)
        return buffer.getvalue()


def with_platform(platform: str) -> dict[str, object]:
    if not platform:
        return {}
    os_name, architecture, *variant = platform.split("/")
    found = {"os": os_name, "architecture": architecture}
    return {"platform": found | {"variant": variant[0]} if variant else found}


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def as_nobody():
    """Run a function in a child process whom permissions hold back, and give the text of the error it raised."""

    def run(function) -> str:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            text = "no error"
            try:
                if os.getuid() == 0:
                    os.setuid(65534)
                function()
            except (PreimageError, OSError, ValueError) as error:
                text = f"{type(error).__name__}: {error}"
            finally:
                os.write(writer, text.encode())
                os._exit(0)
        os.close(writer)
        with open(reader) as pipe:
            text = pipe.read()
        os.waitpid(child, 0)
        return text

    return run


class Answer:
    """What a `ScriptedServer` sends; ``length`` replaces the true Content-Length."""

    def __init__(
        self, body: bytes = b"", status: int = 200, headers: dict[str, str] | None = None, length: int | None = None
    ) -> None:
        self.body = body
        self.status = status
        self.headers = headers or {}
        self.length = len(body) if length is None else length


class ScriptedServer:
    """A server on loopback that answers by path as it is told to, and keeps what it was asked.

    A route is an answer, a list of answers (one for each request, the last one for all that follow), or a function of
    the request's handler that gives an answer or writes to the connection itself.
    """

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, object] = {}
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer._answer(self)

            do_POST = do_CONNECT = do_HEAD = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        if context is not None:
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.scheme = "http" if context is None else "https"
        self.port = self._server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"{self.scheme}://{self.host}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.requests]

    @property
    def authorizations(self) -> list[str]:
        return [headers.get("authorization", "") for _, _, headers, _ in self.requests]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add_image(
        self, config: bytes, path: str = "app", tag: str = "1", media_type: str = OCI_MANIFEST, platform: str = ""
    ) -> dict[str, object]:
        """Serve an image by tag and digest, and give the descriptor of its manifest."""
        entry = {"mediaType": OCI_CONFIG, "digest": digest_of(config), "size": len(config)}
        manifest = {"schemaVersion": 2, "mediaType": media_type, "config": entry, "layers": []}
        self.routes[f"/v2/{path}/blobs/{digest_of(config)}"] = Answer(config)
        return self.add_manifest(json.dumps(manifest).encode(), path, tag, media_type) | with_platform(platform)

    def add_index(self, *descriptors: dict[str, object], path: str = "app", tag: str = "1") -> dict[str, object]:
        index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": descriptors}
        return self.add_manifest(json.dumps(index).encode(), path, tag, OCI_INDEX)

    def add_manifest(
        self, content: bytes, path: str = "app", tag: str = "1", media_type: str = OCI_MANIFEST
    ) -> dict[str, object]:
        for name in (tag, digest_of(content)):
            self.routes[f"/v2/{path}/manifests/{name}"] = Answer(content, headers={"Content-Type": media_type})
        return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}

    def _answer(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        body = handler.rfile.read(int(headers.get("content-length", "0")))
        self.requests.append((handler.command, handler.path, headers, body))
        route = self.routes.get(handler.path, self.routes.get(handler.path.partition("?")[0], self.routes.get("*")))
        if isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        answer = route(handler) if callable(route) else route if route is not None else Answer(b"{}", 404)
        if isinstance(answer, Answer):
            handler.send_response(answer.status)
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(answer.length))
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(answer.body)
            if answer.length != len(answer.body):
                handler.close_connection = True
        else:
            handler.close_connection = True


def guard(route: object, authorization: str, challenge: str) -> Callable[[http.server.BaseHTTPRequestHandler], object]:
    """Make a route that answers 401 with a challenge unless the request has an Authorization."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> object:
        if handler.headers.get("Authorization") == authorization:
            return route
        return Answer(b'{"errors":[{"code":"UNAUTHORIZED"}]}', 401, {"WWW-Authenticate": challenge})

    return answer


@pytest.fixture
def start_server() -> Iterator[Callable[..., ScriptedServer]]:
    """Start a scripted server; give it an SSL context for HTTPS."""
    servers: list[ScriptedServer] = []

    def start(context: ssl.SSLContext | None = None) -> ScriptedServer:
        servers.append(ScriptedServer(context))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def server(start_server: Callable[..., ScriptedServer]) -> ScriptedServer:
    return start_server()


class Certificate:
    """A self-signed certificate for registry.test and 127.0.0.1, its key, and signatures with that key."""

    def __init__(self, directory: Path) -> None:
        self.file = directory / "certificate.pem"
        self.key = directory / "key.pem"
        names = "subjectAltName=DNS:registry.test,DNS:tokens.test,IP:127.0.0.1"
        command = "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=registry.test"
        subprocess.run(
            [*command.split(), "-addext", names, "-keyout", self.key, "-out", self.file],
            check=True,
            capture_output=True,
        )

    def make_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context

    def make_token(self, claims: dict[str, object]) -> str:
        """Give a JSON web token that a registry accepts which trusts the certificate."""
        der = ssl.PEM_cert_to_DER_cert(self.file.read_text())
        header = {"typ": "JWT", "alg": "RS256", "x5c": [base64.b64encode(der).decode()]}
        signed = b".".join(_encode_part(json.dumps(part).encode()) for part in (header, claims))
        command = ["openssl", "dgst", "-sha256", "-sign", str(self.key)]
        signature = subprocess.run(command, input=signed, check=True, capture_output=True).stdout
        return (signed + b"." + _encode_part(signature)).decode()


def _encode_part(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    if shutil.which("openssl") is None:
        pytest.skip("needs the program openssl (Debian: apt-get install openssl)")
    return Certificate(tmp_path_factory.mktemp("certificate"))


class DockerRegistry:
    """A real registry on loopback: the program of Debian's package docker-registry."""

    def __init__(self, directory: Path, auth: dict[str, object] | None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        config = {
            "version": 0.1,
            "log": {"level": "error", "accesslog": {"disabled": True}},
            "storage": {"filesystem": {"rootdirectory": str(directory / "data")}},
            "http": {"addr": self.host},
        } | ({"auth": auth} if auth else {})
        # JSON is YAML.
        file = directory / "config.yml"
        file.write_text(json.dumps(config))
        with open(directory / "log", "wb") as log:
            self._process = subprocess.Popen(
                ["docker-registry", "serve", file], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        for _ in range(500):
            if self._process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"docker-registry did not start: {(directory / 'log').read_text()[-2000:]}")

    def stop(self) -> None:
        if self._process.poll() is None:
            os.kill(self._process.pid, signal.SIGTERM)
        self._process.wait()

    def push_image(
        self, path: str, tag: str, config: bytes, authorization: str = "", media_type: str = OCI_MANIFEST
    ) -> dict[str, object]:
        """Push an image without layers and give the descriptor of its manifest."""
        entry = {"mediaType": OCI_CONFIG, "digest": digest_of(config), "size": len(config)}
        if media_type != OCI_MANIFEST:
            entry["mediaType"] = "application/vnd.docker.container.image.v1+json"
        headers, _ = self.ask("POST", f"/v2/{path}/blobs/uploads/", b"", authorization)
        place = "/" + headers["location"].split("/", 3)[3]
        place += ("&" if "?" in place else "?") + f"digest={digest_of(config)}"
        self.ask("PUT", place, config, authorization, "application/octet-stream")
        manifest = {"schemaVersion": 2, "mediaType": media_type, "config": entry, "layers": []}
        return self.push_manifest(path, tag, json.dumps(manifest).encode(), media_type, authorization)

    def push_index(self, path: str, tag: str, *descriptors: dict[str, object]) -> dict[str, object]:
        index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": descriptors}
        return self.push_manifest(path, tag, json.dumps(index).encode(), OCI_INDEX, "")

    def push_manifest(
        self, path: str, tag: str, content: bytes, media_type: str, authorization: str
    ) -> dict[str, object]:
        self.ask("PUT", f"/v2/{path}/manifests/{tag}", content, authorization, media_type)
        return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}

    def ask(
        self, method: str, path: str, body: bytes, authorization: str = "", media_type: str = ""
    ) -> tuple[dict[str, str], bytes]:
        accept = f"{OCI_INDEX}, {OCI_MANIFEST}, application/vnd.docker.distribution.manifest.v2+json"
        headers = {"Authorization": authorization, "Content-Type": media_type, "Accept": accept}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, {name: text for name, text in headers.items() if text})
            response = connection.getresponse()
            content = response.read()
            assert response.status < 300, (method, path, response.status, content)
            return {name.lower(): text for name, text in response.getheaders()}, content
        finally:
            connection.close()


@pytest.fixture(scope="session")
def start_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., DockerRegistry]]:
    if shutil.which("docker-registry") is None:
        pytest.skip("needs the program docker-registry (Debian: apt-get install docker-registry)")
    registries: list[DockerRegistry] = []

    def start(auth: dict[str, object] | None = None) -> DockerRegistry:
        registries.append(DockerRegistry(tmp_path_factory.mktemp("registry"), auth))
        return registries[-1]

    yield start
    for registry in registries:
        registry.stop()


@pytest.fixture(scope="session")
def registry(start_registry: Callable[..., DockerRegistry]) -> DockerRegistry:
    """A registry that asks for no authentication."""
    return start_registry()


@pytest.fixture(name="answer")
def make_answer() -> type[Answer]:
    """The class of answers, to make some."""
    return Answer


@pytest.fixture(name="guard")
def make_guard() -> Callable[..., object]:
    return guard


PASSWORD = "hunter2-is-the-secret"
SECRETS = (
    PASSWORD,
    "dXNlcjpodW50ZXIyLWlzLXRoZS1zZWNyZXQ=",
    "a-token-of-the-server",
    "a-signed-url",
    "an-identity-token",
)
"""What tests take for secrets: a password, its Basic form for the name "user", and others that name themselves."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home directory."""
    directory = tmp_path / "home"
    directory.mkdir()
    return directory


@pytest.fixture
def make_source(home: Path) -> Iterator[Callable[..., RegistrySource]]:
    """Make a registry source with an environment of its own, to which ``env`` is added."""
    sources: list[RegistrySource] = []

    def make(env: dict[str, str] | None = None, **options: object) -> RegistrySource:
        own = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), "PATH": os.environ["PATH"]}
        options.setdefault("settings", RegistrySettings())
        sources.append(RegistrySource(env=own | (env or {}), **options))
        return sources[-1]

    yield make
    for source in sources:
        source.close()


@pytest.fixture
def log_in(home: Path) -> Callable[..., None]:
    """Write credentials for a host as ``docker login`` does: those of "user" if none are given."""

    def write(host: str, **entry: str) -> None:
        (home / ".docker").mkdir(exist_ok=True)
        entry = entry or {"auth": base64.b64encode(f"user:{PASSWORD}".encode()).decode()}
        (home / ".docker" / "config.json").write_text(json.dumps({"auths": {host: entry}}))

    return write


@pytest.fixture
def find_error(caplog: pytest.LogCaptureFixture) -> Callable[..., str]:
    """Give the text of the error that resolving ends in, after a search for secrets wherever an error is shown."""

    def find(
        source: RegistrySource,
        server: ScriptedServer,
        kind: type[Exception] = BaseUnreadable,
        name: str = "app:1",
    ) -> str:
        caplog.set_level(0)
        with pytest.raises(kind) as caught:
            source.resolve(parse_reference(f"{server.host}/{name}"), parse_platform("linux/amd64"))
        error = caught.value
        assert type(error) is kind
        assert error.__cause__ is None
        assert error.__context__ is None
        lines = traceback.TracebackException.from_exception(error, capture_locals=True).format()
        shown = "".join(lines) + repr(error) + caplog.text
        assert [secret for secret in SECRETS if secret in shown] == []
        assert str(error).startswith(f"{server.host}/app")
        return str(error).replace(server.host, "HOST")

    return find
