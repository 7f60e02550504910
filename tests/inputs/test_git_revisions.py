from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from preimage.inputs.dockerfiles import Surroundings, read_ignore_data
from preimage.inputs.git_revisions import Revision, read_for_build, read_revision
from preimage.model.errors import LimitError, OptionError

pytestmark = pytest.mark.usefixtures("repository")


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository of two commits and a changed work tree, and go there."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for variable in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{variable}_NAME", "n")
        monkeypatch.setenv(f"GIT_{variable}_EMAIL", "n@example.org")
    git("init", "-q", "-b", "main")
    (tmp_path / "web").mkdir()
    Path("Dockerfile").write_text("FROM one\n")
    Path("web/Containerfile").write_text("FROM web\n")
    Path("web/preimage.lock").write_text("lock")
    Path("web/.dockerignore").write_text("a\n")
    git("add", ".")
    git("commit", "-qm", "first")
    Path("Dockerfile").write_text("FROM two\n")
    Path("Dockerfile.dockerignore").write_text("b\n")
    git("add", ".")
    git("commit", "-qm", "second")
    git("tag", "v2")
    Path("Dockerfile").write_text("FROM three\n")
    return tmp_path


def find_place(text: str) -> Surroundings:
    place = read_revision(text, ".").revision
    assert place is not None
    return place


@pytest.mark.parametrize(
    ("text", "default", "name", "data"),
    [
        pytest.param("git:HEAD", ".", "git:HEAD:Dockerfile", b"FROM two\n", id="the present commit"),
        pytest.param("git:HEAD~1", ".", "git:HEAD~1:Dockerfile", b"FROM one\n", id="one before"),
        pytest.param("git:v2:Dockerfile", "web", "git:v2:Dockerfile", b"FROM two\n", id="a tag and a path"),
        pytest.param("git:main:./web/", ".", "git:main:web/Containerfile", b"FROM web\n", id="a folder"),
        pytest.param("git:main", "web", "git:main:web/Containerfile", b"FROM web\n", id="the path of the other side"),
    ],
)
def test_files_of_a_revision(text: str, default: str, name: str, data: bytes) -> None:
    source = read_revision(text, default)
    assert (source.name, source.data, source.folder) == (name, data, "")


def test_lock_and_ignore_file_are_those_of_the_revision() -> None:
    place = find_place("git:HEAD:web")
    assert (place.read_lock(), place.lock_name) == (b"lock", "git:HEAD:web/preimage.lock")
    assert (place.read_ignore_data(), place.path) == (b"a\n", "web/Containerfile")
    place = find_place("git:HEAD")
    assert (place.read_lock(), place.read_ignore_data()) == (None, b"b\n")
    assert find_place("git:HEAD~1").read_ignore_data() is None


def test_place_is_that_of_another_text_too() -> None:
    source = read_revision("git:HEAD:web", ".")
    assert (source.place, source.with_data(b"x").place) == ("web/Containerfile", "web/Containerfile")
    assert read_ignore_data(source) == b"a\n"


def test_dockerfile_of_a_build() -> None:
    source = read_for_build(Revision("HEAD"), os.path.abspath("web/Containerfile"), os.path.abspath("."))
    assert (source.name, source.data) == ("git:HEAD:web/Containerfile", b"FROM web\n")
    # The ignore file is that of the context.
    assert read_ignore_data(source) is None
    with pytest.raises(FileNotFoundError, match="no such file in this revision: 'git:HEAD:web/Dockerfile'"):
        read_for_build(Revision("HEAD"), "web/Dockerfile", "web")
    Path("web/dockerfile").write_text("FROM lower\n")
    git("add", "web")
    git("commit", "-qm", "third")
    assert read_for_build(Revision("HEAD"), "web/Dockerfile", "web").data == b"FROM lower\n"


def test_links_are_followed_within_the_revision() -> None:
    Path("link").symlink_to("web/Containerfile")
    Path("out").symlink_to("/etc/passwd")
    Path("folder").symlink_to("web")
    git("add", ".")
    git("commit", "-qm", "third")
    assert read_revision("git:HEAD:link", ".").data == b"FROM web\n"
    assert read_revision("git:HEAD:folder", ".").data == b"FROM web\n"
    with pytest.raises(OptionError, match="no Dockerfile there"):
        read_revision("git:HEAD:out", ".")


@pytest.mark.parametrize("path", ["a\nb", "a\0b"], ids=ascii)
def test_path_that_no_line_can_ask_for_is_not_there(path: str) -> None:
    revision = Revision("HEAD")
    assert (revision.read(path, 9), revision.is_file(path), revision.is_folder(path)) == (None, False, False)


def test_names_in_a_folder() -> None:
    assert Revision("HEAD").list_names("web") == [".dockerignore", "Containerfile", "preimage.lock"]
    assert Revision("HEAD").list_names("nothing") == []


def test_ignore_file_that_goes_with_a_containerfile() -> None:
    Path("other").mkdir()
    Path("other/Containerfile").write_text("FROM scratch\n")
    Path("other/.containerignore").write_text("c\n")
    git("add", "other")
    git("commit", "-qm", "third")
    assert find_place("git:HEAD:other").read_ignore_data() == b"c\n"


def test_paths_start_at_the_current_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("web")
    assert read_revision("git:HEAD", ".").data == b"FROM web\n"
    assert read_revision("git:HEAD:../Dockerfile", ".").data == b"FROM two\n"


def test_nothing_is_written(repository: Path) -> None:
    def list_files() -> dict[str, tuple[int, int]]:
        found = {}
        for path in repository.rglob("*"):
            status = path.stat()
            found[str(path)] = (status.st_size, status.st_mtime_ns)
        return found

    before = list_files()
    read_revision("git:HEAD~1:web", ".")
    assert list_files() == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("git:", "git:: want git:REV or git:REV:PATH"),
        ("git:nowhere", "git:nowhere: no such revision"),
        ("git:--help", "git:--help: no such revision"),
        ("git:HEAD:nothing", "git:HEAD:nothing: no Dockerfile there in this revision"),
        ("git:HEAD:/etc", "git:HEAD:/etc: a path in a revision starts at the current folder"),
    ],
)
def test_error_nothing_of_the_kind(text: str, message: str) -> None:
    with pytest.raises(OptionError) as caught:
        read_revision(text, ".")
    assert str(caught.value) == message


def test_error_no_repository(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("outside"))
    with pytest.raises(OptionError, match="^git:HEAD: this folder is in no git repository$"):
        Revision("HEAD")


def test_error_no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(OptionError, match="^git:HEAD: there is no git program$"):
        Revision("HEAD")


def test_error_file_is_too_large() -> None:
    revision = Revision("HEAD")
    assert revision.read("Dockerfile", 9) == b"FROM two\n"
    with pytest.raises(LimitError, match="^git:HEAD:Dockerfile is larger than 8 bytes$"):
        revision.read("Dockerfile", 8)


def test_paths_with_line_breaks() -> None:
    paths = ["a\nb::c/Dockerfile", "d\r/Dockerfile"]
    for path in paths:
        Path(path).parent.mkdir()
        Path(path).write_text(f"FROM {path[0]}\n")
    git("add", ".")
    git("commit", "-qm", "odd")
    revision = Revision("HEAD")
    assert [revision.read(path, 99) for path in paths] == [b"FROM a\n", b"FROM d\n"]
    # What git says of the first is the beginning of an answer about a blob.
    assert [revision.is_file(path) for path in ("x blob 5\ny", "x blob 5", "a\nb::c")] == [False, False, False]
    assert revision.is_folder("a\nb::c")


def test_error_git_that_takes_no_line_breaks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    revision = Revision("HEAD")
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 129\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(OptionError, match=r"^git:HEAD:a\nb: a path with a line break needs git 2\.38 or newer$"):
        revision.is_file("a\nb")
