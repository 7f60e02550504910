from __future__ import annotations

import pytest

from preimage.model.go_structs import IMAGE, Struct


def find(path: str) -> object:
    struct: object = IMAGE
    member = None
    for key in path.split("/"):
        assert isinstance(struct, Struct)
        member = struct.find(key)
        assert member is not None
        struct = member.element
    return member


@pytest.mark.parametrize(
    ("path", "attribute", "go_path", "go_type"),
    [
        pytest.param("os.version", "os_version", "DockerOCIImage.Image.Platform.os.version", "string", id="platform"),
        pytest.param("author", "author", "DockerOCIImage.Image.author", "string", id="image"),
        pytest.param("rootfs/diff_ids", "diff_ids", "RootFS.Image.rootfs.diff_ids", "[]digest.Digest", id="rootfs"),
        pytest.param("history/empty_layer", "empty_layer", "History.Image.history.empty_layer", "bool", id="history"),
        pytest.param("config/ENV", "env", "DockerOCIImageConfig.config.ImageConfig.Env", "[]string", id="folded"),
        pytest.param(
            "config/Healthcheck/Interval",
            "interval",
            "HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck.Interval",
            "time.Duration",
            id="duration",
        ),
    ],
)
def test_fields_are_described_as_go_has_them(path: str, attribute: str, go_path: str, go_type: str) -> None:
    member = find(path)
    assert (member.attribute, member.path, member.go_type) == (attribute, go_path, go_type)  # type: ignore[attr-defined]


def test_unknown_keys_are_no_fields() -> None:
    assert IMAGE.find("container_config") is None
