from __future__ import annotations

import pytest

import preimage


@pytest.mark.parametrize(
    ("config", "platform", "expected"),
    [
        pytest.param({"architecture": "arm64", "variant": "v8"}, None, ("arm64", "linux", "", "", []), id="implicit"),
        pytest.param({}, None, ("", "linux", "", "", []), id="nothing known"),
        pytest.param(
            {"architecture": "amd64", "os": "linux", "variant": "v3", "os.version": "1"},
            "linux/amd64",
            ("amd64", "linux", "v3", "1", []),
            id="the same keeps variant and version",
        ),
        pytest.param(
            {"architecture": "amd64", "os": "linux", "variant": "v3", "os.version": "1", "os.features": ["f"]},
            "linux/arm64",
            ("arm64", "linux", "", "", ["f"]),
            id="another keeps features only",
        ),
        pytest.param(
            {"architecture": "aarch64", "os": "linux", "variant": "v9"},
            "linux/arm64",
            ("arm64", "linux", "", "", []),
            id="the same under another name is another",
        ),
        pytest.param(
            {"architecture": "amd64", "os": "windows", "os.version": "10.0.1"},
            "windows/amd64",
            ("amd64", "windows", "", "10.0.1", []),
            id="version of Windows",
        ),
        pytest.param(
            {"architecture": "amd64", "os": "linux", "os.features": ["f"]},
            "linux(2+b+a)/arm",
            ("arm", "linux", "v7", "2", ["a", "b"]),
            id="all that was asked for",
        ),
        pytest.param(
            {"architecture": "X86-64", "os": "macOS", "os.features": ["b", "a", "b"]},
            None,
            ("amd64", "darwin", "", "", ["a", "b"]),
            id="usual names",
        ),
    ],
)
def test_platform_of_the_result(
    config: dict[str, object], platform: str | None, expected: tuple[str, str, str, str, list[str]]
) -> None:
    bases = preimage.StaticBases({"docker.io/library/x:latest": config})
    image = preimage.compile("FROM x", bases=bases, platform=platform, build_platform="linux/amd64").image
    found = (image.architecture, image.os, image.variant, image.os_version, image.os_features)
    assert found == expected


def test_flag_of_from_does_not_count() -> None:
    bases = preimage.StaticBases({"*": {}})
    image = preimage.compile("FROM --platform=linux/arm64 x AS arm64", bases=bases, platform="linux/s390x").image
    assert image.architecture == "s390x"


def test_target_platform_is_not_changed_by_a_result() -> None:
    first = preimage.compile("FROM scratch", platform="linux(1+f)/amd64").image
    first.os_features.append("changed")
    assert preimage.compile("FROM scratch", platform="linux(1+f)/amd64").image.os_features == ["f"]
