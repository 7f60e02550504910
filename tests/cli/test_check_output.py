from __future__ import annotations

import json
import os

import pytest

from preimage.cli.check_formats import FORMATS

WARNS = "FROM scratch as a\n"
FAILS = "FROM scratch\nHEALTHCHECK --interval=5 CMD x\n"


@pytest.fixture(autouse=True)
def _files(tmp_path):
    (tmp_path / "a.Dockerfile").write_text(WARNS)
    (tmp_path / "b.Dockerfile").write_text(FAILS)
    (tmp_path / "c.Dockerfile").write_text("FROM scratch\n")


def test_the_closing_line_comes_last_on_a_terminal(start, tmp_path) -> None:
    reader, writer = os.openpty()
    process = start("check", "--color", "never", stdout=writer, stderr=writer)
    process.wait(30)
    os.close(writer)
    text = b""
    try:
        while piece := os.read(reader, 1 << 16):
            text += piece
    except OSError:
        pass
    os.close(reader)
    assert text.decode().splitlines()[-1] == "3 files: 1 error, 1 warning in 2 files"


@pytest.mark.parametrize("name", FORMATS)
def test_machines_get_no_closing_line(run, name) -> None:
    out = run("check", "--format", name).out
    assert ("3 files: 1 error" in out) is FORMATS[name].is_for_people
    if FORMATS[name].is_json:
        json.loads(out)


def test_quiet(run) -> None:
    assert run("check", "-q", "c.Dockerfile") == (0, "", "")
    assert run("check", "-q", "--format", "short").out.count("\n") == 2
    assert json.loads(run("check", "-q", "--format", "json", "c.Dockerfile").out)["warnings"] is None


@pytest.mark.parametrize(("arguments", "status"), [([], 1), (["--exit-zero"], 0)])
def test_exit_zero(run, arguments, status) -> None:
    assert run("check", *arguments).status == status


def test_error_exit_zero_is_no_excuse_for_wrong_use(run) -> None:
    assert run("check", "--exit-zero", "--select", "zzz").status == 2


def test_statistics(run) -> None:
    status, out, err = run("check", "--statistics")
    assert (status, err) == (1, "")
    assert out == (
        "1  DockerfileError  in 1 file\n1  FromAsCasing     in 1 file\n3 files: 1 error, 1 warning in 2 files\n"
    )
    counts = json.loads(run("check", "--statistics", "--format", "json").out)
    assert counts[1] == {"rule": "FromAsCasing", "findings": 1, "files": 1}


def test_error_statistics_in_a_format_without(run) -> None:
    assert run("check", "--statistics", "--format", "sarif") == (
        2,
        "",
        "ERROR: --statistics can be had as text, short, json, not as sarif\n",
    )


@pytest.mark.parametrize("name", FORMATS)
def test_output_to_a_file(run, tmp_path, name) -> None:
    _, out, err = run("check", "--format", name)
    assert run("check", "--format", name, "-o", "-").out == out
    status, rest, same_err = run("check", "--format", name, "-o", "report")
    assert (status, rest, same_err) == (1, "", err)
    assert (tmp_path / "report").read_text("utf-8") == out


def test_error_output_over_what_is_read(run, tmp_path) -> None:
    status, out, err = run("check", "-o", "a.Dockerfile")
    assert (status, out) == (2, "")
    assert err == "ERROR: a.Dockerfile is what this command reads; name another file for what it writes\n"
    assert (tmp_path / "a.Dockerfile").read_text() == WARNS


def test_error_output_that_cannot_be_written(run) -> None:
    status, _, err = run("check", "-o", "missing/report")
    assert (status, err) == (2, "ERROR: missing/report: No such file or directory\n")


def test_output_of_docker_is_no_file(run, tmp_path) -> None:
    assert run("check", "c.Dockerfile", "-v", "-o", "type=docker").err == "without effect on the config: --output\n"
    assert not (tmp_path / "type=docker").exists()


def test_output_of_config_to_standard_output(run, tmp_path) -> None:
    assert run("config", "c.Dockerfile", "-o", "-").out == run("config", "c.Dockerfile").out != ""
    assert not (tmp_path / "-").exists()
