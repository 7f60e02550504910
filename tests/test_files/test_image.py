from __future__ import annotations

import pytest

from preimage.golang.durations import Duration
from preimage.model.image import DockerOCIImage, DockerOCIImageConfig, HealthcheckConfig
from preimage.results.origins import Origins
from preimage.test_files.document import HealthcheckTest, ImageTest
from preimage.test_files.image import run_image_test

SECOND = 1_000_000_000
NOTHING = Origins()
CHECK = HealthcheckConfig(
    test=["CMD-SHELL", "curl -f http://localhost"],
    interval=Duration(30 * SECOND),
    timeout=Duration(5 * SECOND),
    start_period=Duration(90 * SECOND),
    start_interval=Duration(SECOND // 2),
    retries=3,
)
IMAGE = DockerOCIImage(
    architecture="arm64",
    os="linux",
    config=DockerOCIImageConfig(
        healthcheck=CHECK,
        shell=["/bin/bash", "-c"],
        on_build=["RUN make", "COPY . ."],
        stop_signal="SIGQUIT",
        labels={"own": "1", "base.a": "2", "base.b": "3"},
    ),
)
BARE = DockerOCIImage(architecture="amd64", os="linux")
DISABLED = DockerOCIImage(config=DockerOCIImageConfig(healthcheck=HealthcheckConfig(test=["NONE"])))


def run(test: ImageTest, image: DockerOCIImage = IMAGE, origins: Origins = NOTHING) -> list[str]:
    result = run_image_test(test, image, origins)
    assert result.name == "Image Test"
    assert result.passed is not bool(result.errors)
    return result.errors


@pytest.mark.parametrize(
    ("test", "image"),
    [
        pytest.param(ImageTest(), IMAGE, id="nothing asked"),
        pytest.param(ImageTest(healthcheck=HealthcheckTest()), IMAGE, id="any healthcheck"),
        pytest.param(
            ImageTest(
                healthcheck=HealthcheckTest(
                    ("CMD-SHELL", "curl -f http://localhost"),
                    Duration(30 * SECOND),
                    Duration(5 * SECOND),
                    Duration(90 * SECOND),
                    Duration(SECOND // 2),
                    3,
                )
            ),
            IMAGE,
            id="healthcheck",
        ),
        pytest.param(ImageTest(healthcheck="none"), BARE, id="no healthcheck"),
        pytest.param(ImageTest(healthcheck="none"), DISABLED, id="healthcheck disabled"),
        pytest.param(
            ImageTest(healthcheck=HealthcheckTest(test=("NONE",))), DISABLED, id="healthcheck NONE by its test"
        ),
        pytest.param(ImageTest(shell=("/bin/bash", "-c")), IMAGE, id="shell"),
        pytest.param(ImageTest(onbuild=("RUN make", "COPY . .")), IMAGE, id="onbuild"),
        pytest.param(ImageTest(stop_signal="SIGQUIT", architecture="arm64", os="linux"), IMAGE, id="texts"),
        pytest.param(ImageTest(shell=(), onbuild=(), stop_signal=""), BARE, id="none asked, none there"),
    ],
)
def test_pass(test: ImageTest, image: DockerOCIImage) -> None:
    assert run(test, image) == []


@pytest.mark.parametrize(
    ("test", "image", "error"),
    [
        pytest.param(
            ImageTest(healthcheck="none"),
            IMAGE,
            'Image has a healthcheck, expected none: ["CMD-SHELL", "curl -f http://localhost"]',
            id="healthcheck where none is wanted",
        ),
        pytest.param(ImageTest(healthcheck=HealthcheckTest()), BARE, "Image has no healthcheck", id="no healthcheck"),
        pytest.param(ImageTest(healthcheck="inherited"), BARE, "Image has no healthcheck", id="none to inherit"),
        pytest.param(
            ImageTest(healthcheck=HealthcheckTest()), DISABLED, "Image healthcheck is disabled", id="disabled"
        ),
        pytest.param(
            ImageTest(healthcheck=HealthcheckTest(test=("CMD", "a b", "c"))),
            IMAGE,
            'Image healthcheck test ["CMD-SHELL", "curl -f http://localhost"] does not match expected test:'
            ' ["CMD", "a b", "c"]',
            id="healthcheck test",
        ),
        pytest.param(
            ImageTest(healthcheck=HealthcheckTest(interval=Duration(SECOND))),
            IMAGE,
            "Image healthcheck interval 30s does not match expected interval: 1s",
            id="interval",
        ),
        pytest.param(
            ImageTest(healthcheck=HealthcheckTest(timeout=Duration(0))),
            IMAGE,
            "Image healthcheck timeout 5s does not match expected timeout: 0s",
            id="timeout",
        ),
        pytest.param(
            ImageTest(healthcheck=HealthcheckTest(start_period=Duration(SECOND))),
            IMAGE,
            "Image healthcheck startPeriod 1m30s does not match expected startPeriod: 1s",
            id="start period",
        ),
        pytest.param(
            ImageTest(healthcheck=HealthcheckTest(start_interval=Duration(SECOND))),
            IMAGE,
            "Image healthcheck startInterval 500ms does not match expected startInterval: 1s",
            id="start interval",
        ),
        pytest.param(
            ImageTest(healthcheck=HealthcheckTest(retries=5)),
            IMAGE,
            "Image healthcheck retries 3 does not match expected retries: 5",
            id="retries",
        ),
        pytest.param(
            ImageTest(shell=("/bin/sh",)),
            IMAGE,
            'Image shell ["/bin/bash", "-c"] does not match expected shell: ["/bin/sh"]',
            id="shell",
        ),
        pytest.param(
            ImageTest(onbuild=()),
            IMAGE,
            'Image onbuild ["RUN make", "COPY . ."] does not match expected onbuild: []',
            id="onbuild",
        ),
        pytest.param(
            ImageTest(stop_signal="SIGTERM"),
            BARE,
            "Image stopSignal (none) does not match expected stopSignal: SIGTERM",
            id="stop signal missing",
        ),
        pytest.param(
            ImageTest(stop_signal=""),
            IMAGE,
            "Image stopSignal SIGQUIT does not match expected stopSignal: (none)",
            id="stop signal unwanted",
        ),
        pytest.param(
            ImageTest(architecture="amd64"),
            IMAGE,
            "Image architecture arm64 does not match expected architecture: amd64",
            id="architecture",
        ),
        pytest.param(ImageTest(os="windows"), IMAGE, "Image os linux does not match expected os: windows", id="os"),
    ],
)
def test_error_mismatch(test: ImageTest, image: DockerOCIImage, error: str) -> None:
    assert run(test, image) == [error]


def test_inherited_healthcheck() -> None:
    assert run(ImageTest(healthcheck="inherited"), origins=Origins(healthcheck=True)) == []


def test_error_healthcheck_that_is_not_inherited() -> None:
    assert run(ImageTest(healthcheck="inherited")) == [
        'Image healthcheck does not come from the base image: ["CMD-SHELL", "curl -f http://localhost"]'
    ]


@pytest.mark.parametrize(
    ("allowed", "wrong"),
    [
        pytest.param(None, [], id="not asked"),
        pytest.param((), ["base.a", "base.b"], id="none allowed"),
        pytest.param(("base.b",), ["base.a"], id="one allowed"),
        pytest.param(("base.a", "base.b", "absent"), [], id="all allowed, one is not there"),
    ],
)
def test_error_inherited_labels(allowed: tuple[str, ...] | None, wrong: list[str]) -> None:
    origins = Origins(frozenset(("base.a", "base.b")))
    assert run(ImageTest(inherited_labels=allowed), origins=origins) == [
        f"label {name} comes from the base image and is not one of inheritedLabels" for name in wrong
    ]
