from __future__ import annotations

import os
from pathlib import Path

import pytest

from preimage.inputs.project_files import DiskFiles
from preimage.model.errors import LimitError, OptionError
from preimage.projects.files import ProjectFiles


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Dockerfile").write_bytes(b"FROM scratch\n")
    (tmp_path / "link").symlink_to("web")
    return DiskFiles(tmp_path)


@pytest.mark.parametrize("path", ["web/Dockerfile", "./web/Dockerfile", "link/Dockerfile"])
def test_files_are_read(files: ProjectFiles, path: str) -> None:
    assert files.read(path) == b"FROM scratch\n"
    assert files.read(os.path.join(files.folder, path)) == b"FROM scratch\n"
    assert files.is_file(path)
    assert not files.is_folder(path)


def test_folders_are_told_from_files(files: ProjectFiles) -> None:
    assert files.is_folder("link")
    assert not files.is_file("link")


def test_links_are_resolved(files: ProjectFiles, tmp_path: Path) -> None:
    assert files.resolve_links("link/Dockerfile") == str((tmp_path / "web" / "Dockerfile").resolve())


@pytest.mark.parametrize(
    ("path", "error"),
    [
        pytest.param("nope", FileNotFoundError, id="missing"),
        pytest.param("a\0b", FileNotFoundError, id="a name with a zero byte"),
        pytest.param("web", IsADirectoryError, id="folder"),
        pytest.param("web/Dockerfile/x", NotADirectoryError, id="a file as folder"),
    ],
)
def test_error_what_cannot_be_read(files: ProjectFiles, path: str, error: type[OSError]) -> None:
    assert not files.is_file(path)
    with pytest.raises(error):
        files.read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_error_a_pipe_is_not_waited_for(files: ProjectFiles) -> None:
    os.mkfifo(os.path.join(files.folder, "pipe"))
    with pytest.raises(OSError) as caught:
        files.read("pipe")
    assert caught.value.strerror == "not a regular file"


def test_error_a_file_that_is_too_large(files: ProjectFiles) -> None:
    assert len(files.read("web/Dockerfile", 13)) == 13
    with pytest.raises(LimitError) as caught:
        files.read("web/Dockerfile", 12)
    assert str(caught.value) == "web/Dockerfile is larger than 12 bytes"


def test_error_a_file_outside_of_the_root(tmp_path: Path) -> None:
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_bytes(b"x")
    (tmp_path / "in" / "link").symlink_to("../out/a")
    files = DiskFiles(tmp_path / "in", tmp_path / "in")
    assert files.read("a") == b"x"
    for path in ("../out/a", "link", "../out/missing"):
        with pytest.raises(
            OptionError, match=f"^{path} is not in the folder that is searched; to read it all the same, "
        ):
            files.read(path)
    assert DiskFiles(tmp_path / "in").read("link") == b"x"
