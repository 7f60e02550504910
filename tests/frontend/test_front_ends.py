from __future__ import annotations

import pytest

from preimage.frontend.front_ends import find_front_end


@pytest.mark.parametrize(
    "name",
    [
        "docker/dockerfile",
        "docker/dockerfile:1",
        "docker.io/docker/dockerfile:latest",
        "mirror.example:5000/docker/dockerfile:1",
        "mirror.example/hub/docker/dockerfile:1",
    ],
)
def test_own(name) -> None:
    found = find_front_end(f"# syntax={name}\nFROM a\n".encode(), {})
    assert found is not None
    assert (found.name, found.line, found.is_own, found.is_other_version) == (name, 1, True, False)


@pytest.mark.parametrize(
    "name",
    [
        "docker/dockerfile:1.4",
        "docker/dockerfile:1-labs",
        "docker/dockerfile-upstream:master",
        f"docker/dockerfile:1@sha256:{'a' * 64}",
    ],
)
def test_other_versions(name) -> None:
    found = find_front_end(f"#!/x\n# escape=`\n#syntax = {name} x\nFROM a\n".encode(), {})
    assert found is not None
    assert (found.name, found.line, found.is_own, found.is_other_version) == (name, 3, True, True)


@pytest.mark.parametrize(
    "name",
    ["x/y", "registry.example/team/mockerfile:1", "docker/dockerfile-copy", "dockerfile", "docker/dockerfile/x", "::"],
)
def test_others(name) -> None:
    found = find_front_end(f"# syntax={name}\nFROM a\n".encode(), {})
    assert found is not None
    assert not found.is_own


def test_a_build_arg_takes_the_place_of_the_directive() -> None:
    found = find_front_end(b"# syntax=x/y\n", {"BUILDKIT_SYNTAX": "docker/dockerfile:1"})
    assert found is not None
    assert (found.name, found.line, found.is_own) == ("docker/dockerfile:1", 0, True)


@pytest.mark.parametrize(
    "data", [b"FROM a\n", b"", b"# note\n# syntax=x/y\n", b"FROM a\n# syntax=x/y\n", b"# syntax=\n"]
)
def test_none(data) -> None:
    assert find_front_end(data, {}) is None
