from __future__ import annotations

from pathlib import Path

import pytest

TOLD = (
    "docker/Dockerfile: the ignore file of docker counts; that of this folder would give other warnings of "
    "CopyIgnoredFile. Which folder is the build context, --context tells\n"
)


@pytest.fixture(autouse=True)
def _files() -> None:
    Path("docker").mkdir()
    Path("docker/Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    Path("docker/.dockerignore").write_text("a\n")
    Path(".dockerignore").write_text("b\n")


@pytest.mark.parametrize("path", ["docker/Dockerfile", "docker", "."])
def test_two_ignore_files_that_differ_are_told(run, path: str) -> None:
    status, out, err = run("check", path)
    assert (status, "CopyIgnoredFile" in out, err) == (1, True, TOLD)


def test_what_only_the_ignore_file_here_finds_is_told(run) -> None:
    Path("docker/.dockerignore").write_text("b\n")
    Path(".dockerignore").write_text("a\n")
    assert run("check", "docker") == (
        0,
        "Check complete, no warnings found.\n1 file: no errors, no warnings\n",
        TOLD,
    )


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param(["docker", "--context", "."], 0, id="context here"),
        pytest.param(["docker", "--context", "docker"], 1, id="context there"),
        pytest.param(["-f", "docker/Dockerfile", "."], 0, id="as docker build has it"),
    ],
)
def test_a_context_that_is_named_settles_it(run, arguments: list[str], status: int) -> None:
    ran = run("check", *arguments)
    assert (ran.status, ran.err) == (status, "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(".dockerignore", "a\n", id="the same"),
        pytest.param(".dockerignore", "# a\na\n", id="the same findings"),
        pytest.param("docker/Dockerfile.dockerignore", "a\n", id="one of its own"),
    ],
)
def test_nothing_is_told_where_nothing_changes(run, name: str, text: str) -> None:
    Path(name).write_text(text)
    assert run("check", "docker").err == ""


def test_nothing_is_told_where_only_one_is_there(run) -> None:
    Path("docker/.dockerignore").unlink()
    assert run("check", "docker") == (0, "Check complete, no warnings found.\n1 file: no errors, no warnings\n", "")
