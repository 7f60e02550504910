from __future__ import annotations

from pathlib import Path

import pytest

FOREIGN = "# syntax=registry.example/mockerfile:1\nFROM scratch\nMOCK x\n"
PINNED = "# syntax=docker/dockerfile:1.4\nFROM scratch\nMOCK x\n"
REFUSED = (
    "ERROR: the front end registry.example/mockerfile:1 has rules that preimage does not know; if it is a copy of "
    "docker/dockerfile, say so with --build-arg BUILDKIT_SYNTAX=docker/dockerfile\n"
)
SKIPPED = "skipped: it is for the front end registry.example/mockerfile:1, not docker/dockerfile\n"
NOTE = "Dockerfile asks for docker/dockerfile:1.4, whose rules may differ: preimage follows docker/dockerfile:1 of August 2026.\n"


def test_check_skips_files_for_another_front_end(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text(FOREIGN)
    (tmp_path / "a.Dockerfile").write_text("FROM scratch\n")
    closing = "1 file: no errors, no warnings; 1 file for another front end skipped\n"
    assert run("check") == (0, f"Check complete, no warnings found.\n{closing}", f"Dockerfile: {SKIPPED}")
    closing = "0 files: no errors, no warnings; 1 file for another front end skipped\n"
    assert run("check", "--format", "short", "Dockerfile") == (0, closing, f"Dockerfile: {SKIPPED}")
    nothing = "Check complete, no warnings found.\n"
    assert run("check", "Dockerfile") == (0, nothing + closing, f"Dockerfile: {SKIPPED}")


@pytest.mark.parametrize("command", ["lock", "snapshot"])
def test_files_that_are_found_are_skipped(run, tmp_path, command) -> None:
    (tmp_path / "Dockerfile").write_text(FOREIGN)
    (tmp_path / "a.Dockerfile").write_text("FROM scratch\n")
    status, _, err = run(command)
    assert (status, err) == (0, f"Dockerfile: {SKIPPED}")


@pytest.mark.parametrize("command", ["config", "snapshot", "lock", "targets", "pin", "outline", "explain"])
def test_error_another_front_end(run, tmp_path, command) -> None:
    (tmp_path / "Dockerfile").write_text(FOREIGN)
    (tmp_path / "preimage.lock").write_text('{"version": 1, "bases": []}')
    status, out, err = run(command, "Dockerfile")
    assert (status, out) == (1, "")
    assert err.startswith("Dockerfile:1\n")
    assert err.endswith(REFUSED)


def test_a_copy_can_be_said_to_be_one(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("# syntax=registry.example/copy:1\nFROM scratch\nENV a=1\n")
    assert run("config", "--build-arg", "BUILDKIT_SYNTAX=docker/dockerfile")[0] == 0


@pytest.mark.parametrize("command", ["config", "check", "targets"])
def test_error_of_a_file_for_another_version(run, tmp_path, command) -> None:
    (tmp_path / "Dockerfile").write_text(PINNED)
    status, _, err = run(command)
    assert status == 1
    assert "unknown instruction: MOCK" in err
    assert err.endswith(NOTE)


def test_a_version_is_not_told_where_there_is_no_error(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("# syntax=docker/dockerfile:1.4\nFROM scratch as a\n")
    assert run("check")[2] == ""


def test_error_of_a_base_has_no_version_note(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("# syntax=docker/dockerfile:1.4\nFROM x.invalid/y\n")
    assert NOTE not in run("config", "--offline")[2]


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "short"])
def test_check_of_nothing_else_is_good(run, form: str) -> None:
    Path("Dockerfile").write_text("# syntax=example/other:1\nFROM scratch\n")
    status, out, err = run("check", "--format", form)
    assert (status, err) == (0, "Dockerfile: skipped: it is for the front end example/other:1, not docker/dockerfile\n")
    if form == "text":
        closing = "0 files: no errors, no warnings; 1 file for another front end skipped"
        assert out == f"Check complete, no warnings found.\n{closing}\n"
