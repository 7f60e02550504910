from __future__ import annotations

import preimage
from preimage.testing import CompiledImage, seconds

BASE = {"architecture": "arm64", "os": "linux", "config": {"Env": ["PATH=/bin"], "Labels": {"vendor": "x", "a": "0"}}}
DOCKERFILE = """\
FROM base
ENV A=1 B=x=y
EXPOSE 80 53/udp
VOLUME /b /a
WORKDIR /srv
USER app
STOPSIGNAL SIGINT
LABEL a=1
HEALTHCHECK --interval=30s CMD true
ENTRYPOINT ["/run"]
CMD serve
"""


def compile_image(text: str = DOCKERFILE) -> CompiledImage:
    bases = preimage.StaticBases({"docker.io/library/base:latest": BASE})
    return CompiledImage(preimage.compile(text, bases=bases, platform="linux/arm64"), "Dockerfile")


def test_fields_are_those_of_the_config() -> None:
    image = compile_image()
    assert (image.architecture, image.os) == ("arm64", "linux")
    assert image.env == {"PATH": "/bin", "A": "1", "B": "x=y"}
    assert image.entrypoint == ["/run"]
    assert image.cmd == ["/bin/sh", "-c", "serve"]
    assert image.user == "app"
    assert image.working_dir == "/srv"
    assert image.exposed_ports == ["53/udp", "80/tcp"]
    assert image.volumes == ["/a", "/b"]
    assert image.stop_signal == "SIGINT"
    assert image.healthcheck is image.config.healthcheck
    assert image.config.healthcheck is not None
    assert image.config.healthcheck.interval == seconds(30)


def test_labels_of_the_base_are_told_from_own() -> None:
    image = compile_image()
    assert image.labels == {"vendor": "x", "a": "1"}
    assert image.inherited_labels == {"vendor": "x"}


def test_warnings_bases_and_trace() -> None:
    image = compile_image()
    assert [warning.rule for warning in image.warnings] == ["JSONArgsRecommended"]
    assert [base.reference for base in image.bases] == ["docker.io/library/base:latest"]
    change = image.trace.last("config.User")
    assert change is not None
    assert change.lines == (6,)


def test_json_is_that_of_buildkit() -> None:
    image = compile_image()
    assert image.to_json() == image.image.to_json()
    assert image.to_json(2).startswith('{\n  "architecture": "arm64"')
    assert image.to_dict()["config"]["Healthcheck"] == {"Test": ["CMD-SHELL", "true"], "Interval": 30_000_000_000}


def test_changes_stay_with_whoever_makes_them() -> None:
    bases = preimage.StaticBases({"docker.io/library/base:latest": BASE})
    compilation = preimage.compile(DOCKERFILE, bases=bases)
    one, other = CompiledImage(compilation, "a"), CompiledImage(compilation, "b")
    one.cmd.append("more")
    assert other.cmd == ["/bin/sh", "-c", "serve"]
    assert one != other


def test_equal_if_the_images_are() -> None:
    assert compile_image() == compile_image()
    assert compile_image() != compile_image(DOCKERFILE + "USER root\n")
    assert compile_image() != compile_image().image
    assert repr(compile_image()) == "<image of Dockerfile>"


def test_holds_its_own_parts_only() -> None:
    image, other = compile_image(), compile_image()
    assert not image.holds(other)
    assert all(map(image.holds, (image, image.image, image.config, image.healthcheck)))
    assert not any(map(image.holds, (other, other.image, other.config, other.healthcheck, None)))
