from __future__ import annotations

import json

import pytest

TEXT = """\
# GO is the release
ARG GO=1.23
FROM golang:${GO} AS base
RUN --mount=type=secret,id=netrc,required true
# app is what ships
FROM scratch AS app
ARG CHANNEL
RUN --mount=type=ssh true
COPY --from=base /out /
"""
SHOWN = (
    "TARGET:      app\nDESCRIPTION: is what ships\n\n"
    "BUILD ARG   VALUE   DESCRIPTION\nGO          1.23    is the release\nCHANNEL             \n\n"
    "SECRET   REQUIRED\nnetrc    true\n\nSSH       REQUIRED\ndefault   \n\n"
)


@pytest.fixture(autouse=True)
def dockerfile(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(TEXT)
    return path


def test_text(run) -> None:
    assert run("outline") == (0, SHOWN, "")


def test_json(run) -> None:
    status, out, err = run("outline", "--format", "json", "--target", "base")
    assert (status, err) == (0, "")
    outline = json.loads(out)
    assert outline["name"] == "base"
    assert [arg["name"] for arg in outline["args"]] == ["GO"]
    assert out.endswith("\n}\n")


def test_build_args_of_the_environment(run, monkeypatch) -> None:
    monkeypatch.setenv("GO", "1.24")
    assert "GO          1.24    is the release\n" in run("outline", "--build-arg", "GO").out


def test_platform_has_no_effect(run, dockerfile) -> None:
    dockerfile.write_text("ARG A=$TARGETOS\nFROM scratch\nARG A\n")
    assert "A           linux   \n" in run("outline", "--platform", "windows/amd64").out
    assert "A           windows   \n" in run("outline", "--build-platform", "windows/amd64").out


def test_error_target(run) -> None:
    status, out, err = run("outline", "--target", "\x1b")
    assert (status, out) == (1, "")
    assert err == ('ERROR: Dockerfile: target stage "\\x1b" could not be found\nDockerfile has the stages base, app\n')


def test_error_has_its_place(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nFRO\n")
    status, out, err = run("outline")
    assert (status, out) == (1, "")
    assert err.startswith("Dockerfile:2\n--------------------\n")


def test_error_unknown_base(run) -> None:
    status, out, err = run("outline", "--unresolved", "error", "--offline")
    assert (status, out) == (4, "")
    assert "ERROR: golang:1.23: docker.io/library/golang:1.23: not found\n" in err


@pytest.mark.parametrize("form", ["text", "json"])
def test_controls_are_never_raw(run, dockerfile, form) -> None:
    dockerfile.write_text("FROM scratch\n# A is \x1b[31m\x9b31m\x7f\nARG A=\x1b[0m\x9b\n")
    status, out, _ = run("outline", "--format", form)
    assert status == 0
    assert not {"\x1b", "\x9b", "\x7f"} & set(out)
    if form == "json":
        assert json.loads(out)["args"][0]["value"] == "\x1b[0m\x9b"
