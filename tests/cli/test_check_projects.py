from __future__ import annotations

from pathlib import Path

import pytest

from preimage.cli.check_projects import join_reports
from preimage.inputs.entries import Entry, read_asked
from preimage.inputs.project_locations import parse_location
from preimage.inputs.projects import ProjectOptions, open_project
from preimage.model.edits import Edit, Suggestion
from preimage.model.findings import Finding
from preimage.model.report import FileReport

COMPOSE = """\
services:
  one: {build: {context: ., args: {A: 1}}}
  two: {build: {context: ., args: {A: 2}}}
  last: {build: {context: ., target: last}}
"""
DOCKERFILE = "FROM scratch as first\nARG A\nENV B=$NONE\nFROM first AS last\nENV C=$NOWHERE\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    return tmp_path


def test_what_holds_for_several_builds_is_said_once(run) -> None:
    status, out, err = run("check", "compose.yaml", "--format", "short", "--quiet")
    assert (status, err) == (1, "")
    assert out == (
        "Dockerfile:1: FromAsCasing: 'as' and 'FROM' keywords' casing do not match (compose.yaml#last, one, two)\n"
        "Dockerfile:3: UndefinedVar: Usage of undefined variable '$NONE' (compose.yaml#last, one, two)\n"
        "Dockerfile:5: UndefinedVar: Usage of undefined variable '$NOWHERE' (compose.yaml#last, one, two)\n"
    )


def test_what_holds_for_one_build_names_it(run, project) -> None:
    (project / "compose.yaml").write_text(COMPOSE.replace("target: last", "target: first"))
    out = run("check", "compose.yaml", "--format", "short", "--quiet").out
    assert "Dockerfile:3: UndefinedVar: Usage of undefined variable '$NONE' (compose.yaml#last, one, two)\n" in out
    assert "Dockerfile:5: UndefinedVar: Usage of undefined variable '$NOWHERE' (compose.yaml#one, two)\n" in out


def test_one_build(run) -> None:
    out = run("check", "compose.yaml#one", "--format", "short").out
    assert out.count("(compose.yaml#one)") == 3


def test_a_dockerfile_by_itself_names_no_build(run) -> None:
    assert "compose.yaml" not in run("check", "Dockerfile", "--format", "short").out


def test_error_of_a_project_and_of_a_build_stop_no_other(run, project) -> None:
    (project / "bad.yaml").write_text("services: [")
    (project / "some.yaml").write_text(
        "services:\n  a: {build: ./none}\n  b: {build: {target: last}}\n  c: {image: x}\n"
    )
    (project / "no.yaml").write_text("services: {c: {image: x}}\n")
    status, out, _ = run("check", "bad.yaml", "some.yaml", "no.yaml", "--format", "short", "--quiet")
    assert status == 2
    lines = out.splitlines()
    assert lines[0].startswith("bad.yaml: DockerfileError: yaml: line 1: ")
    assert lines[1] == "some.yaml#a: DockerfileError: none/Dockerfile: No such file or directory"
    assert lines[2].startswith("Dockerfile:1: FromAsCasing: ")
    assert lines[-1] == "no.yaml: DockerfileError: there is nothing to build"
    assert run("check", "-f", "bad.yaml", "--format", "short").status == 1


def test_fixes_that_builds_do_not_agree_on_are_none() -> None:
    entries = read_asked(open_project(parse_location("compose.yaml", ""), ProjectOptions(environ={})))[:2]
    reported: list[tuple[Entry | None, FileReport]] = []
    for entry, new in zip(entries, "xy", strict=True):
        finding = Finding("FromAsCasing", "m", (1,))
        suggestion = Suggestion("", [Edit("FromAsCasing", (1, 1), (1, 1), "", new)], is_safe=True)
        report = FileReport(filename="a", data=b"", findings=[finding], suggestions={id(finding): suggestion})
        reported.append((entry, report))
    joined = join_reports(reported)
    assert joined.advice_on(joined.findings[0]) == "its fix is not the same for all builds"
    alike = join_reports([reported[0], reported[0]])
    assert alike.suggestion_of(alike.findings[0]) is not None
