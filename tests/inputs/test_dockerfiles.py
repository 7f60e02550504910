from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from preimage.inputs.dockerfiles import find_in_folder, read_dockerfile, read_ignore_file
from preimage.model.errors import LimitError, OptionError


def note_nothing(note: str) -> None:
    raise AssertionError(note)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(folder, *names: str, text: str = "FROM scratch\n") -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


@pytest.fixture
def typed(monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"FROM typed\n")))


@pytest.mark.parametrize(
    ("names", "path", "shown", "note"),
    [
        pytest.param(["Dockerfile", "dockerfile", "Containerfile"], ".", "Dockerfile", "", id="Dockerfile first"),
        pytest.param(["dockerfile", "Containerfile"], ".", "dockerfile", "using dockerfile", id="then in lower case"),
        pytest.param(["Containerfile"], ".", "Containerfile", "using Containerfile", id="then Containerfile"),
        pytest.param(["containerfile"], ".", "containerfile", "using containerfile", id="then that in lower case"),
        pytest.param(["a/Dockerfile"], "a", "a/Dockerfile", "", id="other folder"),
        pytest.param(["a/Containerfile"], "a/", "a/Containerfile", "using a/Containerfile", id="folder with slash"),
        pytest.param(["\x1b/dockerfile"], "\x1b", "\x1b/dockerfile", "using \x1b/dockerfile", id="controls in it"),
        pytest.param(["any name"], "any name", "any name", "", id="file"),
    ],
)
def test_path(tmp_path, names, path, shown, note) -> None:
    notes: list[str] = []
    write(tmp_path, *names)
    source = read_dockerfile(path, None, notes.append)
    assert (source.name, source.data) == (shown, b"FROM scratch\n")
    assert notes == ([note] if note else [])


@pytest.mark.parametrize(
    ("path", "file", "context", "folder"),
    [
        pytest.param(".", None, ".", ".", id="folder"),
        pytest.param("a", None, "a", "a", id="other folder"),
        pytest.param("a/Dockerfile", None, "a", "a", id="file"),
        pytest.param("Dockerfile", None, ".", ".", id="file beside us"),
        pytest.param(".", "a/Dockerfile", ".", "a", id="file and context"),
    ],
)
def test_context_and_folder(tmp_path, path, file, context, folder) -> None:
    write(tmp_path, "Dockerfile", "a/Dockerfile")
    source = read_dockerfile(path, file, note_nothing)
    assert (source.context, source.folder) == (context, folder)


@pytest.mark.parametrize(
    ("path", "file", "context"),
    [pytest.param("-", None, "", id="PATH"), pytest.param(".", "-", ".", id="file, with a context")],
)
def test_standard_input(typed, path, file, context) -> None:
    source = read_dockerfile(path, file, note_nothing)
    assert (source.name, source.data) == ("Dockerfile", b"FROM typed\n")
    assert (source.context, source.folder) == (context, "")


def test_error_no_dockerfile_in_the_folder(tmp_path) -> None:
    with pytest.raises(OptionError) as caught:
        read_dockerfile(".", None, note_nothing)
    assert str(caught.value) == ".: no Dockerfile, dockerfile, Containerfile or containerfile in this folder"


def test_a_folder_of_that_name_is_passed_over(tmp_path) -> None:
    (tmp_path / "Dockerfile").mkdir()
    assert find_in_folder(".") == ""
    write(tmp_path, "Containerfile")
    assert find_in_folder(".") == "Containerfile"


def test_error_missing() -> None:
    with pytest.raises(FileNotFoundError):
        read_dockerfile("missing", None, note_nothing)


def test_error_too_large(tmp_path) -> None:
    with open("Dockerfile", "wb") as file:
        file.truncate((16 << 20) + 1)
    with pytest.raises(LimitError) as caught:
        read_dockerfile(".", None, note_nothing)
    assert str(caught.value) == "Dockerfile is larger than 16777216 bytes"


@pytest.mark.parametrize(
    ("ignore_files", "excluded"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({".dockerignore": "a"}, ["a"], id="of the context"),
        pytest.param({"sub/Dockerfile.dockerignore": "b"}, ["b"], id="of the Dockerfile"),
        pytest.param({".dockerignore": "a", "sub/Dockerfile.dockerignore": "b"}, ["b"], id="its own comes first"),
        pytest.param({".dockerignore": "a", "sub/Dockerfile.dockerignore": ""}, [], id="even if it is empty"),
        pytest.param({".dockerignore": "a", "sub/.dockerignore": "b"}, ["a"], id="not that of another folder"),
    ],
)
def test_ignore_file(tmp_path, ignore_files, excluded) -> None:
    write(tmp_path, "sub/Dockerfile")
    for name, text in ignore_files.items():
        write(tmp_path, name, text=text)
    ignore_file = read_ignore_file(read_dockerfile(".", "sub/Dockerfile", note_nothing))
    assert (ignore_file and [name for name in ("a", "b") if ignore_file.excludes(name)]) == excluded


def test_ignore_file_of_a_containerfile(tmp_path) -> None:
    write(tmp_path, "Containerfile", "Dockerfile")
    write(tmp_path, ".containerignore", text="a")

    def read(name: str) -> list[bool]:
        found = read_ignore_file(read_dockerfile(name, None, note_nothing))
        return [] if found is None else [found.excludes(each) for each in ("a", "b")]

    assert (read("Containerfile"), read("Dockerfile")) == ([True, False], [])
    write(tmp_path, ".dockerignore", text="b")
    assert read("Containerfile") == [False, True]


def test_ignore_file_of_standard_input(tmp_path, typed) -> None:
    write(tmp_path, ".dockerignore", text="a")
    write(tmp_path, "Dockerfile.dockerignore", text="b")
    found = read_ignore_file(read_dockerfile(".", "-", note_nothing))
    assert found is not None
    assert [found.excludes(name) for name in ("a", "b")] == [True, False]
    assert read_ignore_file(read_dockerfile("-", None, note_nothing)) is None


def test_error_ignore_file_too_large(tmp_path) -> None:
    write(tmp_path, "Dockerfile")
    with open(".dockerignore", "wb") as file:
        file.truncate(1 << 34)
    with pytest.raises(LimitError) as caught:
        read_ignore_file(read_dockerfile(".", None, note_nothing))
    assert str(caught.value) == "./.dockerignore is larger than 1048576 bytes"


def test_error_link_that_leaves_the_folder(tmp_path) -> None:
    write(tmp_path, "outside", "in/x")
    Path("in/Dockerfile").symlink_to("../outside")
    with pytest.raises(OptionError) as caught:
        read_dockerfile("in", None, note_nothing)
    assert str(caught.value) == (
        "in/Dockerfile is a link that leaves the folder; to read it all the same, name it with --file"
    )
    assert read_dockerfile("in", "in/Dockerfile", note_nothing).name == "in/Dockerfile"
