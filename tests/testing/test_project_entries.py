from __future__ import annotations

from pathlib import Path

import pytest

from preimage.model.errors import DockerfileError, OptionError, ProjectError
from preimage.testing import ImageFactory

COMPOSE = """\
services:
  base:
    build: {context: ., dockerfile_inline: "FROM scratch\\nARG A=0\\nENV BASE=$$A"}
  web:
    build:
      context: .
      target: prod
      args: {A: 1, B: "${B:-none}"}
      labels: {l: m}
      platforms: [linux/arm64, linux/amd64]
      additional_contexts: {basis: service:base, code: ./code}
"""
BAKE = 'target "app" {\n  context = "sub"\n  args = { A = "bake" }\n}\ngroup "all" { targets = ["app"] }\n'
DOCKERFILE = "FROM basis AS prod\nARG A\nARG B\nENV V=$A-$B\nFROM prod\nENV LAST=1\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "docker-bake.hcl").write_text(BAKE)
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "sub" / "Dockerfile").write_text("FROM scratch\nARG A\nENV V=$A\n")
    return tmp_path


@pytest.fixture
def factory(project: Path) -> ImageFactory:
    return ImageFactory(lambda: (str(project),))


def test_a_build_of_a_project(factory, project, monkeypatch) -> None:
    monkeypatch.setenv("B", "environment")
    image = factory("compose.yaml#web")
    assert {name: image.env[name] for name in ("BASE", "V")} == {"BASE": "0", "V": "1-none"}
    assert (image.architecture, image.labels["l"]) == ("arm64", "m")
    assert image.path == str(project / "Dockerfile")
    assert factory("compose.yaml#web", environ={"B": "given"}).env["V"] == "1-given"


def test_arguments_go_over_the_project(factory) -> None:
    image = factory("compose.yaml#web", target="prod", build_args={"A": "9"}, platform="linux/s390x", labels={"l": "n"})
    assert (image.env["V"], image.env["BASE"]) == ("9-none", "9")
    assert (image.architecture, image.labels["l"]) == ("s390x", "n")
    assert "BASE" not in factory("compose.yaml#web", contexts={"basis": "docker-image://scratch"}).env


def test_bake_runs_in_the_folder_of_its_file(factory) -> None:
    for text in ("docker-bake.hcl#app", "docker-bake.hcl#all"):
        assert factory(text).env["V"] == "bake"


def test_settings_say_nothing_of_how_a_project_builds(factory, project) -> None:
    (project / "preimage.toml").write_text('platforms = ["linux/ppc64le"]\n[build-args]\nA = "set"\n')
    assert factory("docker-bake.hcl#app").env["V"] == "bake"
    assert factory("sub").env["V"] == "set"


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        pytest.param("compose.yaml", OptionError, "a test is about one build; name one: ", id="several"),
        pytest.param("compose.yaml#none", ProjectError, "no such service: none", id="no such service"),
        pytest.param("none.yaml#web", FileNotFoundError, "no file 'none.yaml': looked for ", id="no file"),
        pytest.param("layout.yaml#a", OptionError, "{}#a: tests take no layout as a build context; ", id="layout"),
        pytest.param("broken.yaml#a", DockerfileError, "{}#b ({}#b:2): dockerfile parse error on", id="linked"),
    ],
)
def test_error_text(factory, project, text: str, error: type[Exception], message: str) -> None:
    (project / "layout.yaml").write_text(
        "services: {a: {build: {dockerfile_inline: FROM x, additional_contexts: {x: 'oci-layout://x'}}}}\n"
    )
    (project / "broken.yaml").write_text(
        "services:\n  a: {build: {dockerfile_inline: FROM x, additional_contexts: {x: service:b}}}\n"
        '  b: {build: {dockerfile_inline: "FROM scratch\\nBAD"}}\n'
    )
    with pytest.raises(error) as caught:
        factory(text)
    full = str(project / text.partition("#")[0])
    assert str(caught.value).startswith(message.replace("{}", full))
