from __future__ import annotations

from collections.abc import Callable

import pytest

import preimage
from preimage.testing.compiled_image import CompiledImage
from preimage.testing.value_origins import describe_origin

TEXT = """\
FROM scratch AS app
ENV NAME=web \\
    MODE=test
USER app
LABEL team=one
EXPOSE 80
CMD ["serve", "--all"]
HEALTHCHECK --interval=30s CMD ["check"]
"""


@pytest.fixture
def image() -> CompiledImage:
    return CompiledImage(preimage.compile(TEXT), "Dockerfile", TEXT.encode())


@pytest.mark.parametrize(
    ("read", "origin"),
    [
        pytest.param(lambda image: image.user, "config.User was set by Dockerfile:4: USER app", id="text"),
        pytest.param(lambda image: image.env["MODE"], "config.Env[MODE] was set by Dockerfile:2: *", id="variable"),
        pytest.param(lambda image: image.labels["team"], "config.Labels[team] was set by Dockerfile:5: *", id="label"),
        pytest.param(lambda image: image.cmd, "config.Cmd was set by Dockerfile:7: *", id="list"),
        pytest.param(lambda image: image.cmd[1], "config.Cmd was set by Dockerfile:7: *", id="word of a list"),
        pytest.param(lambda image: image.exposed_ports, "config.ExposedPorts was set by Dockerfile:6: *", id="ports"),
        pytest.param(lambda image: image.healthcheck, "config.Healthcheck was set by Dockerfile:8: *", id="check"),
        pytest.param(lambda image: image.stop_signal, "config.StopSignal: nothing in Dockerfile sets it", id="unset"),
        pytest.param(lambda image: image.config.user, "config.User was set by Dockerfile:4: USER app", id="of config"),
        pytest.param(lambda image: "app".join(["", ""]), None, id="equal, but of the test"),
    ],
)
def test_origin(image: CompiledImage, read: Callable[[CompiledImage], object], origin: str | None) -> None:
    found = describe_origin(image, read(image), "Dockerfile")
    if origin is None or not origin.endswith("*"):
        assert found == origin
    else:
        assert found is not None
        assert found.startswith(origin[:-1])


def test_what_the_line_says_is_visible_and_short() -> None:
    text = f"FROM scratch\nUSER a\x1b{'b' * 300}\n"
    image = CompiledImage(preimage.compile(text), "D", text.encode())
    found = describe_origin(image, image.user, "D")
    assert found is not None
    assert found.startswith(r"config.User was set by D:2: USER a\x1bbbb")
    assert found.endswith("b...")
    assert len(found) < 250


def test_a_base_is_named() -> None:
    bases = {"web": {"config": {"User": "web"}}}
    image = CompiledImage(preimage.compile("FROM web\n", bases=bases), "D", b"FROM web\n")
    assert describe_origin(image, image.user, "D") == "config.User was set by base web: FROM web"


def test_only_the_last_values_are_kept(image: CompiledImage) -> None:
    first = image.env["NAME"]
    assert describe_origin(image, first, "D") == "config.Env[NAME] was set by D:2: ENV NAME=web \\"
    for _ in range(100):
        assert image.cmd
    assert len(image.given) <= 32
    assert describe_origin(image, first, "D") is None
