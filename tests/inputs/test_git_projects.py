from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from preimage.inputs.git_projects import RevisionProjectFiles, locate_in_revision
from preimage.inputs.git_revisions import Revision
from preimage.model.errors import LimitError, OptionError

pytestmark = pytest.mark.usefixtures("repository")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository with a project, whose work tree has lost it, and go there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    Path("app").mkdir()
    Path("app/compose.yaml").write_text("services: {}\n")
    Path("app/project.json").write_text('{"target": {}}')
    Path("app/image.json").write_text('{"config": {}}')
    Path("app/a#b.yaml").write_text("services: {}\n")
    settings = ("-c", "user.name=n", "-c", "user.email=n@example.org")
    for arguments in (("init", "-q"), ("add", "."), (*settings, "commit", "-qm", "x")):
        subprocess.run(["git", *arguments], check=True, capture_output=True)
    for path in list(Path("app").iterdir()):
        path.unlink()
    return tmp_path


def open_files(*given: str) -> RevisionProjectFiles:
    return RevisionProjectFiles(Revision("HEAD"), "app", given)


def test_files_are_those_of_the_revision(repository: Path) -> None:
    files = open_files()
    place = str(repository / "app")
    assert files.folder == place
    assert files.read("compose.yaml") == files.read(f"{place}/compose.yaml") == b"services: {}\n"
    assert (files.is_file("compose.yaml"), files.is_folder("compose.yaml")) == (True, False)
    assert (files.is_file("../app"), files.is_folder("../app")) == (False, True)
    assert (files.is_file("none"), files.is_folder("none")) == (False, False)
    assert files.resolve_links("x/../compose.yaml") == f"{place}/compose.yaml"


def test_what_the_command_line_names_is_on_disk(repository: Path) -> None:
    path = repository / "app" / "own.env"
    path.write_text("A=1\n")
    assert not open_files().is_file("own.env")
    files = open_files(str(path))
    assert files.is_file("own.env")
    assert files.read(str(path)) == b"A=1\n"


def test_error_nothing_to_read() -> None:
    with pytest.raises(FileNotFoundError):
        open_files().read("none")
    with pytest.raises(FileNotFoundError):
        open_files().read("../../../etc/passwd")
    with pytest.raises(IsADirectoryError):
        open_files().read(".")
    with pytest.raises(LimitError, match=r"git:HEAD:app/compose\.yaml is larger than 3 bytes"):
        open_files().read("compose.yaml", 3)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        pytest.param("git:HEAD:app/compose.yaml#web", "", ("app/compose.yaml", "web", "compose"), id="a build"),
        pytest.param("git:HEAD", "", ("app/compose.yaml", "lib", "compose"), id="the path of the other side"),
        pytest.param("git:HEAD:app#web", "", ("app", "web", "compose"), id="a build of a folder"),
        pytest.param("git:HEAD:app", "bake", ("app", "", "bake"), id="a folder that is said to be one"),
        pytest.param("git:HEAD:app/a#b.yaml", "", ("app/a#b.yaml", "", "compose"), id="a number sign in a name"),
        pytest.param("git:HEAD:app/project.json", "", ("app/project.json", "", "bake"), id="JSON of Bake"),
        pytest.param("git:HEAD:app/image.json", "", ("app/image.json", "", ""), id="JSON of an image"),
        pytest.param("git:HEAD:app/none.json", "", ("app/none.json", "", ""), id="JSON that is not there"),
        pytest.param("git:HEAD:app", "", ("app", "", ""), id="a folder"),
    ],
)
def test_locations(text: str, kind: str, expected: tuple[str, str, str]) -> None:
    location = locate_in_revision(text, "app/compose.yaml#lib", kind)
    assert (location.path, location.name, location.kind) == expected
    assert location.title == f"git:HEAD:{expected[0]}"
    assert location.without_name().title == location.title
    assert location.is_folder == (expected[0] == "app")


def test_path_of_the_machine_is_none_of_a_project() -> None:
    assert locate_in_revision("git:HEAD", "/x/compose.yaml", "").kind == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("git:none", "git:none: no such revision", id="no such revision"),
        pytest.param("git:HEAD:.#x", "git:HEAD:.: no compose.yaml, .* in this folder", id="no project there"),
    ],
)
def test_error_locations(text: str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        locate_in_revision(text, ".", "")
