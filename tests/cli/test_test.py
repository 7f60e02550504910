from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

PROJECTS = Path(__file__).parents[1] / "test_files" / "projects"
GOOD = """\
schemaVersion: 2.0.0
metadataTest:
  user: app
imageTest:
  healthcheck:
    interval: 30s
"""
BAD = "schemaVersion: 2.0.0\nmetadataTest:\n  user: web\n"
DOCKERFILE = "FROM scratch AS base\nARG U=app\nUSER $U\nHEALTHCHECK --interval=30s CMD true\nFROM base\nLABEL a=1\n"


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> None:
    for name, text in {"Dockerfile": DOCKERFILE, "good.yaml": GOOD, "bad.yaml": BAD}.items():
        (tmp_path / name).write_text(text)


def without_durations(text: str) -> str:
    return re.sub(r"(?m)^(duration:|Duration:) .*$", r"\1 0s", text)


def test_text(run) -> None:
    status, out, err = run("test", "-c", "good.yaml")
    assert (status, err) == (0, "")
    assert without_durations(out) == (
        f"\n{'=' * 34}\n====== Test file: good.yaml ======\n{'=' * 34}\n"
        "=== RUN: Metadata Test\n--- PASS\nduration: 0s\n=== RUN: Image Test\n--- PASS\nduration: 0s\n"
        f"\n{'=' * 35}\n============= RESULTS =============\n{'=' * 35}\n"
        "Passes:      2\nFailures:    0\nDuration: 0s\nTotal tests: 2\n\nPASS\n"
    )


def test_durations_are_measured(run) -> None:
    report = json.loads(run("test", "-c", "good.yaml", "--format", "json").out)
    durations = [result["Duration"] for result in report["Results"]]
    assert all(durations)
    assert report["Duration"] == sum(durations)


def test_a_failure_is_status_1(run) -> None:
    status, out, err = run("test", "-c", "good.yaml", "-c", "bad.yaml", "--format", "json")
    assert (status, err) == (1, "")
    report = json.loads(out)
    assert (report["Pass"], report["Fail"], report["Total"]) == (2, 1, 3)
    assert report["Results"][2]["Errors"] == ["Image user app does not match config user: web"]


def test_junit(run) -> None:
    status, out, _ = run("test", "-c", "bad.yaml", "--format", "junit", "--junit-suite-name", "mine")
    assert status == 1
    suite = ElementTree.fromstring(out).find("testsuite")
    assert suite is not None
    assert suite.get("name") == "mine"
    assert [failure.text for failure in suite.iter("failure")] == ["Image user app does not match config user: web"]


def test_report_file_is_json_unless_told(run, tmp_path: Path) -> None:
    assert run("test", "-c", "bad.yaml", "--test-report", "report.json") == (1, "", "")
    assert json.loads((tmp_path / "report.json").read_text())["Fail"] == 1
    assert run("test", "-c", "bad.yaml", "--test-report", "report.xml", "--format", "junit") == (1, "", "")
    assert (tmp_path / "report.xml").read_text().startswith("<?xml ")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("-c", "good.yaml", "-c", "bad.yaml", "Dockerfile"), id="option repeated"),
        pytest.param(("-c", "good.yaml", "bad.yaml", "Dockerfile"), id="as a shell makes it of a pattern"),
        pytest.param(("Dockerfile", "-c", "good.yaml", "bad.yaml"), id="Dockerfile first"),
        pytest.param(("-c", "good.yaml", "--format", "json", "bad.yaml", "."), id="options between"),
        pytest.param(("-c", "good.yaml", "bad.yaml"), id="Dockerfile of the folder"),
        pytest.param(("-c", "good.yaml", "bad.yaml", "-f", "Dockerfile", ".."), id="other build context"),
    ],
)
def test_arguments(run, arguments: tuple[str, ...]) -> None:
    status, out, err = run("test", *arguments, "--format", "json")
    assert (status, err) == (1, "")
    assert json.loads(out)["Total"] == 3


@pytest.mark.parametrize(
    ("options", "status"),
    [
        pytest.param(("--build-arg", "U=web"), 0, id="build arg"),
        pytest.param(("--target", "base", "--build-arg", "U=web"), 0, id="target"),
        pytest.param((), 1, id="neither"),
    ],
)
def test_build_options(run, options: tuple[str, ...], status: int) -> None:
    assert run("test", "-c", "bad.yaml", *options).status == status


def test_platform_and_labels(run, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(
        '{"schemaVersion": "2.0.0", "imageTest": {"architecture": "s390x"}, '
        '"metadataTest": {"labels": [{"key": "x", "value": "y"}]}}'
    )
    assert run("test", "-c", "t.json", "--platform", "linux/s390x", "--label", "x=y").status == 0


@pytest.mark.parametrize("name", sorted(path.name for path in PROJECTS.iterdir()))
def test_projects(run, tmp_path: Path, name: str) -> None:
    shutil.copytree(PROJECTS / name, tmp_path / name)
    given = []
    for number, (reference, config) in enumerate(json.loads((tmp_path / name / "bases.json").read_text()).items()):
        (tmp_path / f"base{number}.json").write_text(json.dumps(config))
        given += ["--base", f"{reference}=base{number}.json"]
    (path,) = (tmp_path / name).glob("tests.*")
    status, out, _ = run("test", "-c", str(path), name, *given, "--platform", "linux/amd64", "--format", "json")
    report = json.loads(out)
    assert status == (1 if report["Fail"] else 0)
    expected = json.loads((tmp_path / name / "expected.json").read_text())
    assert [result["Name"] for result in report["Results"]] == [each["Name"] for each in expected["Results"]]
    assert [result.get("Errors", []) for result in report["Results"]] == [
        each.get("Errors", []) for each in expected["Results"]
    ]


def test_error_expression_is_told(run, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(
        '{"schemaVersion": "2.0.0", "metadataTest": {"labels": [{"key": "x", "value": "(", "isRegex": true}]}}'
    )
    status, out, err = run("test", "-c", "t.json", "--label", "x=y")
    assert status == 1
    assert "Error: label x value y does not match expected value: (\n" in out
    assert err == "Error compiling regex ( : error parsing regexp: missing closing ): `(`\n"


def test_tests_that_need_a_container_are_not_passed(run, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("schemaVersion: 2.0.0\ncommandTests:\n- name: x\n  command: y\n")
    status, out, err = run("test", "-c", "other.yaml")
    assert (status, err) == (1, "")
    assert "No tests run! Check config file format.\nNot run:     1 (commandTests: 1)\n" in out
    assert "PASS" not in out


def test_controls_do_not_reach_a_terminal(run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"FROM scratch\nUSER \x1b[31m\n")
    _, out, _ = run("test", "-c", "bad.yaml")
    assert "Error: Image user \\x1b[31m does not match config user: web\n" in out


def test_error_unusable_file_is_a_failed_test(run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("schemaVersion: 2.0.0\nmetadataTset: {}\n")
    status, out, err = run("test", "-c", "good.yaml", "bad.yaml", "--format", "json")
    assert (status, err) == (1, "")
    report = json.loads(out)
    assert (report["Pass"], report["Fail"]) == (2, 1)
    assert report["Results"][2]["Errors"][0].startswith(
        'error parsing config file: bad.yaml:2: unknown key "metadataTset"'
    )


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param((), "a test file is needed: -c FILE (see 'preimage test --help')", id="no test file"),
        pytest.param(
            ("-c", "good.yaml", ".", "Dockerfile"),
            "one Dockerfile at a time, not . and Dockerfile (see 'preimage test --help')",
            id="two Dockerfiles",
        ),
        pytest.param(("-c", "no.yaml"), "no.yaml: No such file or directory", id="missing test file"),
        pytest.param(
            ("-c", "good.yaml", "--platform", "linux/amd64,linux/arm64"),
            "test takes one platform; run it once for each",
            id="two platforms",
        ),
        pytest.param(("-c", "good.yaml", "--format", "tap"), "argument --format: invalid choice", id="unknown format"),
    ],
)
def test_error_wrong_use(run, arguments: tuple[str, ...], text: str) -> None:
    status, out, err = run("test", *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"ERROR: {text}")


def test_error_dockerfile(run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nHEALTHCHECK --interval=5 CMD x\n")
    status, out, err = run("test", "-c", "good.yaml")
    assert (status, out) == (1, "")
    assert err.endswith('ERROR: dockerfile parse error on line 2: time: missing unit in duration "5"\n')


def test_error_unknown_base_is_not_guessed(run, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine\n")
    status, out, err = run("test", "-c", "good.yaml", "--offline")
    assert (status, out) == (4, "")
    assert "alpine: docker.io/library/alpine:latest: not found" in err


def test_error_what_prints_alike_has_a_second_line(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCMD run it\n")
    (tmp_path / "t.yaml").write_text('schemaVersion: 2.0.0\nmetadataTest:\n  cmd: ["/bin/sh -c run it"]\n')
    status, out, err = run("test", "-c", "t.yaml")
    assert (status, err) == (1, "")
    assert (
        "Error: Image Cmd [/bin/sh -c run it] does not match expected Cmd: [/bin/sh -c run it]\n"
        '       in quotes: found ["/bin/sh", "-c", "run it"], expected ["/bin/sh -c run it"]\n'
    ) in out
    assert "in quotes" not in run("test", "-c", "t.yaml", "--format", "json").out


def test_help_has_no_argument_that_means_nothing(run) -> None:
    assert run("test", "--help").out.startswith("usage: preimage test [OPTION...] PATH\n")
