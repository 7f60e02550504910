from __future__ import annotations

import json
from pathlib import Path

import pytest

import preimage

COMPOSE = """\
name: shop
services:
  web:
    build: {context: web, target: prod, args: {VERSION: 1, TOKEN: secret}}
    depends_on: [db]
  api:
    build: {context: web, target: prod, args: {VERSION: 1}}
  db:
    build: {context: ., dockerfile_inline: FROM alpine}
  other:
    build: {context: ., dockerfile_inline: FROM debian}
"""
BAKE = """\
group "default" { targets = ["a", "b"] }
target "a" {
  context = "web"
  platforms = ["linux/amd64", "linux/arm64"]
}
target "b" { inherits = ["a"] }
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path) -> Path:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Dockerfile").write_text("FROM scratch AS prod\nARG VERSION\nENV V=$VERSION\n")
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "docker-bake.hcl").write_text(BAKE)
    return tmp_path


def test_what_the_tools_print(run, project) -> None:
    status, out, err = run("builds", "docker-bake.hcl")
    assert (status, err) == (0, "")
    assert out == preimage.bake(project, files=["docker-bake.hcl"]).to_json() + "\n"
    out = run("builds", "compose.yaml").out
    assert out == preimage.compose(project, files=["compose.yaml"], environ={}).to_json() + "\n"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        pytest.param(["docker-bake.hcl", "a"], ["a"], id="target"),
        pytest.param(["docker-bake.hcl#a", "b"], ["a", "b"], id="of the location and besides"),
        pytest.param(["--as", "bake", "a", "--set", "a.target=x"], ["a"], id="in the folder, options between"),
        pytest.param(["compose.yaml", "web"], ["web"], id="service"),
        pytest.param(["compose.yaml", "--with-dependencies", "web"], ["db", "web"], id="with dependencies"),
        pytest.param(["--as", "bake", "web"], ["api", "db", "other", "web"], id="folder of that name is a path"),
    ],
)
def test_what_is_asked_for(run, arguments: list[str], names: list[str]) -> None:
    if names[-1] == "web" and len(names) == 4:
        Path("web/compose.yaml").write_text(COMPOSE)
    status, out, err = run("builds", *arguments)
    assert (status, err) == (0, "")
    assert json.loads(out)["group"]["default"]["targets"] == names


def test_nothing_to_build_prints_nothing(run) -> None:
    Path("none.yaml").write_text("services: {a: {image: x}}")
    assert run("builds", "none.yaml") == (0, "", "")


def test_the_folder_may_say_the_tool(run, project) -> None:
    (project / "compose.yaml").unlink()
    assert run("builds").out == run("builds", "docker-bake.hcl").out


def test_table(run) -> None:
    status, out, err = run("builds", "compose.yaml", "--format", "table")
    assert (status, err) == (0, "")
    assert out == (
        "NAME    DOCKERFILE       TARGET   PLATFORMS   ARGS                       SAME CONFIG AS\n"
        "api     web/Dockerfile   prod     -           VERSION=1                  -\n"
        "db      (inline)         -        -           -                          -\n"
        "other   (inline)         -        -           -                          -\n"
        "web     web/Dockerfile   prod     -           TOKEN=(hidden) VERSION=1   api\n"
    )
    assert "TOKEN=secret" in run("builds", "compose.yaml", "--format", "table", "--show-values").out


def test_table_with_options_of_builds(run) -> None:
    arguments = ["--platform", "linux/s390x", "--target", "prod", "--build-arg", "VERSION=2"]
    rows = run("builds", "docker-bake.hcl", "--format", "table", *arguments).out.splitlines()[1:]
    assert [row.split() for row in rows] == [
        ["a", "web/Dockerfile", "prod", "linux/s390x", "VERSION=2", "-"],
        ["b", "web/Dockerfile", "prod", "linux/s390x", "VERSION=2", "a"],
    ]
    rows = run("builds", "docker-bake.hcl", "--format", "table").out.splitlines()[1:]
    assert rows[1].split() == ["b", "web/Dockerfile", "-", "linux/amd64,linux/arm64", "-", "a"]


def test_error_in_a_dockerfile_is_told_behind_the_table(run, project) -> None:
    (project / "web" / "Dockerfile").write_text("BAD\n")
    status, out, err = run("builds", "docker-bake.hcl", "--format", "table")
    assert status == 1
    assert out.count("(no config)") == 2
    assert err.startswith("ERROR: docker-bake.hcl#a: dockerfile parse error on line 1: unknown instruction: BAD")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["web/Dockerfile"], "web/Dockerfile: this is no Compose or Bake file", id="Dockerfile"),
        pytest.param(["."], ".: there are files of Compose and of Bake", id="folder of both"),
        pytest.param(["docker-bake.hcl", "--target", "x"], "--target has no meaning for what the tool", id="target"),
        pytest.param(["docker-bake.hcl", "--build-arg", "A=1"], "--build-arg has no meaning for", id="build arg"),
        pytest.param(["docker-bake.hcl", "nope"], "failed to find target nope", id="no such target"),
    ],
)
def test_error_wrong_use(run, arguments: list[str], message: str) -> None:
    status, out, err = run("builds", *arguments)
    assert status in (1, 2)
    assert out == ""
    assert err.startswith(f"ERROR: {message}")


def test_error_of_a_tool_keeps_its_lines(run, project) -> None:
    (project / "docker-bake.hcl").write_text('target "a" {\n  args = { A = NOPE }\n}\n')
    status, _, err = run("builds", "docker-bake.hcl")
    assert status == 1
    assert err.splitlines()[:3] == ["docker-bake.hcl:2", "--------------------", '   1 |     target "a" {']
    assert err.splitlines()[-1].startswith("ERROR: docker-bake.hcl:2,16-20: Unknown variable; ")
    (project / "compose.yaml").write_text("services: [")
    assert run("builds", "compose.yaml").err == (
        "ERROR: yaml: line 1: did not find expected node content\ncompose.yaml\n"
    )
