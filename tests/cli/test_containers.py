from __future__ import annotations

import json
from pathlib import Path

import pytest

COMPOSE = """\
name: shop
services:
  web:
    build: {context: web, target: prod}
    environment: [UNSET, A=1]
    command: serve; rm x
    stop_grace_period: 5s
    healthcheck:
      test: NONE
      interval: 5s
  db:
    image: postgres
    entrypoint: ["start"]
  old:
    image: postgres
    profiles: [old]
"""
DOCKERFILE = """\
FROM scratch AS prod
ENV UNSET=here
CMD ["a"]
HEALTHCHECK --retries=3 CMD true
SHELL ["/bin/bash"]
"""
POSTGRES = {"architecture": "amd64", "os": "linux", "config": {"Cmd": ["postgres"], "Env": ["PG=1"]}}
DB = ("--base", "postgres=postgres.json")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("UNSET", raising=False)
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "postgres.json").write_text(json.dumps(POSTGRES))
    return tmp_path


def test_config_of_a_built_service(run) -> None:
    status, out, err = run("config", "--container", "compose.yaml#web")
    assert status == 0
    config = json.loads(out)
    assert list(config)[:5] == ["User", "Env", "Cmd", "Healthcheck", "Volumes"]
    assert (config["Env"][:2], config["Cmd"], config["StopTimeout"]) == (["A=1", "UNSET"], ["serve"], 5)
    assert config["Healthcheck"] == {"Test": ["CMD-SHELL", "NONE"], "Retries": 3, "Interval": 5_000_000_000}
    assert err.splitlines() == [
        'note: compose.yaml line 5: environment: UNSET has no value outside, and hides the image\'s "here"',
        'note: compose.yaml line 6: command: "; rm x" is left away; give a list, or a shell with the text as one argument',
        (
            'note: compose.yaml line 9: healthcheck.test: NONE is a command of that name, which always fails; use ["NONE"] '
            "or disable: true"
        ),
    ]
    assert run("config", "--container", "compose.yaml#web", "-q").err == ""


def test_config_of_a_service_that_only_names_its_image(run) -> None:
    status, out, err = run("config", "--container", "compose.yaml#db", "--format", "canonical", *DB)
    assert status == 0
    assert json.loads(out)["Entrypoint"] == ["start"]
    assert not out.endswith("\n")
    assert err == (
        "note: compose.yaml line 13: entrypoint clears the image's command, and the service has none of its own\n"
    )
    status, _, err = run("config", "--container", "compose.yaml#db", "--offline")
    assert status == 4
    assert err.startswith("ERROR: compose.yaml#db: docker.io/library/postgres:latest: not found\n")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("compose.yaml", ["db", "web"], id="all that is active"),
        pytest.param("compose.yaml#w*", ["web"], id="pattern"),
    ],
)
def test_several_containers_are_by_name(run, text: str, names: list[str]) -> None:
    assert list(json.loads(run("config", "--container", text, *DB).out)) == names


def test_a_service_without_its_profile(run) -> None:
    assert json.loads(run("config", "--container", "compose.yaml#old", *DB).out)["Cmd"] == ["postgres"]


def test_explain(run) -> None:
    status, out, _ = run("explain", "--container", "compose.yaml#web", "Cmd", "Healthcheck", "Shell", "StopTimeout")
    assert status == 1
    assert out.startswith("compose.yaml#web, container of web/Dockerfile, linux/")
    assert '  line 3  CMD                   ["a"]\n  compose.yaml line 6, command  ["serve"]   <- counts\n' in out
    assert "  Retries 3: line 4 HEALTHCHECK\n" in out
    assert "  Interval 5s: compose.yaml line 10, healthcheck.interval\n" in out
    assert "Shell is not set: cleared by the engine, which gives it to no container.\n" in out
    assert "StopTimeout is 5.\n  compose.yaml line 7, stop_grace_period  5\n" in out
    assert "note: compose.yaml line 6: command: " in out


def test_explain_table_and_json(run) -> None:
    out = run("explain", "--container", "compose.yaml", *DB).out
    assert "compose.yaml#db, container of postgres, linux/amd64" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["A", "1", "compose.yaml", "line", "5,", "environment"] in lines
    assert "'preimage explain --container compose.yaml#web FIELD'" in out
    document = json.loads(run("explain", "--container", "compose.yaml#db", "--format", "json", *DB).out)
    (result,) = document["results"]
    assert (result["input"]["build"], result["notes"][0]["kind"]) == ("compose.yaml#db", "entrypoint-clears-command")
    causes = {(each["path"], each["key"]): each["cause"] for each in result["fields"]}
    assert causes["config.Env", "PG"]["reference"] == "docker.io/library/postgres:latest"
    assert causes["config.Cmd", None]["origin"] == {"file": "compose.yaml", "line": 13, "what": "entrypoint"}


def test_explain_hides_secrets(run, project) -> None:
    (project / "compose.yaml").write_text(COMPOSE.replace("A=1", "TOKEN=1"))
    assert "TOKEN             (hidden)" in run("explain", "--container", "compose.yaml#web").out


def test_diff_with_the_image_and_between_files(run, project, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    status, out, _ = run("diff", "--container", "web", "compose.yaml#web", "--ignore", "Labels")
    assert status == 1
    lines = [line.split() for line in out.splitlines()]
    assert ["~", "Cmd", '["a"]', "->", '["serve"]', "compose.yaml", "line", "6,", "command"] in lines
    assert ["-", "Env", "UNSET", "here", "cleared", "by", "compose.yaml", "line", "5,", "environment"] in lines
    assert ["+", "StopTimeout", "5", "compose.yaml", "line", "7,", "stop_grace_period"] in lines
    (project / "prod.yaml").write_text("services:\n  web:\n    stop_grace_period: 9s\n    user: app\n")
    status, out, _ = run(
        "diff", "--container", "compose.yaml#web", "--after-project-file", "prod.yaml", "--ignore", "Labels"
    )
    assert status == 1
    assert [line.split() for line in out.splitlines()[1:3]] == [
        ["+", "User", "app", "prod.yaml", "line", "4,", "user"],
        ["~", "StopTimeout", "5", "->", "9", "prod.yaml", "line", "3,", "stop_grace_period"],
    ]
    document = json.loads(
        run("diff", "--container", "compose.yaml#web", "--after-project-file", "prod.yaml", "--format", "json").out
    )
    assert document["results"][0]["after"]["container"] is True


def test_test_files(run, project) -> None:
    (project / "tests.yaml").write_text(
        'schemaVersion: "2.0.0"\nmetadataTest:\n  cmd: [serve]\n  envVars:\n    - {key: A, value: "1"}\n'
    )
    assert run("test", "-c", "tests.yaml", "--container", "compose.yaml#web").status == 0
    assert run("test", "-c", "tests.yaml", "compose.yaml#web").status == 1
    assert run("test", "-c", "tests.yaml", "--container", "compose.yaml#db", *DB).status == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["config", "--container", "web"], "--container is for services of Compose files", id="Dockerfile"),
        pytest.param(["config", "--container", "x.hcl"], "--container is for services of Compose files", id="Bake"),
        pytest.param(
            ["config", "--container", "compose.yaml", "--digest"],
            "--container goes with none of --section, --digest and --show-settings",
            id="with an ID",
        ),
        pytest.param(
            ["explain", "--container", "compose.yaml", "--line", "1"],
            "--container tells of fields; lines and variables are those of a Dockerfile",
            id="with a line",
        ),
        pytest.param(
            ["test", "-c", "t.yaml", "--container", "compose.yaml", *DB],
            "one container at a time; name one of compose.yaml#db, compose.yaml#web",
            id="test of several",
        ),
        pytest.param(["config", "--container", "none.yaml"], "none.yaml: there are no services", id="no services"),
        pytest.param(["config", "--container", "compose.yaml#nope"], "no such service: nope", id="no such service"),
        pytest.param(
            ["config", "--container", "bad.yaml#a"],
            "Error response from daemon: the working directory 'x' is invalid, it needs to be an absolute path",
            id="engine's own",
        ),
    ],
)
def test_error_wrong_use(run, project, arguments: list[str], message: str) -> None:
    (project / "t.yaml").write_text('schemaVersion: "2.0.0"\n')
    (project / "none.yaml").write_text("services: {}\n")
    (project / "bad.yaml").write_text("services: {a: {build: web, working_dir: x}}\n")
    status, out, err = run(*arguments)
    assert status in (1, 2)
    assert out == ""
    assert err.startswith(f"ERROR: {message}")
