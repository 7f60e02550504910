from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import Any

import pytest

import preimage

DOCKERFILE = """\
FROM scratch
ENV A=b
HEALTHCHECK --interval=90s CMD true
ONBUILD RUN true
LABEL l=m
USER web
"""
PLATFORM = ["--platform", "linux/amd64"]
EXT = ("Healthcheck", "OnBuild", "Shell")


@pytest.fixture(autouse=True)
def dockerfile() -> Path:
    path = Path("Dockerfile")
    path.write_text(DOCKERFILE)
    return path


def predict(text: str = DOCKERFILE) -> str:
    return str(preimage.compile(text, platform="linux/amd64").built().text)


def write_image(text: str) -> str:
    Path("image.json").write_text(text)
    return "image.json"


def changed(indent: int | None = None, **fields: object) -> str:
    """Write an image whose config has other values; None: a field is not there."""
    blob = json.loads(predict())
    blob["config"] = {key: value for key, value in (blob["config"] | fields).items() if value is not None}
    return write_image(json.dumps(blob, indent=indent, separators=None if indent else (",", ":")))


def write_layout(directory: Path, text: str) -> Path:
    blobs = directory / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def add(content: bytes, kind: str) -> dict[str, object]:
        digest = hashlib.sha256(content).hexdigest()
        (blobs / digest).write_bytes(content)
        media_type = f"application/vnd.oci.image.{kind}.v1+json"
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}

    config = add(text.encode(), "config")
    manifest = add(json.dumps({"schemaVersion": 2, "config": config, "layers": []}).encode(), "manifest")
    tag = {"annotations": {"org.opencontainers.image.ref.name": "1"}}
    (directory / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [manifest | tag]}))
    (directory / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return directory


def save(text: str) -> bytes:
    """Give what ``docker save`` writes of an image."""
    path = f"{hashlib.sha256(text.encode()).hexdigest()}.json"
    images = [{"Config": path, "RepoTags": ["app:1"], "Layers": []}]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in ((path, text.encode()), ("manifest.json", json.dumps(images).encode())):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def test_as_predicted(run) -> None:
    image = write_image(predict())
    assert run("verify", ".", image, *PLATFORM) == (0, "image.json: the config is as predicted\n", "")
    status, out, _ = run("verify", "Dockerfile", image, *PLATFORM, "--format", "json")
    assert (status, json.loads(out)["results"][0]["changes"]) == (0, [])
    assert run("verify", "..", image, "-f", "Dockerfile", *PLATFORM).status == 0


def test_differences_with_the_line_that_predicted_them(run) -> None:
    image = changed(User="root", Env=["PATH=/bin", "A=b"], Labels={"l": "m", "x": "y"}, Healthcheck=None)
    status, out, err = run("verify", ".", image, *PLATFORM)
    assert (status, err) == (1, "")
    assert (
        out
        == """\
Dockerfile, as predicted -> image.json
  ~ User        web -> root                                                   line 6 USER
  ~ Env PATH    /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/… -> /bin  default
  + Labels x    y
  - Healthcheck true                                                          was line 3 HEALTHCHECK
4 changes.
! runs as root now
! the health check is gone
"""
    )
    status, out, _ = run("verify", ".", image, *PLATFORM, "--format", "json")
    assert status == 1
    document = json.loads(out)
    assert document["format_version"] == "1.1"
    (result,) = document["results"]
    assert (result["before"]["file"], result["after"]["file"]) == ("Dockerfile", "image.json")
    change = result["changes"][0]
    assert (change["path"], change["before"], change["after"]) == ("config.User", "web", "root")
    assert change["before_cause"]["lines"] == [6, 6]
    assert change["after_cause"] is None


def test_options_of_the_build(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch AS one\nARG V=1\nLABEL v=$V\nFROM scratch\n")
    result = preimage.compile(
        dockerfile, target="one", build_args={"V": "2"}, labels={"a": "b"}, platform="linux/arm64"
    )
    image = write_image(str(result.built().text))
    options = ["--target", "one", "--build-arg", "V=2", "--label", "a=b", "--platform", "linux/arm64"]
    assert run("verify", ".", image, *options).status == 0
    status, out, _ = run("verify", ".", image, *options[:-4], *PLATFORM)
    assert (status, [line.split()[1] for line in out.splitlines()[1:-1]]) == (1, ["architecture", "Labels"])


def test_labels_that_are_allowed(run) -> None:
    image = changed(Labels={"l": "m", "com.docker.compose.project": "p", "com.docker.compose.service": "s"})
    assert run("verify", ".", image, *PLATFORM).status == 1
    assert run("verify", ".", image, *PLATFORM, "--allow-label", "com.docker.compose.*").status == 0
    assert run("verify", ".", changed(Labels={"l": "n"}), *PLATFORM, "--allow-label", "*").status == 1


def test_number_of_layers(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nCOPY a /\n")
    blob = json.loads(predict())
    del blob["config"]["Healthcheck"], blob["config"]["OnBuild"], blob["config"]["Labels"], blob["config"]["User"]
    blob["config"]["Env"].pop()
    status, out, _ = run("verify", ".", write_image(json.dumps(blob)), *PLATFORM)
    assert status == 1
    assert "  ~ rootfs.diff_ids 1 layers -> 0 layers\n" in out
    # What a folder brings along that takes the place of a base is not known.
    dockerfile.write_text("FROM a\nCOPY a /\n")
    assert run("verify", ".", "image.json", *PLATFORM, "--build-context", "a=.").status == 0


# Where images are


def test_layout_and_archive(run) -> None:
    write_layout(Path("layout"), predict())
    Path("saved.tar").write_bytes(save(predict()))
    for image in (
        "oci-layout://layout",
        "oci-layout://layout:1",
        "docker-archive:saved.tar",
        "docker-archive:saved.tar:app:1",
    ):
        assert run("verify", ".", image, *PLATFORM) == (0, f"{image}: the config is as predicted\n", "")
        assert run("verify", ".", image, *PLATFORM, "--exact").status == 0


class Engine(BaseHTTPRequestHandler):
    """An engine that answers with what is in ``server.answers``: status and body by path."""

    server: Server

    def do_GET(self) -> None:
        status, body = self.server.answers.get(self.path, (404, b"{}"))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass

    def address_string(self) -> str:
        return "local"


class Server(ThreadingUnixStreamServer):
    answers: dict[str, tuple[int, bytes]]

    def handle_error(self, *_: object) -> None:
        pass  # whoever has read enough of an archive hangs up


@pytest.fixture
def serve_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dict[str, tuple[int, bytes]]], None]]:
    """Give a function that starts an engine, which DOCKER_HOST names, with its answers by path."""
    with Server("sock", Engine) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("DOCKER_HOST", "unix://sock")

        def serve(answers: dict[str, tuple[int, bytes]]) -> None:
            server.answers = {f"/images/docker.io/library/app:1/{path}": answer for path, answer in answers.items()}

        yield serve
        server.shutdown()


def inspect(text: str) -> bytes:
    """Give what an engine says of an image in its own words."""
    blob = json.loads(text)
    config = {"Hostname": "", "Cmd": None, "OnBuild": None, **blob["config"]}
    image_id = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    document = {"Id": image_id, "Architecture": "amd64", "Os": "linux", "Author": "", "Config": config}
    return json.dumps(document | {"RootFS": {"Type": "layers"}}).encode()


def test_engine(run, serve_engine) -> None:
    serve_engine({"json": (200, inspect(predict())), "get": (200, save(predict()))})
    assert run("verify", ".", "engine:app:1", *PLATFORM, "--exact").status == 0


def test_engine_that_cannot_export_an_image_without_layers(run, serve_engine) -> None:
    """Its own words have to do, which are enough for all but the exact bytes."""
    empty = (500, b'{"message":"empty export - not implemented"}')
    serve_engine({"json": (200, inspect(predict())), "get": empty})
    assert run("verify", ".", "engine:app:1", *PLATFORM) == (0, "engine:app:1: the config is as predicted\n", "")
    serve_engine({"json": (200, inspect(predict("FROM scratch\n"))), "get": empty})
    assert run("verify", ".", "engine:app:1", *PLATFORM).status == 1
    status, _, err = run("verify", ".", "engine:app:1", *PLATFORM, "--exact")
    assert status == 4
    assert "docker.io/library/app:1 has no layers, and this engine cannot export such images" in err


def test_error_engine_does_not_know_it(run, serve_engine) -> None:
    serve_engine({})
    assert run("verify", ".", "engine:app:1") == (4, "", "ERROR: docker.io/library/app:1: not found\n")


def test_standard_input(start) -> None:
    process = start("verify", ".", "-", *PLATFORM, stdin=-1, stdout=-1)
    out, _ = process.communicate(predict().encode())
    assert (process.returncode, out) == (0, b"-: the config is as predicted\n")


# Profiles


def test_tools_that_lose_fields_are_named(run) -> None:
    image = changed(indent=4, **dict.fromkeys(EXT))
    note = (
        "WARNING: not compared: Healthcheck, OnBuild. The image looks like 'skopeo inspect --config' or 'docker buildx "
        "imagetools inspect', where these are never shown; use the config blob ('skopeo inspect --config --raw').\n"
    )
    assert run("verify", ".", image, *PLATFORM) == (0, "image.json: the config is as predicted\n", note)
    status, out, _ = run("verify", ".", changed(indent=4, User="root", **dict.fromkeys(EXT)), *PLATFORM)
    assert (status, out.splitlines()[1].split()[:2]) == (1, ["~", "User"])


def test_profile_is_seen_or_asked_for(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nUSER web\nCMD true\n")
    blob: dict[str, Any] = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"User": "web", "Cmd": ["/bin/sh", "-c", "true"]},
    }
    blob["config"]["Env"] = json.loads(predict())["config"]["Env"][:1]
    image = write_image(json.dumps(blob | {"rootfs": {}}))
    status, out, _ = run("verify", ".", image, *PLATFORM)
    assert (status, [line.split()[1] for line in out.splitlines()[1:-1]]) == (1, ["WorkingDir", "ArgsEscaped"])
    for profile in ("classic", "buildah"):
        assert run("verify", ".", image, *PLATFORM, "--profile", profile).status == 0
    image = write_image(json.dumps(blob | {"rootfs": {}, "docker_version": "20.10.24"}))
    assert run("verify", ".", image, *PLATFORM).status == 0
    assert run("verify", ".", image, *PLATFORM, "--profile", "buildkit").status == 1


# --exact


def test_exact(run) -> None:
    digest = f"sha256:{hashlib.sha256(predict().encode()).hexdigest()}"
    assert run("verify", ".", write_image(predict()), *PLATFORM, "--exact") == (
        0,
        f"image.json: the config blob is as predicted, {digest}\n",
        "",
    )
    assert run("config", ".", *PLATFORM, "--digest") == (0, f"{digest}\n", "")


def test_exact_shows_what_else_differs(run) -> None:
    blob = json.loads(predict())
    blob["created"] = "2024-01-01T00:00:00Z"
    blob["history"][0]["created_by"] = "ENV A=c"
    status, out, _ = run("verify", ".", write_image(json.dumps(blob, separators=(",", ":"))), *PLATFORM, "--exact")
    assert status == 1
    assert (
        out
        == """\
Dockerfile, as predicted -> image.json
  - history 0 ENV A=b               was line 2 ENV
  + history 0 ENV A=c
  + created   2024-01-01T00:00:00Z
3 changes.
"""
    )


def test_exact_where_only_the_bytes_differ(run) -> None:
    text = json.dumps(json.loads(predict()), separators=(", ", ":"))
    status, out, _ = run("verify", ".", write_image(text), *PLATFORM, "--exact")
    assert (status, out.splitlines()[1][:30]) == (1, "  ~ text from character 25 on:")


def test_exact_takes_from_the_image_what_only_a_build_can_tell(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nENV A=b\nCOPY a /\nUSER web\n")
    result = preimage.compile(dockerfile, platform="linux/amd64")
    text = str(result.built(layers=[("sha256:1", "2024-01-01T00:00:00Z")]).text)
    verdict = (
        "image.json: the config blob is as predicted, but for what only a build can tell: diff ids of the layers that "
        "this build makes; times of the layers that this build makes\n"
    )
    assert run("verify", ".", write_image(text), *PLATFORM, "--exact") == (0, verdict, "")
    assert run("verify", ".", write_image(text.replace("USER web", "USER x")), *PLATFORM, "--exact").status == 1


def test_error_exact(run, dockerfile) -> None:
    assert run("verify", ".", changed(indent=2), *PLATFORM, "--exact") == (
        2,
        "",
        "ERROR: the exact bytes of the image's config are not known; compare without --exact\n",
    )
    base = {
        "architecture": "amd64",
        "os": "linux",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:1"]},
    }
    Path("base.json").write_text(json.dumps(base))
    dockerfile.write_text("FROM base\n")
    image = write_image(json.dumps(base, separators=(",", ":")))
    status, _, err = run("verify", ".", image, *PLATFORM, "--exact", "--base", "base=base.json")
    assert status == 2
    assert err.startswith(
        "ERROR: the exact blob cannot be predicted; only a build can tell: created_by of history entries"
    )


# Errors


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        pytest.param(
            [".", "none.json:x:y"],
            2,
            "none.json:x:y: no such file, and no reference: invalid reference format",
            id="neither file nor reference",
        ),
        pytest.param(
            [".", "app:1", "--offline"], 2, "app:1: no such file; with --offline no registry is asked", id="offline"
        ),
        pytest.param(
            [".", "ap.json", "--unresolved", "empty"],
            2,
            "ap.json: no such file; with --unresolved empty no registry is asked; for an image in a registry give "
            "--unresolved error",
            id="unresolved empty",
        ),
        pytest.param(
            [".", "Dockerfile"], 2, "Dockerfile: no JSON: Expecting value: line 1 column 1 (char 0)", id="no JSON"
        ),
        pytest.param(
            [".", "malformed.json"],
            2,
            "malformed.json: json: cannot unmarshal string into Go struct field "
            "DockerOCIImageConfig.config.ImageConfig.Env of type []string",
            id="malformed config",
        ),
        pytest.param(
            [".", "digits.json"], 2, "digits.json: no JSON: a number with too many digits", id="too many digits"
        ),
        pytest.param([".", "deep.json"], 2, "deep.json: no JSON: nested too deeply", id="deep"),
        pytest.param([".", "oci-layout://none"], 4, "none: no OCI layout: there is no oci-layout", id="no layout"),
        pytest.param([".", "127.0.0.1:1/app:1"], 4, "127.0.0.1:1/app:1: ", id="registry that does not answer"),
        pytest.param(
            [".", "Dockerfile", "--platform", "linux/amd64,linux/arm64"],
            2,
            "verify takes one platform; run it once for each",
            id="several platforms",
        ),
    ],
)
def test_error_image(run, tmp_path, arguments: list[str], status: int, message: str) -> None:
    (tmp_path / "malformed.json").write_text('{"config":{"Env":"x"}}', encoding="utf-8")
    (tmp_path / "digits.json").write_text(f'{{"config":{{"a":{"1" * 5000}}}}}', encoding="utf-8")
    (tmp_path / "deep.json").write_text(f'{{"config":{"[" * 5000}{"]" * 5000}}}', encoding="utf-8")
    result = run("verify", *arguments)
    assert result.status == status
    assert result.err.startswith(f"ERROR: {message}")


def test_error_dockerfile(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nENV\n")
    status, _, err = run("verify", ".", write_image(predict()))
    assert status == 1
    assert err.endswith("ERROR: dockerfile parse error on line 2: ENV requires at least one argument\n")


def test_error_file_too_large(run) -> None:
    with open("image.json", "wb") as file:
        file.truncate((16 << 20) + 1)
    assert run("verify", ".", "image.json") == (1, "", "ERROR: image.json is larger than 16777216 bytes\n")
