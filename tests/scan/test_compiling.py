from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from preimage.scan.build_settings import BuildSettings
from preimage.scan.compiling import compile_unit
from preimage.scan.trees import DISK, stamp_all
from preimage.scan.units import DOCKERFILE, Unit
from preimage.scan.work import Work
from tests.scan.conftest import make_settings


def make_unit(path: str) -> Unit:
    return Unit(DOCKERFILE, os.path.abspath(path), "r", path, folder=os.getcwd())


def compile_rows(settings: BuildSettings) -> list[dict[str, Any]]:
    outcome = compile_unit(settings, Work(make_unit("Dockerfile")))
    return [built.row for built in outcome.rows]


def test_a_row_for_each_platform(write_files) -> None:
    write_files({"Dockerfile": "FROM scratch\nARG V\nARG TARGETARCH\nUSER $V-$TARGETARCH\n"})
    settings = make_settings(build_args={"V": "1"}, platforms=["linux/arm64", "linux/amd64", "bad!"])
    rows = compile_rows(settings)
    assert [row["platform"] for row in rows] == ["linux/arm64", "linux/amd64", "bad!"]
    assert [row.get("user") for row in rows] == ["1-arm64", "1-amd64", None]
    assert "failed to parse target platform bad!" in rows[2]["error"]


def test_files_that_are_the_same_are_not_compiled(write_files) -> None:
    write_files({"Dockerfile": "FROM scratch\n", ".dockerignore": "x\n"})
    unit, settings = make_unit("Dockerfile"), make_settings()
    first = compile_unit(settings, Work(unit))
    assert first.stamps == stamp_all(DISK, unit.companions()) != ""
    assert compile_unit(settings, Work(unit, first.digest)).rows is None
    for name in ("Dockerfile.dockerignore", "preimage.lock"):
        write_files({name: '{"version":1,"bases":[]}'})
        changed = compile_unit(settings, Work(unit, first.digest))
        assert changed.rows is not None
        assert changed.digest != first.digest


def test_ignore_and_lock_file_count(write_files) -> None:
    write_files({"Dockerfile": "FROM scratch\nCOPY x /x\n", ".dockerignore": "x\n"})
    row = compile_rows(make_settings())[0]
    assert [finding["rule"] for finding in row["findings"]] == ["CopyIgnoredFile"]
    write_files({"Dockerfile.dockerignore": "y\n"})
    row = compile_rows(make_settings())[0]
    assert row["findings"] == []
    write_files({"preimage.lock": "no lock"})
    row = compile_rows(make_settings())[0]
    assert "preimage.lock" in row["error"]
    write_files({"given.lock": '{"version":1,"bases":[]}'})
    assert compile_rows(make_settings(lock="given.lock"))[0]["ok"] is True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("FROM", "FROM requires either one or three arguments", id="wrong Dockerfile"),
        pytest.param("", "the Dockerfile cannot be empty", id="empty"),
        pytest.param("# syntax=own/front\nFROM x\n", "it is for the front end own/front, not docker/dockerfile", id="front end"),
    ],
)  # fmt: skip
def test_error_is_a_row(write_files, text: str, message: str) -> None:
    write_files({"Dockerfile": text})
    outcome = compile_unit(make_settings(), Work(make_unit("Dockerfile")))
    assert message in str(outcome.rows[0].row["error"])
    assert outcome.digest


def test_error_a_file_that_cannot_be_read_is_tried_again() -> None:
    os.mkfifo("Dockerfile")
    outcome = compile_unit(make_settings(), Work(make_unit("Dockerfile")))
    assert (outcome.stamps, outcome.digest) == ("", "")
    assert "only regular files are read here" in str(outcome.rows[0].row["error"])
    Path("Dockerfile").unlink()
    assert "No such file" in compile_rows(make_settings())[0]["error"]
