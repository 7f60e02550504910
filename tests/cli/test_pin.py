from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from preimage.bases.digests import compute_digest
from preimage.bases.lock import LockEntry

INDEX = f"sha256:{'1' * 64}"
MANIFEST = f"sha256:{'2' * 64}"
OTHER = f"sha256:{'3' * 64}"
CONFIG = compute_digest(b"{}")
DOCKERFILE = (
    "# syntax=docker/dockerfile:1\nFROM a:1 AS one\nRUN --mount=from=b:1 true\nFROM scratch\nFROM one\nFROM b\n"
)


def write_lock(*entries: dict[str, str]) -> None:
    bases = [confirm({"platform": "linux/amd64", "config_digest": CONFIG, "config": {}, **entry}) for entry in entries]
    Path("preimage.lock").write_text(json.dumps({"version": 1, "bases": bases}))


def confirm(entry: dict[str, Any]) -> dict[str, Any]:
    """Give an entry with what binds its parts together."""
    made = LockEntry(
        entry["reference"],
        entry["platform"],
        entry["config_digest"],
        {},
        entry.get("manifest", ""),
        entry.get("index", ""),
    )
    return {**entry, "binding": made.compute_binding()}


@pytest.fixture(autouse=True)
def dockerfile() -> Path:
    path = Path("Dockerfile")
    path.write_text(DOCKERFILE)
    write_lock({"reference": "docker.io/library/a:1", "index": INDEX, "manifest": MANIFEST})
    return path


PINNED = DOCKERFILE.replace("FROM a:1 ", f"FROM a:1@{INDEX} ")
LEFT = "Dockerfile:3: b:1 is left alone: not in the lock file\nDockerfile:6: b is left alone: not in the lock file\n"
NOTES = f"Dockerfile:2: a:1 is now a:1@{INDEX}\n{LEFT}"


def test_pinned_to_the_index(run, dockerfile) -> None:
    os.chmod(dockerfile, 0o640)
    assert run("pin") == (0, "", NOTES)
    assert dockerfile.read_text() == PINNED
    assert dockerfile.stat().st_mode & 0o777 == 0o640
    notes = "Dockerfile:2: {} is left alone: pinned already\n".format(f"a:1@{INDEX}")
    assert run("pin") == (0, "", notes + LEFT)


def test_check(run, dockerfile) -> None:
    assert run("pin", "--check") == (
        1,
        "",
        f"ERROR: Dockerfile:2: a:1 is not pinned; preimage pin makes it a:1@{INDEX}\n" + LEFT,
    )
    assert dockerfile.read_text() == DOCKERFILE
    run("pin")
    assert run("pin", "--check").status == 0


def test_digest_of_the_manifest_where_there_is_no_index(run, dockerfile) -> None:
    write_lock({"reference": "docker.io/library/a:1", "manifest": MANIFEST})
    run("pin")
    assert f"FROM a:1@{MANIFEST} AS one\n" in dockerfile.read_text()


def test_one_digest_for_all_platforms(run, dockerfile) -> None:
    entries = [
        {"reference": "docker.io/library/a:1", "platform": "linux/amd64", "index": INDEX, "manifest": MANIFEST},
        {"reference": "docker.io/library/a:1", "platform": "linux/arm64", "index": INDEX, "manifest": OTHER},
    ]
    write_lock(*entries)
    run("pin")
    assert dockerfile.read_text() == PINNED


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        pytest.param(
            [{"platform": "linux/amd64", "manifest": MANIFEST}, {"platform": "linux/arm64", "manifest": OTHER}],
            "the lock file has several digests for it, of different platforms",
            id="several digests",
        ),
        pytest.param([{}], "the lock file has its config, but no digest", id="no digest"),
        pytest.param([], "not in the lock file", id="no entry"),
    ],
)
def test_left_alone(run, dockerfile, entries: list[dict[str, str]], reason: str) -> None:
    write_lock(*({"reference": "docker.io/library/a:1", **entry} for entry in entries))
    status, _, err = run("pin")
    assert (status, dockerfile.read_text()) == (0, DOCKERFILE)
    assert err.startswith(f"Dockerfile:2: a:1 is left alone: {reason}\n")


def test_what_is_pinned_is_found_in_the_lock_file(run, dockerfile) -> None:
    """Pinning changes neither what is built, nor what ``--locked`` finds."""
    dockerfile.write_text("FROM a:1\n")
    Path("preimage.lock").unlink()
    Path("a.json").write_text('{"architecture":"amd64","os":"linux","config":{"User":"u"}}')
    assert run("lock", "--platform", "linux/amd64", "--base", "a:1=a.json").status == 0
    document = json.loads(Path("preimage.lock").read_text())
    document["bases"][0] = confirm(document["bases"][0] | {"index": INDEX, "manifest": MANIFEST})
    Path("preimage.lock").write_text(json.dumps(document))
    before = run("config", "--locked", "--platform", "linux/amd64")
    assert run("pin").status == 0
    assert dockerfile.read_text() == f"FROM a:1@{INDEX}\n"
    assert run("config", "--locked", "--platform", "linux/amd64") == before
    assert run("lock", "--check", "--platform", "linux/amd64").status == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"manifest": OTHER},
            "reference, platform and digests do not belong together; they were changed after they were confirmed. Look "
            "it up anew with 'preimage lock --upgrade docker.io/library/a:1'",
            id="another manifest",
        ),
        pytest.param(
            {"index": OTHER},
            "reference, platform and digests do not belong together; they were changed after they were confirmed. Look "
            "it up anew with 'preimage lock --upgrade docker.io/library/a:1'",
            id="another index",
        ),
        pytest.param(
            {"binding": ""},
            "its digests were not confirmed; look it up with 'preimage lock --upgrade docker.io/library/a:1'",
            id="no binding",
        ),
    ],
)
def test_error_digest_that_was_not_confirmed(run, dockerfile, change: dict[str, str], message: str) -> None:
    document = json.loads(Path("preimage.lock").read_text())
    document["bases"][0] |= change
    Path("preimage.lock").write_text(json.dumps(document))
    dockerfile.write_text("FROM a:1\n")
    error = f"ERROR: ./preimage.lock: docker.io/library/a:1 for linux/amd64: {message}\n"
    assert run("pin") == (2, "", error)
    assert dockerfile.read_text() == "FROM a:1\n"
    assert run("lock", "--check", "--platform", "linux/amd64").status != 0
    if "binding" not in change:
        assert run("config", "--locked", "--platform", "linux/amd64") == (2, "", error)


def test_error_config_is_another(run, dockerfile) -> None:
    text = Path("preimage.lock").read_text()
    Path("preimage.lock").write_text(text.replace('"config": {}', '"config": {"author": "x"}'))
    assert run("pin") == (
        2,
        "",
        f"ERROR: ./preimage.lock: the config of docker.io/library/a:1 for linux/amd64 does not have digest {CONFIG}\n",
    )


def test_error_dockerfile_is_a_link(run, dockerfile) -> None:
    dockerfile.rename("other")
    dockerfile.symlink_to("other")
    assert run("pin") == (
        2,
        "",
        NOTES + "ERROR: Dockerfile is a symbolic link, which is not written through\n",
    )
    assert Path("other").read_text() == DOCKERFILE


def test_other_places(run, dockerfile) -> None:
    Path("folder").mkdir()
    Path("folder/Containerfile").write_text("FROM a:1\n")
    Path("preimage.lock").rename("folder/preimage.lock")
    assert run("pin", "folder").status == 0
    assert Path("folder/Containerfile").read_text() == f"FROM a:1@{INDEX}\n"
    assert run("pin", "-f", "Dockerfile", "--lock", "folder/preimage.lock").status == 0
    assert dockerfile.read_text() == PINNED


def test_standard_input_goes_to_standard_output(start) -> None:
    process = start("pin", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate(DOCKERFILE.encode())
    assert (process.returncode, out.decode(), err.decode()) == (0, PINNED, NOTES)


def test_error_other_stages(run, dockerfile) -> None:
    text = "FROM a:1\nRUN x \\\\\nFROM b\n"
    dockerfile.write_text(text)
    assert run("pin") == (
        1,
        "",
        "ERROR: dockerfile-parse sees stages on lines 1 where BuildKit sees them on 1, 3; nothing is changed\n",
    )
    assert dockerfile.read_text() == text


def test_strict_fails_on_any_that_is_left(run, dockerfile) -> None:
    dockerfile.write_text("ARG V=1\nFROM a:$V\n")
    assert run("pin", "--check").status == 0
    status, _, err = run("pin", "--check", "--strict")
    assert (status, err) == (1, "Dockerfile:2: a:$V is left alone: the name has variables in it\n")
    dockerfile.write_text(f"FROM a:1@{INDEX}\nCOPY --from=a:1@{INDEX} a b\n")
    assert run("pin", "--check", "--strict").status == 0
    dockerfile.write_text(f"FROM a:1@{INDEX}\nCOPY --from=b:1 a b\n")
    assert run("pin", "--check", "--strict").status == 1


def test_error_strict_without_check(run) -> None:
    assert run("pin", "--strict") == (2, "", "ERROR: --strict goes with --check\n")


def test_error_no_lock_file(run) -> None:
    Path("preimage.lock").unlink()
    assert run("pin") == (2, "", "ERROR: ./preimage.lock: there is no lock file; 'preimage lock' writes it\n")


def test_error_broken_dockerfile(run, dockerfile) -> None:
    dockerfile.write_text("FROM\n")
    status, _, err = run("pin")
    assert status == 1
    assert err.endswith("ERROR: dockerfile parse error on line 1: FROM requires either one or three arguments\n")


class Registry:
    """A registry on loopback whose one image, ``app:1``, is pushed anew again and again; ``asked`` are its requests."""

    def __init__(self) -> None:
        self.documents: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                registry.asked.append(self.path)
                kind, content = registry.documents.get(self.path, ("application/json", b'{"errors":[]}'))
                self.send_response(200 if self.path in registry.documents else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(content)

            def do_HEAD(self) -> None:
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"

    def push(self, user: str) -> str:
        """Have the tag lead to an index with one image, and give the digest of the index."""
        platform = {"os": "linux", "architecture": "amd64"}
        config = self._add({**platform, "config": {"User": user}}, "config", "blobs")
        manifest = self._add({"schemaVersion": 2, "config": config, "layers": []}, "manifest")
        index = self._add({"schemaVersion": 2, "manifests": [manifest | {"platform": platform}]}, "index")
        self.documents["/v2/app/manifests/1"] = self.documents[f"/v2/app/manifests/{index['digest']}"]
        return str(index["digest"])

    def _add(self, document: dict[str, object], kind: str, place: str = "manifests") -> dict[str, object]:
        content = json.dumps(document).encode()
        media_type, digest = f"application/vnd.oci.image.{kind}.v1+json", compute_digest(content)
        self.documents[f"/v2/app/{place}/{digest}"] = (media_type, content)
        return {"mediaType": media_type, "digest": digest, "size": len(content)}


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", "linux/amd64")
    served = Registry()
    thread = threading.Thread(target=served.server.serve_forever)
    thread.start()
    yield served
    served.server.shutdown()
    thread.join()
    served.server.server_close()


def test_upgrade_moves_digests_to_what_the_registry_has(run, dockerfile, registry) -> None:
    old = registry.push("old")
    app = f"{registry.host}/app:1"
    text = f"FROM {app}@OLD AS b\nCOPY --from={app}@OLD /a /\nRUN --mount=from={app},target=/t true\nFROM {app}@OLD\n"
    dockerfile.write_text(text.replace("OLD", old))
    new = registry.push("new")
    moved = "".join(f"Dockerfile:{line}: {app}@{old} is now {app}@{new}\n" for line in (1, 2))
    status, _, err = run("pin", "--upgrade")
    moved += f"Dockerfile:3: {app} is now {app}@{new}\nDockerfile:4: {app}@{old} is now {app}@{new}\n"
    assert (status, err) == (0, f"{moved}preimage lock writes what was looked up into the lock file\n")
    assert dockerfile.read_text() == text.replace(f"{app},", f"{app}@{new},").replace("OLD", new)
    assert registry.asked.count("/v2/app/manifests/1") == 1
    status, _, err = run("pin", "--upgrade", "--check")
    assert (status, err.count("is left alone: pinned already, to what its tag leads to\n")) == (0, 4)
    assert run("lock").status == 0
    assert json.loads(run("config", "--locked", "--section", "config").out)["User"] == "new"


def test_upgrade_check_fails_while_a_tag_has_moved(run, dockerfile, registry) -> None:
    app = f"{registry.host}/app:1"
    dockerfile.write_text(f"FROM {app}@{registry.push('old')}\n")
    assert run("pin", "--upgrade", "--check", "--strict").status == 0
    new = registry.push("new")
    before = dockerfile.read_text()
    status, _, err = run("pin", "--upgrade", "--check")
    assert (status, f"preimage pin makes it {app}@{new}\n" in err, dockerfile.read_text()) == (1, True, before)


@pytest.mark.parametrize("option", ["--offline", "--locked", ""])
def test_upgrade_asks_the_lock_file_only(run, dockerfile, registry, option: str) -> None:
    if not option:
        Path("preimage.toml").write_text("offline = true\n")
    dockerfile.write_text(f"FROM a:1@{OTHER}\nFROM b:1@{OTHER}\nFROM a@{OTHER}\n")
    status, _, err = run("pin", "--upgrade", *([option] if option else []))
    said = [
        f"Dockerfile:1: a:1@{OTHER} is now a:1@{INDEX}",
        f"Dockerfile:2: b:1@{OTHER} is left alone: not in the lock file",
        f"Dockerfile:3: a@{OTHER} is left alone: pinned already, and without a tag nothing is newer",
    ]
    assert (status, err.splitlines()) == (0, said)
    assert registry.asked == []


def test_error_of_the_registry_is_the_reason(run, dockerfile, registry) -> None:
    registry.push("new")
    app = registry.host
    dockerfile.write_text(f"FROM {app}/app:1\nFROM {app}/app:2\nFROM --platform=linux/s390x {app}/app:1\n")
    status, _, err = run("pin", "--upgrade")
    lines = err.splitlines()
    assert status == 4
    assert f"Dockerfile:1: {app}/app:1 is now" in lines[0]
    assert lines[1].startswith(f"Dockerfile:2: {app}/app:2 is left alone: {app}/app:2: not found: ")
    assert lines[2].startswith(f"Dockerfile:3: {app}/app:1 is left alone: ")
    assert "s390x" in lines[2]
    assert dockerfile.read_text().startswith(f"FROM {app}/app:1@sha256:")


def test_error_no_lock_file_is_said_before_anything_else(run) -> None:
    Path("preimage.lock").unlink()
    Path("Dockerfile").write_text("FROM a\nFROB\n")
    assert run("pin") == (2, "", "ERROR: ./preimage.lock: there is no lock file; 'preimage lock' writes it\n")
