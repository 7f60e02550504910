"""Builds of projects as which an editor shows a Dockerfile: which count, and what they come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from preimage.cli import lsp
from preimage.model.errors import OptionError, ProjectError
from preimage.server.document import Document

COMPOSE = """\
services:
  web:
    build:
      context: web
      target: prod
      args: {A: from-compose}
      labels: {l: "1"}
      platforms: [linux/arm64, linux/amd64]
  other:
    build: other
  absent:
    build: absent
  inline:
    build:
      dockerfile_inline: FROM scratch
"""
BAKE = """\
target "default" {
  context = "web"
  contexts = { base = "target:base" }
}
target "base" { context = "other" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "docker-bake.hcl").write_text(BAKE)
    for name in ("web", "other"):
        (tmp_path / name).mkdir()
    (tmp_path / "web" / "Dockerfile").write_text("FROM base AS prod\n")
    (tmp_path / "other" / "Dockerfile").write_text("FROM scratch\nUSER me\n")
    return tmp_path


def open_file(path: Path, settings: str, *arguments: str, folders: list[Path] | None = None):
    root = path.parent.parent
    (root / "preimage.toml").write_text(settings)
    project = lsp.SettingsProject(lsp._parse([*arguments]), [str(each) for each in folders or [root]])
    return project.open(str(path), path.read_bytes())


def test_a_service_gives_what_is_built(folder: Path) -> None:
    situation = open_file(
        folder / "web" / "Dockerfile",
        'builds = ["compose.yaml#web"]\nplatforms = ["linux/s390x"]\n[build-args]\nA = "settings"\n[labels]\nm = "2"\n',
    )
    assert [view.title for view in situation.views] == [
        "compose.yaml#web, linux/arm64",
        "compose.yaml#web, linux/amd64",
    ]
    request = situation.views[0].request
    assert request.target == "prod"
    assert request.build_args == {"A": "from-compose"}
    assert request.labels["l"] == "1"
    assert "m" not in request.labels
    assert request.platform == "linux/arm64"
    assert request.all_stages
    # A check is one of the Dockerfile by itself.
    assert (situation.request.target or None, situation.request.build_args) == (None, {"A": "settings"})


def test_the_command_line_goes_over_the_project(folder: Path) -> None:
    situation = open_file(
        folder / "web" / "Dockerfile", 'builds = ["compose.yaml#web"]\n', "--platform=linux/s390x", "--build-arg=B=2"
    )
    (view,) = situation.views
    assert view.request.platform == "linux/s390x"
    assert view.request.build_args == {"A": "from-compose", "B": "2"}


def test_contexts_of_bake_are_other_builds(folder: Path) -> None:
    path = folder / "web" / "Dockerfile"
    (folder / "preimage.toml").write_text('builds = ["docker-bake.hcl"]\n')
    project = lsp.SettingsProject(lsp._parse([]), [str(folder)])
    document = Document(project, str(path), path.read_text(), 1, "utf-16", path.as_uri())
    ((view, compilation),) = document.compilations
    assert view.title == "docker-bake.hcl#default"
    assert compilation.image.config.user == "me"


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        pytest.param("web", ["compose.yaml#web, linux/arm64", "compose.yaml#web, linux/amd64"], id="of one service"),
        pytest.param("other", ["compose.yaml#other"], id="of another one"),
        pytest.param("third", ["linux/s390x"], id="of none"),
    ],
)
def test_a_whole_project_counts_where_it_builds_the_file(folder: Path, name: str, titles: list[str]) -> None:
    (folder / "third").mkdir()
    (folder / "third" / "Dockerfile").write_text("FROM scratch\n")
    situation = open_file(folder / name / "Dockerfile", 'builds = ["compose.yaml"]\nplatforms = ["linux/s390x"]\n')
    assert [view.title for view in situation.views] == titles


def test_builds_of_single_files(folder: Path) -> None:
    situation = open_file(folder / "web" / "Dockerfile", '[files."other/*"]\nbuilds = ["compose.yaml#web"]\n')
    assert [view.title for view in situation.views] == [""]


@pytest.mark.parametrize(
    ("builds", "kind", "text"),
    [
        pytest.param("Dockerfile#x", OptionError, r"preimage\.toml:1: builds: .*Dockerfile#x is no file of", id="file"),
        pytest.param(
            "compose.yaml#nope",
            OptionError,
            r"preimage\.toml:1: builds: .*/compose\.yaml: no such service: nope",
            id="service",
        ),
        pytest.param("broken.yaml", OptionError, r"preimage\.toml:1: builds: .*/broken\.yaml:\d: yaml: ", id="no YAML"),
        pytest.param("broken.hcl", OptionError, r"preimage\.toml:1: builds: broken\.hcl:1,5.*Invalid", id="no HCL"),
        pytest.param("compose.yaml#absent", OSError, "absent", id="Dockerfile that is not there"),
    ],
)
def test_error_of_a_build_that_cannot_be_had(folder: Path, builds: str, kind: type[Exception], text: str) -> None:
    (folder / "broken.yaml").write_text("services: [")
    (folder / "broken.hcl").write_text("x = \n")
    with pytest.raises(kind, match=text):
        open_file(folder / "web" / "Dockerfile", f'builds = ["{builds}"]\n')


def test_error_of_a_project_that_leaves_the_workspace(folder: Path) -> None:
    (folder / "web" / "compose.yaml").write_text("include: [../compose.yaml]\nservices: {web: {build: .}}\n")
    (folder / "web" / "preimage.toml").write_text('builds = ["compose.yaml"]\n')
    project = lsp.SettingsProject(lsp._parse([]), [str(folder / "web")])
    with pytest.raises((OptionError, ProjectError), match="compose.yaml"):
        project.open(str(folder / "web" / "Dockerfile"), b"FROM scratch\n")
