from __future__ import annotations

import os
from pathlib import Path

import pytest

from preimage.inputs.dockerfiles import DockerfileInput
from preimage.inputs.entries import Entry, read_asked, read_entry
from preimage.inputs.project_locations import parse_location
from preimage.inputs.projects import OpenedProject, ProjectOptions, open_project
from preimage.model.errors import OptionError, ProjectError

COMPOSE = """\
services:
  web:
    build:
      context: ./web
      target: prod
      args:
        A: 1
      platforms: [linux/arm64]
  inline:
    build:
      context: .
      dockerfile_inline: |
        FROM scratch
  remote:
    build: https://example.com/a.git
  outside:
    build:
      context: .
      dockerfile: /etc/hostname
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("web").mkdir()
    Path("web/Dockerfile").write_text("FROM scratch AS prod\n")
    Path("compose.yaml").write_text(COMPOSE)
    return tmp_path


def open_text(text: str, **given) -> OpenedProject:
    return open_project(parse_location(text, given.pop("kind", "")), ProjectOptions(environ={}, **given))


def test_a_dockerfile_by_itself() -> None:
    entry = Entry(DockerfileInput("Dockerfile", b"FROM scratch", "."))
    assert (entry.title, entry.name, entry.kind, entry.is_inline) == ("Dockerfile", "", "", False)
    assert (entry.target, dict(entry.build_args), entry.platforms) == (None, {}, ())
    assert entry.find_origin("target") is None
    assert entry.describe_origin("target") is None


def test_another_text_leaves_the_rest() -> None:
    (entry,) = read_asked(open_text("compose.yaml#web"))
    changed = entry.with_data(b"FROM b")
    assert (changed.source.data, entry.source.data) == (b"FROM b", b"FROM scratch AS prod\n")
    assert (changed.title, changed.target, changed.source.name) == (entry.title, "prod", entry.source.name)


def test_a_build_of_a_project() -> None:
    (entry,) = read_asked(open_text("compose.yaml#web"))
    assert (entry.title, entry.name, entry.kind) == ("compose.yaml#web", "web", "compose")
    assert (entry.source.name, entry.source.context, entry.source.folder) == ("web/Dockerfile", "web", "web")
    assert (entry.target, dict(entry.build_args), entry.platforms) == ("prod", {"A": "1"}, ("linux/arm64",))
    assert entry.describe_origin("args", "A") == {"file": "compose.yaml", "line": 7, "what": "args"}


def test_a_text_in_the_project() -> None:
    entry = read_entry(open_text("compose.yaml"), "inline")
    assert (entry.source.name, entry.source.data) == ("compose.yaml#inline", b"FROM scratch\n")
    assert (entry.source.context, entry.source.folder, entry.is_inline) == (".", ".", True)


def test_origins_are_seen_from_here(folder, monkeypatch) -> None:
    Path("sub").mkdir()
    monkeypatch.chdir("sub")
    entry = read_entry(open_text(os.fspath(folder), kind="compose"), "web")
    assert entry.source.name == os.path.join(folder, "web", "Dockerfile")
    origin = entry.find_origin("target")
    assert origin is not None
    assert origin.file == os.path.join(folder, "compose.yaml")


def test_dockerfile_in_lower_case_is_found() -> None:
    Path("web/Dockerfile").rename("web/dockerfile")
    assert read_entry(open_text("compose.yaml"), "web").source.name == "web/dockerfile"


def test_bake_may_take_the_dockerfile_from_here() -> None:
    Path("docker-bake.hcl").write_text(
        'target "a" {\n context = "https://example.com/a.git"\n dockerfile = "cwd://web/Dockerfile"\n}\n'
    )
    assert read_entry(open_text("docker-bake.hcl#a"), "a").source.name == "web/Dockerfile"


def test_error_remote_context() -> None:
    with pytest.raises(ProjectError) as caught:
        read_entry(open_text("compose.yaml"), "remote")
    assert str(caught.value) == (
        'service "remote": the context "https://example.com/a.git" is remote, its Dockerfile cannot be read'
    )
    assert (caught.value.file, caught.value.line) == ("compose.yaml", 15)


def test_error_dockerfile_outside_of_what_is_searched() -> None:
    opened = open_text("compose.yaml")
    assert read_entry(opened, "web", root=".").name == "web"
    with pytest.raises(OptionError) as caught:
        read_entry(opened, "outside", root=".")
    assert str(caught.value) == (
        "compose.yaml#outside: /etc/hostname is not in the folder that is searched; to read it all the same, name "
        "compose.yaml#outside"
    )


def test_error_no_dockerfile() -> None:
    Path("web/Dockerfile").unlink()
    with pytest.raises(FileNotFoundError) as caught:
        read_entry(open_text("compose.yaml"), "web")
    assert caught.value.filename == "web/Dockerfile"


def test_error_no_dockerfile_where_a_bake_file_of_another_folder_looks() -> None:
    Path("web/docker-bake.hcl").write_text('target "default" {}\n')
    with pytest.raises(FileNotFoundError) as caught:
        read_asked(open_text("web/docker-bake.hcl"))
    assert (caught.value.filename, caught.value.strerror) == (
        "Dockerfile",
        "No such file or directory; paths of a Bake file count from the current folder, or from --project-directory web",
    )
