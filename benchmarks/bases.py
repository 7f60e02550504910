"""Resolve bases from registries on loopback: of many Dockerfiles at once, and many cold and warm, beside skopeo.

python benchmarks/bases.py [--bases N] [--runs N]

First, `preimage check --unresolved error` on 20 Dockerfiles over 5 bases, of a registry that takes 0.2 s for each
answer: the manifests that it is asked for, and the wall time.

What follows needs the programs docker-registry and skopeo (Debian: apt-get install docker-registry skopeo). Told are:

- the requests that a cold `preimage lock` makes, as the registry's own access log has them;
- wall time of that, of one `skopeo inspect --config --raw` for each base in turn, and of `preimage check` and
  `preimage config` with `--locked`, which are run under an audit hook that ends them as soon as they make a socket.

All are whole processes; medians of the runs count. Each run of `preimage lock` starts with an empty cache.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import http.server
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

SOURCES = str(Path(__file__).resolve().parent.parent / "compiler")
FILES, BASES, LATENCY = 20, 5, 0.2
GUARD = """
import os, sys
sys.addaudithook(lambda event, _: os._exit(99) if event.startswith("socket.") else None)
from preimage.cli import main
sys.exit(main(sys.argv[1:]))
"""


def main() -> int:
    """Print the requests and the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bases", type=int, default=50, metavar="N", help="different base images (default: 50)")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="runs of each (default: 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        measure_slow_registry(Path(directory), max(1, options.runs))
    missing = [program for program in ("docker-registry", "skopeo") if shutil.which(program) is None]
    if missing:
        print(f"not run: needs {' and '.join(missing)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as directory, start_registry(Path(directory)) as (host, log):
        names = [f"{host}/base{number}:1" for number in range(options.bases)]
        for number, name in enumerate(names):
            push(Path(directory) / f"image{number}", number, name)
        measure(Path(directory), names, log, max(1, options.runs))
    return 0


def measure_slow_registry(directory: Path, runs: int) -> None:
    """Check Dockerfiles, each in a folder of its own, whose bases are in a registry that lets wait."""
    with SlowRegistry() as registry:
        for number in range(FILES):
            folder = directory / "project" / f"service{number}"
            folder.mkdir(parents=True)
            (folder / "Dockerfile").write_text(f"FROM {registry.host}/base{number % BASES}:1\nUSER {number}\n")
        env = {**os.environ, "PYTHONPATH": SOURCES, "HOME": str(directory), "XDG_CACHE_HOME": str(directory / "cache")}
        seconds = []
        for _ in range(runs):
            shutil.rmtree(directory / "cache", ignore_errors=True)
            registry.paths.clear()
            start = time.perf_counter()
            check = ["check", "--unresolved", "error", str(directory / "project")]
            call([sys.executable, "-m", "preimage", *check], env)
            seconds.append(time.perf_counter() - start)
        manifests = sum("/manifests/" in path for path in registry.paths)
    print(f"{FILES} Dockerfiles over {BASES} bases, {LATENCY} s for each answer: {manifests} manifests asked for")
    print(f"{'preimage check, cold':28} {statistics.median(seconds) * 1000:8.1f} ms")


class SlowRegistry(http.server.ThreadingHTTPServer):
    """A registry on loopback, of images of one platform, that takes its time; ``paths`` is what it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SlowHandler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.paths: list[str] = []
        self.documents: dict[str, tuple[str, bytes]] = {}
        for number in range(BASES):
            config = {"architecture": "amd64", "os": "linux", "config": {"Labels": {"number": str(number)}}}
            entry = self._add(f"base{number}/blobs", "", "application/vnd.oci.image.config.v1+json", config)
            media_type = "application/vnd.oci.image.manifest.v1+json"
            manifest = {"schemaVersion": 2, "mediaType": media_type, "config": entry, "layers": []}
            self._add(f"base{number}/manifests", "1", media_type, manifest)

    def _add(self, place: str, tag: str, media_type: str, document: Mapping[str, object]) -> dict[str, object]:
        content = json.dumps(document).encode()
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        for name in filter(None, (tag, digest)):
            self.documents[f"/v2/{place}/{name}"] = media_type, content
        return {"mediaType": media_type, "digest": digest, "size": len(content)}

    def __enter__(self) -> SlowRegistry:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that asks whether TLS is spoken here goes away."""


class SlowHandler(http.server.BaseHTTPRequestHandler):
    """Answers of a `SlowRegistry`."""

    protocol_version = "HTTP/1.1"
    server: SlowRegistry

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        time.sleep(LATENCY)
        media_type, content = self.server.documents.get(self.path, ("application/json", b"{}"))
        self.send_response(200 if self.path in self.server.documents else 404)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def measure(directory: Path, names: list[str], log: Path, runs: int) -> None:
    """Time everything in turn, so that what the machine does meanwhile falls on all."""
    project = directory / "project"
    project.mkdir()
    copies = "".join(f"COPY --from={name} / /\n" for name in names)
    (project / "Dockerfile").write_text(f"FROM scratch\n{copies}")
    lock_file = project / "preimage.lock"
    env = {**os.environ, "PYTHONPATH": SOURCES, "XDG_CACHE_HOME": str(directory / "cache")}
    preimage = [sys.executable, "-m", "preimage"]
    guarded = [sys.executable, "-c", GUARD]

    def lock() -> None:
        shutil.rmtree(directory / "cache", ignore_errors=True)
        lock_file.unlink(missing_ok=True)
        call([*preimage, "lock", str(project)], env)

    def inspect() -> None:
        for name in names:
            call(["skopeo", "inspect", "--tls-verify=false", "--config", "--raw", f"docker://{name}"], env)

    lines_before = count_requests(log)
    lock()
    requests = count_requests(log) - lines_before
    lines_before = count_requests(log)
    inspect()
    theirs = count_requests(log) - lines_before
    works: dict[str, Callable[[], None]] = {
        "preimage lock, cold": lock,
        "skopeo inspect, one by one": inspect,
        "preimage config --locked": lambda: call([*guarded, "config", "--locked", str(project)], env),
        "preimage check --locked": lambda: call([*guarded, "check", "--locked", str(project)], env),
        "python -c pass": lambda: call([sys.executable, "-c", "pass"], env),
    }
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    count = len(json.loads(lock_file.read_text())["bases"])
    print(f"{len(names)} bases, {count} locked; requests: preimage {requests}, skopeo {theirs}; medians of {runs} runs")
    for name, times in seconds.items():
        print(f"{name:28} {statistics.median(times) * 1000:8.1f} ms")


def call(command: list[str], env: dict[str, str]) -> None:
    """Run a program to its end; it must succeed."""
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: status {done.returncode}: {done.stderr}")


def count_requests(log: Path) -> int:
    """Count the lines of the access log, once all are there."""
    size = -1
    while size != (size := log.stat().st_size):
        time.sleep(0.2)
    return sum(" HTTP/1." in line for line in log.read_text(encoding="utf-8", errors="replace").splitlines())


def push(directory: Path, number: int, name: str) -> None:
    """Push an image with a config of its own."""
    blobs = directory / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def add(content: bytes, kind: str) -> dict[str, object]:
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        media_type = f"application/vnd.oci.image.{kind}.v1+json"
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}

    config = {"architecture": "amd64", "os": "linux", "config": {"Labels": {"number": str(number)}}}
    media_type = "application/vnd.oci.image.manifest.v1+json"
    manifest = {"schemaVersion": 2, "mediaType": media_type, "config": add(json.dumps(config).encode(), "config")}
    root = add(json.dumps(manifest | {"layers": []}).encode(), "manifest")
    (directory / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [root]}))
    (directory / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    copy = ["skopeo", "--insecure-policy", "copy", "-q", "--dest-tls-verify=false"]
    call([*copy, f"oci:{directory}", f"docker://{name}"], dict(os.environ))


@contextlib.contextmanager
def start_registry(directory: Path) -> Iterator[tuple[str, Path]]:
    """Start a registry; gives its host and port, and its log, which has a line for each request."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = {
        "version": 0.1,
        "log": {"level": "error"},
        "storage": {"filesystem": {"rootdirectory": str(directory / "registry")}},
        "http": {"addr": f"127.0.0.1:{port}"},
    }
    # JSON is YAML.
    (directory / "config.yml").write_text(json.dumps(config))
    log = directory / "access.log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            ["docker-registry", "serve", str(directory / "config.yml")],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(500):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.02)
            yield f"127.0.0.1:{port}", log
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
