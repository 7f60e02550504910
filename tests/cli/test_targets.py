from __future__ import annotations

import json
import subprocess

import pytest

TEXT = """\
# build compiles
FROM golang:$V AS Build
FROM --platform=linux/arm64 build AS test
FROM scratch
"""


@pytest.fixture(autouse=True)
def dockerfile(tmp_path):
    path = tmp_path / "Dockerfile"
    path.write_text(TEXT)
    return path


def test_text(run) -> None:
    assert run("targets") == (0, "TARGET    DESCRIPTION\nbuild     compiles\ntest      \n(default) \n", "")


def test_json(run) -> None:
    status, out, err = run("targets", "--format", "json", "Dockerfile")
    assert (status, err) == (0, "")
    targets = json.loads(out)["targets"]
    assert [target.get("name") for target in targets] == ["build", "test", None]
    assert targets[1]["platform"] == "linux/arm64"
    assert out.endswith("\n}\n")


def test_standard_input(start) -> None:
    process = start("targets", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, _ = process.communicate(b"FROM scratch AS a\n", timeout=30)
    assert (process.returncode, out) == (0, b"TARGET      DESCRIPTION\na (default) \n")


def test_error_has_its_place(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nFRO \x1b\n")
    status, out, err = run("targets")
    assert (status, out) == (1, "")
    assert err.startswith("Dockerfile:2\n--------------------\n")
    assert err.endswith("ERROR: dockerfile parse error on line 2: unknown instruction: FRO (did you mean FROM?)\n")
    assert "\x1b" not in err


def test_error_empty(run, dockerfile) -> None:
    dockerfile.write_text("")
    assert run("targets") == (1, "", "ERROR: Dockerfile: the Dockerfile cannot be empty\n")


@pytest.mark.parametrize("form", ["text", "json"])
def test_controls_are_never_raw(run, dockerfile, form) -> None:
    dockerfile.write_text("# a is \x1b[31m\x9b31m\x7f\nFROM scratch AS a\n")
    status, out, _ = run("targets", "--format", form)
    assert status == 0
    assert not {"\x1b", "\x9b", "\x7f"} & set(out)
    if form == "json":
        assert json.loads(out)["targets"][0]["description"] == "is \x1b[31m\x9b31m\x7f"


def test_graph_for_graphviz(run) -> None:
    status, out, err = run("targets", "--format", "dot")
    assert (status, err) == (0, "")
    assert '  n2 [label="stage 2", penwidth=2];\n' in out
    assert "  n0 -> n1;\n" in out


def test_graph_for_markdown(run) -> None:
    status, out, err = run("targets", "--format", "mermaid")
    assert (status, err) == (0, "")
    assert out.startswith('flowchart LR\n  n0["build"]\n')


def test_error_graph_of_a_broken_file(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nCOPY --from=7 a b\n")
    status, out, err = run("targets", "--format", "dot")
    assert (status, out) == (1, "")
    assert err.endswith("ERROR: Dockerfile: invalid stage index 7\n")
