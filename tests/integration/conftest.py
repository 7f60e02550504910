"""Registries and engines as Debian ships them, on loopback and in folders of their own.

Debian's packages: docker-registry, skopeo, buildah, podman, docker.io. A test that needs a program which is not
installed, or which cannot run here, is skipped and says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import platform
import shutil
import socket
import struct
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from preimage.cli import main

DOCKER = "/usr/bin/docker"
"""The client of Debian's package docker.io; a newer one needs plugins to use BuildKit."""

MACHINE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), "")


class Ran(NamedTuple):
    """A command that has run: its exit status and what it printed."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _plain_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, with an empty cache and without the settings of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    # Debian's buildah wants the file to be there.
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker" / "config.json").write_text("{}")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    for name in ("DOCKER_DEFAULT_PLATFORM", "DOCKER_HOST", "CONTAINER_HOST", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    """Give a function that runs a command of preimage in this process."""

    def run_main(*arguments: str) -> Ran:
        status = main(list(arguments))
        out, err = capsysbinary.readouterr()
        return Ran(status, out.decode(), err.decode())

    return run_main


def require(*programs: str) -> None:
    """Skip the test if a program is not there."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        packages = {"/usr/bin/docker": "docker.io", "dockerd": "docker.io"}
        wanted = " ".join(dict.fromkeys(packages.get(name, name) for name in missing))
        pytest.skip(f"needs {', '.join(missing)} (Debian: apt-get install {wanted})")


def call(*command: str | Path, **options: object) -> str:
    """Run another program and give what it prints."""
    ran = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    assert ran.returncode == 0, f"{command}: {ran.stderr[-3000:]}"
    return str(ran.stdout)


def wait_for(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(500):
        if process.poll() is not None:
            break
        if is_ready():
            return
        time.sleep(0.02)
    stop(process)
    name = str(process.args[0]) if isinstance(process.args, list) else str(process.args)
    pytest.skip(f"{name} does not run here: {log.read_text(errors='replace')[-500:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Layout:
    """An OCI layout with one image, whose layer holds some files, all of them executable."""

    def __init__(self, directory: Path, config: Mapping[str, object], files: Mapping[str, bytes]) -> None:
        self.directory = directory
        (directory / "blobs" / "sha256").mkdir(parents=True)
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as tar:
            for path, content in sorted(files.items()):
                info = tarfile.TarInfo(path)
                info.size, info.mode = len(content), 0o755
                tar.addfile(info, io.BytesIO(content))
        layer = self._add(buffer.getvalue(), "layer.v1.tar")
        document = {"architecture": MACHINE, "os": "linux"} | dict(config)
        entry = {"created": "2024-01-02T03:04:05.6Z", "created_by": "ADD files /"}
        document |= {"rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}, "history": [entry]}
        self.config = json.dumps(document, separators=(",", ":")).encode()
        media_type = "application/vnd.oci.image.manifest.v1+json"
        manifest = {"schemaVersion": 2, "mediaType": media_type, "config": self._add(self.config, "config.v1+json")}
        root = self._add(json.dumps(manifest | {"layers": [layer]}).encode(), "manifest.v1+json")
        root |= {"annotations": {"org.opencontainers.image.ref.name": "1"}}
        (directory / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [root]}))
        (directory / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def _add(self, content: bytes, kind: str) -> dict[str, object]:
        digest = hashlib.sha256(content).hexdigest()
        (self.directory / "blobs" / "sha256" / digest).write_bytes(content)
        media_type = f"application/vnd.oci.image.{kind}"
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}

    def copy_to(self, target: str, *options: str) -> None:
        """Copy the image with skopeo, to what it calls ``docker://HOST/NAME``, ``docker-archive:FILE`` and the like."""
        require("skopeo")
        call("skopeo", "--insecure-policy", "copy", "-q", *options, f"oci:{self.directory}:1", target)


@pytest.fixture(name="make_image")
def give_make_image(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Layout]:
    """Give a function that makes an image from a config and files."""

    def make(config: Mapping[str, object], files: Mapping[str, bytes]) -> Layout:
        return Layout(tmp_path_factory.mktemp("layout"), config, files)

    return make


@pytest.fixture(scope="session")
def start_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Give a function that starts a registry and gives its host and port."""
    require("docker-registry", "skopeo")
    with contextlib.ExitStack() as stack:

        def start(auth: dict[str, object] | None = None) -> str:
            directory = tmp_path_factory.mktemp("registry")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            config = {
                "version": 0.1,
                "log": {"level": "error", "accesslog": {"disabled": True}},
                "storage": {"filesystem": {"rootdirectory": str(directory / "data")}},
                "http": {"addr": f"127.0.0.1:{port}"},
            } | ({"auth": auth} if auth else {})
            # JSON is YAML.
            (directory / "config.yml").write_text(json.dumps(config))
            log = stack.enter_context(open(directory / "log", "wb"))
            process = subprocess.Popen(
                ["docker-registry", "serve", directory / "config.yml"], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
            stack.callback(stop, process)

            def is_ready() -> bool:
                with socket.socket() as probe:
                    return probe.connect_ex(("127.0.0.1", port)) == 0

            wait_for(is_ready, process, directory / "log")
            return f"127.0.0.1:{port}"

        yield start


@pytest.fixture(scope="session")
def registry(start_registry: Callable[..., str]) -> str:
    """A registry that asks for no authentication."""
    return start_registry()


def make_stub() -> bytes:
    """Give a program that does nothing and succeeds, so that RUN can be built without a shell and without a network."""
    code, number = {
        # mov eax, 60; xor edi, edi; syscall
        "amd64": (bytes.fromhex("b83c00000031ff0f05"), 62),
        # mov x0, #0; mov x8, #93; svc #0
        "arm64": (bytes.fromhex("000080d2a80b80d2010000d4"), 183),
    }[MACHINE]
    size, start = 64 + 56 + len(code), 0x400000
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 2, number, 1, start + 120, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    return header + struct.pack("<IIQQQQQQ", 1, 5, 0, start, start, size, size, 0x1000) + code


@pytest.fixture(scope="session")
def stub() -> bytes:
    if not MACHINE:
        pytest.skip(f"there is no program for {platform.machine()} that could stand for a shell")
    return make_stub()


class Dockerd:
    """Debian's Docker 20.10 in a folder of its own, on a unix socket."""

    def __init__(self, directory: Path) -> None:
        self.socket = f"unix://{directory}/sock"
        (directory / "empty.json").write_text("{}")
        folders = [f"--data-root={directory}/data", f"--exec-root={directory}/exec", f"--pidfile={directory}/pid"]
        network = ["--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=vfs"]
        self._log = open(directory / "log", "wb")  # noqa: SIM115
        self.process = subprocess.Popen(
            ["dockerd", f"--config-file={directory}/empty.json", "-H", self.socket, *folders, *network],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )

        def is_ready() -> bool:
            return (
                subprocess.run([DOCKER, "-H", self.socket, "version"], capture_output=True, check=False).returncode == 0
            )

        wait_for(is_ready, self.process, directory / "log")

    def docker(self, *arguments: str | Path, buildkit: bool = True) -> str:
        env = {"DOCKER_HOST": self.socket, "DOCKER_BUILDKIT": str(int(buildkit)), "PATH": os.environ["PATH"]}
        return call(DOCKER, *arguments, env=env | {"HOME": "/nonexistent"})

    def close(self) -> None:
        stop(self.process)
        self._log.close()


@pytest.fixture(scope="session")
def dockerd() -> Iterator[Dockerd]:
    require("dockerd", DOCKER)
    if os.getuid() != 0:
        pytest.skip("dockerd needs root")
    # The path of a socket is short.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        engine = Dockerd(Path(directory))
        yield engine
        engine.close()


class Buildah:
    """Debian's buildah, and podman if it is there, with a storage of their own."""

    def __init__(self, directory: Path) -> None:
        self._storage = ["--root", f"{directory}/root", "--runroot", f"{directory}/run", "--storage-driver", "vfs"]

    def buildah(self, *arguments: str | Path) -> str:
        return call("buildah", *self._storage, *arguments)

    def podman(self, *arguments: str | Path) -> str:
        require("podman")
        return call("podman", *self._storage, *arguments)


@pytest.fixture(scope="session")
def buildah() -> Iterator[Buildah]:
    require("buildah")
    if os.getuid() != 0:
        pytest.skip("buildah is run as root here: without, it needs entries in /etc/subuid")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        yield Buildah(Path(directory))
