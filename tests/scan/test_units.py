from __future__ import annotations

from preimage.scan.units import DOCKERFILE, Unit


def test_what_goes_with_a_dockerfile() -> None:
    unit = Unit(DOCKERFILE, "/r/a/Containerfile", "r", "a/Containerfile", folder="/r")
    assert unit.key == "dockerfile::/r/a/Containerfile"
    assert unit.companions() == [
        "/r/a/Containerfile",
        "/r/a/Containerfile.dockerignore",
        "/r/a/.dockerignore",
        "/r/a/.containerignore",
        "/r/a/preimage.lock",
    ]


def test_units_of_a_commit_are_told_by_repository_and_revision() -> None:
    unit = Unit(DOCKERFILE, "Dockerfile", "r", "Dockerfile", folder="", commit="c0", source="r@v1")
    assert unit.key == "dockerfile:r@v1:Dockerfile"
    assert unit.companions()[0] == "Dockerfile"
