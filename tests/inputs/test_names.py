from __future__ import annotations

import pytest

from preimage.inputs.names import DOCKERFILE, LEFTOVER, LEFTOVERS, OTHER, TEMPLATE, TEMPLATES, classify_name

USUAL = [
    *("Dockerfile", "dockerfile", "Containerfile", "containerfile"),
    *("Dockerfile.x", "dockerfile.x", "Containerfile.x", "containerfile.x"),
    *("Dockerfile-x", "dockerfile-x", "Containerfile-x", "containerfile-x"),
    *("Dockerfile_x", "dockerfile_x", "Containerfile_x", "containerfile_x"),
    *("x.Dockerfile", "x.dockerfile", "x.Containerfile", "x.containerfile"),
    *("Dockerfile.go", "Dockerfile.a.b", "dockerfile.prod", "a.b.dockerfile", "dockerfile.golang"),
]


@pytest.mark.parametrize("name", USUAL)
def test_dockerfiles(name: str) -> None:
    assert classify_name(name) == DOCKERFILE


@pytest.mark.parametrize("end", TEMPLATES)
@pytest.mark.parametrize("name", ["Dockerfile", "containerfile-x", "Dockerfile.x"])
def test_templates(name: str, end: str) -> None:
    assert classify_name(name + end) == TEMPLATE


@pytest.mark.parametrize("end", LEFTOVERS)
def test_leftovers(end: str) -> None:
    assert classify_name(f"Dockerfile.x{end}") == LEFTOVER


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile.dockerignore",
        "Dockerfile.config.json",
        "app.Dockerfile.dockerignore",
        "Dockerfiles",
        "myDockerfile",
        "DOCKERFILE",
        "dockerfile.go",
        "dockerfile_test.go",
        "dockerfile-lint.js",
        "containerfile.yaml",
        "readme.md",
        "a.Dockerfile.j2",
        "",
    ],
)
def test_left_alone(name: str) -> None:
    assert classify_name(name) == OTHER
