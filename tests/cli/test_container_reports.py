from __future__ import annotations

import json
from pathlib import Path

import pytest

from preimage.cli.build_options import CommandParser, add_build_options
from preimage.cli.container_reports import as_image
from preimage.cli.containers import open_containers

COMPOSE = """\
services:
  web:
    build: {context: ., labels: {of.build: x}}
    labels: {own: a}
  same:
    build: .
    healthcheck: {retries: 2}
  named:
    image: postgres
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM base\nLABEL file=1\nCMD x\n")
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    config = {"Cmd": ["x"], "Labels": {"base": "1"}, "Healthcheck": {"Test": ["CMD-SHELL", "true"]}}
    base = {"architecture": "amd64", "os": "linux", "config": config}
    (tmp_path / "base.json").write_text(json.dumps(base))
    return tmp_path


def find(name: str):
    parser = CommandParser("test", "A test.")
    add_build_options(parser, unresolved="error")
    options = parser.parse_arguments(["--base", "*=base.json", "--platform", "linux/amd64"])
    (container,) = open_containers(f"compose.yaml#{name}", "test", options)
    return as_image(container)


def test_what_the_service_and_the_dockerfile_say_is_their_own() -> None:
    image, origins = find("web")
    labels = image.config.labels or {}
    assert {name for name in labels if name not in origins.labels} == {"file", "of.build", "own"}
    assert origins.healthcheck


def test_a_check_that_the_service_touches_is_its_own() -> None:
    assert not find("same")[1].healthcheck


def test_all_of_an_image_that_is_only_named_comes_from_elsewhere() -> None:
    image, origins = find("named")
    assert origins.labels >= {"base", "com.docker.compose.oneoff"}
    assert origins.healthcheck
    assert image.architecture == "amd64"
