from __future__ import annotations

import json
from pathlib import Path

import pytest

COMPOSE = """\
name: shop
services:
  base:
    build:
      context: .
      dockerfile_inline: |
        FROM scratch
        ENV BASE=1
  web:
    build:
      context: web
      target: prod
      args: {VERSION: "${VERSION:-3}"}
      labels: {a: b}
      platforms: [linux/arm64]
      additional_contexts: {basis: service:base}
"""
DOCKERFILE = "FROM basis AS prod\nARG VERSION\nARG MORE=m\nENV V=$VERSION-$MORE\nFROM prod AS dev\nENV DEV=1\n"
BAKE = """\
variable "V" { default = "1" }
group "default" { targets = ["a", "b"] }
target "a" {
  context = "web"
  args = { VERSION = V }
  contexts = { basis = "docker-image://scratch" }
}
target "b" {
  inherits = ["a"]
  target = "prod"
}
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path) -> Path:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "docker-bake.hcl").write_text(BAKE)
    return tmp_path


def read(run, *arguments: str):
    status, out, err = run("config", *arguments)
    assert (status, err) == (0, "")
    return json.loads(out)


def env_of(image) -> list[str]:
    env: list[str] = image["config"]["Env"]
    return env[1:]


def test_one_build_and_all(run) -> None:
    web = read(run, "compose.yaml#web")
    assert (env_of(web), web["architecture"]) == (["BASE=1", "V=3-m"], "arm64")
    assert web["config"]["Labels"] == {
        "a": "b",
        "com.docker.compose.project": "shop",
        "com.docker.compose.service": "web",
        "com.docker.compose.version": "2.40.3",
    }
    every = read(run, "compose.yaml")
    assert list(every) == ["base", "web"]
    assert every["web"] == web


def test_file_may_name_the_project(run) -> None:
    assert read(run, "-f", "compose.yaml") == read(run, "compose.yaml")


def test_bake_groups(run) -> None:
    every = read(run, "docker-bake.hcl", "--var", "V=2", "--set", "b.args.MORE=n")
    assert {name: env_of(image) for name, image in every.items()} == {"a": ["V=2-m", "DEV=1"], "b": ["V=2-n"]}
    mixed = read(run, "compose.yaml#*", "--as", "bake", "--project-file", "docker-bake.hcl")
    assert list(mixed) == ["a", "b", "base", "web"]
    assert mixed["b"] == read(run, "docker-bake.hcl#b")


def test_options_of_the_command_go_over_those_of_the_project(run) -> None:
    arguments = ["--target", "dev", "--build-arg", "VERSION=9", "--platform", "linux/s390x", "--label", "a=c"]
    image = read(run, "compose.yaml#web", *arguments, "--build-context", "basis=docker-image://scratch")
    assert (env_of(image), image["architecture"]) == (["V=9-m", "DEV=1"], "s390x")
    assert image["config"]["Labels"]["a"] == "c"


def test_settings_say_nothing_of_how_a_project_builds(run, project) -> None:
    (project / "preimage.toml").write_text(
        'platforms = ["linux/ppc64le"]\n[build-args]\nMORE = "set"\n[files."web/Dockerfile"]\ntarget = "dev"\n'
    )
    image = read(run, "compose.yaml#web")
    assert (env_of(image), image["architecture"]) == (["BASE=1", "V=3-m"], "arm64")
    image = read(run, "web", "--build-context", "basis=docker-image://scratch")
    assert (env_of(image), image["architecture"]) == (["V=-set", "DEV=1"], "ppc64le")


def test_default_platform_of_the_environment_is_no_platform_of_bake(run, monkeypatch) -> None:
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", "linux/s390x")
    assert read(run, "docker-bake.hcl#a")["architecture"] != "s390x"


def test_several_platforms_in_a_project(run, project) -> None:
    (project / "compose.yaml").write_text(COMPOSE.replace("[linux/arm64]", "[linux/arm64, linux/amd64]"))
    assert list(read(run, "compose.yaml#web")) == ["linux/arm64", "linux/amd64"]
    lines = run("config", "compose.yaml", "--digest", "--build-arg", "SOURCE_DATE_EPOCH=0").out.splitlines()
    assert [line.partition(" sha256:")[0] for line in lines] == ["base", "web linux/arm64", "web linux/amd64"]


def test_show_settings_says_where_values_are(run) -> None:
    out = run("config", "compose.yaml#web", "--show-settings", "--build-arg", "VERSION=1").out
    assert "# compose.yaml#web\n" in out
    lines = {line.partition("  #")[0].rstrip(): line.rpartition("# ")[2] for line in out.splitlines()[1:]}
    assert lines['target = "prod"'] == "compose.yaml:12"
    assert lines['build-args.VERSION = "1"'] == "command line"
    assert lines['labels."com.docker.compose.project" = "shop"'] == "added by compose"
    assert lines['platforms = ["linux/arm64"]'] == "compose.yaml:15"


def test_warnings_of_the_tool_are_told(run, project) -> None:
    (project / "compose.yaml").write_text(
        "services: {a: {build: {dockerfile_inline: 'FROM scratch', args: {A: $NONE}}}}"
    )
    status, _, err = run("config", "compose.yaml#a")
    assert status == 0
    assert err == 'WARNING: The "NONE" variable is not set. Defaulting to a blank string.\n'


@pytest.mark.parametrize("command", ["outline", "targets"])
def test_commands_of_one_dockerfile(run, command: str) -> None:
    status, out, _ = run(command, "compose.yaml#web")
    assert status == 0
    assert ("VERSION" if command == "outline" else "prod") in out


def test_explain_goes_through_to_the_file_of_the_value(run) -> None:
    status, out, err = run("explain", "compose.yaml#web", "Env.V", "Labels.a")
    assert (status, err) == (0, "")
    assert out.startswith("compose.yaml#web: web/Dockerfile\n")
    assert "uses $VERSION (hidden): compose.yaml line 13, args\n" in out
    assert "  compose.yaml line 14, labels  b\n" in out
    document = json.loads(run("explain", "compose.yaml", "--format", "json").out)
    assert [each["input"]["build"] for each in document["results"]] == ["compose.yaml#base", "compose.yaml#web"]
    table = run("explain", "compose.yaml").out
    assert "compose.yaml#base, last stage" in table
    assert "'preimage explain compose.yaml#web FIELD'" in table


def test_diff_of_builds_and_tools(run, project) -> None:
    status, out, _ = run(
        "diff", "--before-as", "compose", "--after-as", "bake", "compose.yaml", "--ignore", "Labels.com.*"
    )
    assert status == 0
    assert out == "compose.yaml and compose.yaml: the image config is the same\n"
    out = run("diff", "--before-as", "compose", "--after-as", "bake", "compose.yaml").out
    assert out.count("was added by compose") == 6
    assert "compose.yaml#web -> compose.yaml#web, target prod, linux/arm64" in out
    (project / "prod.yaml").write_text("services:\n  web:\n    build:\n      args:\n        VERSION: 8\n")
    status, out, _ = run("diff", "compose.yaml#web", "--after-project-file", "prod.yaml")
    assert status == 1
    assert "\n      $VERSION: compose.yaml line 13, args -> prod.yaml line 5, args\n" in out
    document = json.loads(run("diff", "compose.yaml#web", "docker-bake.hcl#b", "--format", "json").out)
    (result,) = document["results"]
    assert (result["before"]["build"], result["after"]["build"]) == ("compose.yaml#web", "docker-bake.hcl#b")


def test_diff_tells_what_is_on_one_side_only(run, project) -> None:
    (project / "docker-bake.hcl").write_text(BAKE.replace('"a"', '"web"'))
    status, _, err = run("diff", "compose.yaml", "docker-bake.hcl")
    assert status == 1
    assert err == "only on one side: compose.yaml#base\nonly on one side: docker-bake.hcl#b\n"


def test_lock_and_pin_and_report(run, project) -> None:
    (project / "web" / "Dockerfile").write_text("FROM basis AS prod\nFROM alpine AS dev\n")
    (project / "base.json").write_text('{"architecture": "arm64", "os": "linux"}')
    status, out, _ = run("lock", "compose.yaml", "--base", "alpine=base.json", "--unresolved", "error")
    assert status == 0, out
    assert (project / "web" / "preimage.lock").exists()
    assert run("report", "compose.yaml#web", "-o", "page.html").status == 0
    assert ">compose.yaml line 14, labels<" in (project / "page.html").read_text()
    assert run("pin", "compose.yaml#web", "--check").status in (0, 1)
    status, _, err = run("pin", "compose.yaml#base")
    assert (status, err) == (
        2, "ERROR: compose.yaml#base: pin rewrites Dockerfiles, and this one is a text in a project\n"
    )  # fmt: skip


def test_snapshots_stand_beside_the_project(run, project) -> None:
    status, out, _ = run("snapshot", "compose.yaml")
    assert (status, out) == (0, "wrote compose.yaml.base.config.json\nwrote compose.yaml.web.config.json\n")
    document = json.loads((project / "compose.yaml.web.config.json").read_text())
    assert (document["platform"], document["target"], document["buildArgs"]) == (
        "linux/arm64",
        "prod",
        {"VERSION": "3"},
    )
    assert run("snapshot", "--check", "compose.yaml.web.config.json").status == 0
    (project / "compose.yaml").write_text(COMPOSE.replace("a: b", "a: c"))
    status, out, _ = run("snapshot", "--check", "compose.yaml.web.config.json")
    assert status == 1
    assert "Labels a" in out


def test_test_files_and_verify(run, project) -> None:
    (project / "tests.yaml").write_text(
        'schemaVersion: "2.0.0"\nmetadataTest:\n  envVars:\n    - {key: V, value: 3-m}\n  labels: []\n'
    )
    assert run("test", "-c", "tests.yaml", "compose.yaml#web").status == 0
    (project / "built.json").write_text(run("config", "compose.yaml#web", "--format", "canonical").out)
    assert run("verify", "compose.yaml#web", "built.json").status == 0
    (project / "compose.yaml").write_text(COMPOSE.replace("a: b", "a: c"))
    status, out, _ = run("verify", "compose.yaml#web", "built.json")
    assert status == 1
    assert "compose.yaml line 14, labels" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["config", "web", "--set", "a.b=c"], "--set is for Bake files", id="option for a Dockerfile"),
        pytest.param(["config", "compose.yaml", "--var", "a=b"], "--var is for Bake files", id="option of Bake"),
        pytest.param(
            ["config", "compose.yaml", "-f", "web/Dockerfile"],
            "--file names a Dockerfile, and compose.yaml is a project; lay files over with --project-file",
            id="file besides a project",
        ),
        pytest.param(
            ["config", "web", "-f", "compose.yaml"],
            "--file compose.yaml is a project, which says itself what the context is; leave web out",
            id="context for a project",
        ),
        pytest.param(["config", "empty.yaml"], "empty.yaml: there is nothing to build", id="nothing to build"),
        pytest.param(["config", "imgs.yaml#img"], "imgs.yaml#img: there is nothing to build", id="no build in a service"),
        pytest.param(["config", "compose.yaml#none"], "no such service: none", id="no such service"),
        pytest.param(
            ["outline", "compose.yaml"],
            "one build at a time; name one of compose.yaml#base, compose.yaml#web",
            id="several builds",
        ),
        pytest.param(
            ["diff", "compose.yaml", "docker-bake.hcl"],
            "no build is on both sides; name one of each with #NAME",
            id="nothing in common",
        ),
        pytest.param(
            ["config", ".#web"], ".: there are files of Compose and of Bake; say which with --as, or name a file",
            id="folder of both",
        ),
    ],
)  # fmt: skip
def test_error_wrong_use(run, project, arguments: list[str], message: str) -> None:
    (project / "empty.yaml").write_text("services: {a: {image: x}}\n")
    (project / "imgs.yaml").write_text("services: {web: {build: .}, img: {image: x}}\n")
    status, out, err = run(*arguments)
    assert (status in (1, 2), out) == (True, "")
    assert f"ERROR: {message}" in err.splitlines()[-2:]


def test_error_in_a_build_that_another_is_built_from(run, project) -> None:
    (project / "compose.yaml").write_text(COMPOSE.replace("ENV BASE=1", "BAD"))
    status, _, err = run("config", "compose.yaml#web")
    assert status == 1
    assert err.splitlines()[-1] == (
        "ERROR: web/Dockerfile: compose.yaml#base (compose.yaml#base:2): dockerfile parse error on line 2: "
        "unknown instruction: BAD (did you mean ADD?)"
    )
