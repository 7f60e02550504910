from __future__ import annotations

import pytest

from preimage.model.detachment import copy_value, detach_image
from preimage.model.image import DockerOCIImage, DockerOCIImageConfig, HealthcheckConfig, History, RootFS


def make_image(diff_ids: list[str] | None, healthcheck: HealthcheckConfig | None) -> DockerOCIImage:
    return DockerOCIImage(
        os_features=["f"],
        rootfs=RootFS("layers", diff_ids),
        history=[History(created_by="a")],
        config=DockerOCIImageConfig(
            cmd=["c"], entrypoint=["e"], shell=["s"], healthcheck=healthcheck, exposed_ports={"80/tcp": {}}
        ),
    )


@pytest.mark.parametrize(
    ("diff_ids", "healthcheck"),
    [
        pytest.param(["sha256:1"], HealthcheckConfig(["NONE"]), id="all there"),
        pytest.param([], None, id="empty list"),
        pytest.param(None, None, id="no list"),
    ],
)
def test_detached_image_is_equal_and_shares_nothing(
    diff_ids: list[str] | None, healthcheck: HealthcheckConfig | None
) -> None:
    base = make_image(diff_ids, healthcheck)
    image = make_image(diff_ids, healthcheck)
    # As evaluation leaves it: containers of its own, what stands in them shared.
    image.rootfs = base.rootfs
    image.history = [*base.history, History(created_by="b")]
    own = image.history[1]
    image.config.exposed_ports = dict(base.config.exposed_ports)
    for name in ("cmd", "entrypoint", "shell"):
        setattr(image.config, name, getattr(base.config, name))
    before = repr(image)
    detach_image(image, base)
    assert repr(image) == before
    assert image.rootfs is not base.rootfs
    assert image.rootfs.diff_ids is None or image.rootfs.diff_ids is not base.rootfs.diff_ids
    assert image.history[0] is not base.history[0]
    assert image.history[1] is own
    assert image.config.exposed_ports["80/tcp"] is not base.config.exposed_ports["80/tcp"]
    assert image.config.cmd is not base.config.cmd
    assert healthcheck is None or image.config.healthcheck is not healthcheck


def test_without_a_base_the_rest_is_left_alone() -> None:
    image = make_image(["sha256:1"], None)
    rootfs, entry = image.rootfs, image.history[0]
    detach_image(image, None)
    assert (image.rootfs is rootfs, image.history[0] is entry) == (True, True)


@pytest.mark.parametrize(
    ("value", "is_copied"),
    [
        pytest.param(["a"], True, id="list"),
        pytest.param(HealthcheckConfig(["NONE"]), True, id="healthcheck"),
        pytest.param("a", False, id="text"),
        pytest.param(None, False, id="nothing"),
    ],
)
def test_copied_value_is_equal(value: object, is_copied: bool) -> None:
    copied = copy_value(value)
    assert copied == value
    assert (copied is not value) is is_copied
