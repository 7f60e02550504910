"""``preimage verify`` against images that engines of Debian have built from the examples.

The Dockerfiles of examples/ are built as they are, with RUN, COPY and triggers, but for these changes, without which the
engines could not build them here:

- images are those of a registry on loopback, with the configs of the examples; their shells are a program that does
  nothing and succeeds, so that RUN needs no network and changes no file;
- no ``# syntax=`` line, for which a front end would be fetched;
- no ``--start-interval``, which Docker 20.10 and buildah 1.28 do not know;
- the platform is that of the machine.

The example for Windows is left out: its base needs Windows to be built on.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
IMAGES = {
    "python:3.12-slim": ROOT / "examples/web/base.json",
    "golang:1.24-alpine": ROOT / "examples/multi-stage/golang.json",
    "alpine:3.21": ROOT / "examples/multi-stage/alpine.json",
    "node:22-alpine": ROOT / "examples/onbuild-parent/base.json",
    "node-app:1": ROOT / "examples/onbuild-parent/expected.json",
}
CHANGES = (
    ("FROM ", "FROM {registry}/"),
    ("FROM {registry}/--platform=$BUILDPLATFORM ", "FROM --platform=$BUILDPLATFORM {registry}/"),
    ("FROM {registry}/runtime ", "FROM runtime "),
    ("{registry}/registry.example.org/", "{registry}/"),
    ("# syntax=docker/dockerfile:1\n", ""),
    (" --start-interval=500ms", ""),
)
EXAMPLES = ["multi-stage", "onbuild-child", "onbuild-parent", "web"]
CONTEXT = ["package.json", "package-lock.json", "requirements.txt", "settings.toml", "cmd/server/main.go"]


def call_skopeo(*arguments: str) -> str:
    return subprocess.run(["skopeo", *arguments], check=True, capture_output=True, text=True).stdout


NOT_COMPARED = "WARNING: not compared: "


class Project:
    """An example as the engines can build it; ``options`` are those that the example is built with."""

    def __init__(self, example: str, registry: str, folder: Path) -> None:
        self.name = example
        self.folder = folder
        text = (ROOT / "examples" / example / "Dockerfile").read_text()
        for old, new in CHANGES:
            text = text.replace(old.format(registry=registry), new.format(registry=registry))
        for name in ("Dockerfile", *CONTEXT):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text if name == "Dockerfile" else name)
        words = shlex.split((ROOT / "examples" / example / "command.txt").read_text())[3:]
        pairs = zip(words[::2], words[1::2], strict=True)
        self.options = [word for pair in pairs if pair[0] not in ("--base", "--platform") for word in pair]


@pytest.fixture
def project(request, registry, make_image, stub, tmp_path) -> Project:
    users = {"etc/passwd": b"root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n", "etc/group": b"root:x:0:\n"}
    files = users | dict.fromkeys(("bin/sh", "bin/bash"), stub) | {"out/server": b"built"}
    for name, path in IMAGES.items():
        config = json.loads(path.read_text())["config"]
        config.get("Healthcheck", {}).pop("StartInterval", None)
        make_image({"config": config}, files).copy_to(f"docker://{registry}/{name}", "--dest-tls-verify=false")
    return Project(request.param, registry, tmp_path / "project")


all_examples = pytest.mark.parametrize("project", EXAMPLES, indirect=True)


def verify(run, project: Project, image: str, *options: str) -> str:
    """Verify an image and give what is noted beside."""
    status, out, err = run("verify", str(project.folder), image, *project.options, *options)
    assert (status, out) == (0, f"{image}: the config is as predicted\n"), err
    return str(err)


def list_ext(run, project: Project) -> str:
    """List those of Healthcheck, OnBuild and Shell that are predicted."""
    out = run("config", str(project.folder), *project.options, "--section", "ext").out
    return ", ".join(sorted(json.loads(out)))


def verify_change(run, project: Project, image: str) -> None:
    """Verify against a Dockerfile that is not the one which was built."""
    dockerfile = project.folder / "Dockerfile"
    text = dockerfile.read_text()
    dockerfile.write_text(f"{text}STOPSIGNAL SIGUSR1\n")
    status, out, _ = run("verify", str(project.folder), image, *project.options)
    assert status == 1
    line = text.count("\n") + 1
    assert re.search(rf"^  [-~] StopSignal +SIGUSR1\b.* line {line} STOPSIGNAL", out, re.MULTILINE), out
    dockerfile.write_text(text)


@all_examples
def test_dockerd_with_buildkit(run, project, dockerd, registry, monkeypatch, tmp_path) -> None:
    name = f"{registry}/built/{project.name}:1"
    dockerd.docker("build", "-q", "--network", "none", "-t", name, *project.options, project.folder)
    dockerd.docker("push", "-q", name)
    monkeypatch.setenv("DOCKER_HOST", dockerd.socket)
    assert verify(run, project, f"engine:{name}") == ""
    assert verify(run, project, name) == ""
    (tmp_path / "saved.tar").touch()
    dockerd.docker("save", "-o", tmp_path / "saved.tar", name)
    assert verify(run, project, "docker-archive:saved.tar") == ""
    (tmp_path / "inspect.json").write_text(dockerd.docker("image", "inspect", name))
    assert verify(run, project, "inspect.json") == ""
    verify_change(run, project, name)


@pytest.mark.parametrize("project", ["onbuild-child"], indirect=True)
def test_dockerd_with_the_legacy_builder(run, project, dockerd, registry) -> None:
    """One example stands for all, since this builder takes a second for each instruction."""
    name = f"{registry}/legacy/{project.name}:1"
    dockerd.docker("build", "-q", "--network", "none", "-t", name, *project.options, project.folder, buildkit=False)
    dockerd.docker("push", "-q", name)
    assert verify(run, project, name) == ""
    verify_change(run, project, name)


@all_examples
@pytest.mark.parametrize("form", ["docker", "oci"])
def test_buildah(run, project, buildah, registry, form, tmp_path) -> None:
    name = f"{registry}/buildah/{project.name}:{form}"
    options = ["--isolation", "chroot", "--format", form, "--tls-verify=false", "-t", name]
    buildah.buildah("build", "-q", *options, *project.options, project.folder)
    buildah.buildah("push", "-q", "--tls-verify=false", name)
    note = verify(run, project, name)
    # What buildah leaves out of images in OCI format is said, and only where something is left out.
    lost = list_ext(run, project) if form == "oci" else ""
    assert note.startswith(f"{NOT_COMPARED}{lost}. The image looks like an image of buildah or podman" if lost else "")
    assert bool(note) == bool(lost)
    blob = buildah.buildah("inspect", "--type", "image", "--format", "{{.Config}}", name)
    (tmp_path / "blob.json").write_text(blob)
    verify(run, project, "blob.json")
    buildah.buildah("push", "-q", name, f"oci:{tmp_path}/layout:1")
    verify(run, project, "oci-layout://layout:1")
    buildah.buildah("push", "-q", name, f"docker-archive:{tmp_path}/saved.tar")
    verify(run, project, "docker-archive:saved.tar")
    verify_change(run, project, name)


@all_examples
def test_podman_image_inspect(run, project, buildah, registry, tmp_path) -> None:
    name = f"{registry}/podman/{project.name}:1"
    options = ["--isolation", "chroot", "--format", "docker", "--tls-verify=false", "-t", name]
    buildah.buildah("build", "-q", *options, *project.options, project.folder)
    (tmp_path / "inspect.json").write_text(buildah.podman("image", "inspect", name))
    note = verify(run, project, "inspect.json")
    assert not note or "'podman image inspect'" in note


@all_examples
def test_skopeo_inspect_config_is_named(run, project, dockerd, registry, tmp_path) -> None:
    from_registry = f"{registry}/lossy/{project.name}:1"
    dockerd.docker("build", "-q", "--network", "none", "-t", from_registry, *project.options, project.folder)
    dockerd.docker("push", "-q", from_registry)
    (tmp_path / "lossy.json").write_text(
        call_skopeo("inspect", "--tls-verify=false", "--config", f"docker://{from_registry}")
    )
    note = verify(run, project, "lossy.json")
    lost = list_ext(run, project)
    assert note.startswith(f"{NOT_COMPARED}{lost}. The image looks like 'skopeo inspect --config'" if lost else "")
    assert bool(note) == bool(lost)


def test_image_without_layers_in_an_engine(run, dockerd, tmp_path, monkeypatch) -> None:
    """Docker cannot export it, so its own words are compared."""
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "Dockerfile").write_text("FROM scratch\nENV A=b\nHEALTHCHECK CMD true\nONBUILD RUN true\n")
    dockerd.docker("build", "-q", "-t", "empty:1", tmp_path / "project")
    monkeypatch.setenv("DOCKER_HOST", dockerd.socket)
    assert run("verify", "project", "engine:empty:1") == (0, "engine:empty:1: the config is as predicted\n", "")


def test_every_example_is_built() -> None:
    folders = {path.parent.name for path in ROOT.glob("examples/*/Dockerfile")}
    # What a Bake file builds is held to what Bake prints.
    assert folders == {*EXAMPLES, "bake", "windows"}
