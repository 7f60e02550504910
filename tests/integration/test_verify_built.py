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
import shlex
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


class Project:
    """An example as the engines can build it; ``options`` are those that the example is built with."""

    def __init__(self, example: str, registry: str, folder: Path) -> None:
        self.name = example
        self.folder = folder
        text = (ROOT / "examples" / example / "Dockerfile").read_text()
        for old, new in CHANGES:
            text = text.replace(old.format(registry=registry), new.format(registry=registry))
        folder.mkdir()
        for name in CONTEXT:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
        (folder / "Dockerfile").write_text(text)
        command = iter(shlex.split((ROOT / "examples" / example / "command.txt").read_text())[3:])
        self.options = [
            part for option in command for part in (option, next(command)) if option not in ("--base", "--platform")
        ]
        self.options = _without(self.options)


def _without(options: list[str]) -> list[str]:
    return options


@pytest.fixture
def project(request, registry, make_image, stub, tmp_path) -> Project:
    for name, path in IMAGES.items():
        config = json.loads(path.read_text())["config"]
        config.get("Healthcheck", {}).pop("StartInterval", None)
        shells = ["bin/sh", "bin/bash", "bin/ash"]
        users = {"etc/passwd": b"root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n", "etc/group": b"root:x:0:\n"}
        files = users | {shell: stub for shell in shells} | {"out/server": b"built"}
        make_image({"config": config}, files).copy_to(f"docker://{registry}/{name}", "--dest-tls-verify=false")
    return Project(request.param, registry, tmp_path / "project")
