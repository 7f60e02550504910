from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

TEXT = """\
FROM alpine AS build
HEALTHCHECK CMD x
FROM alpine
ARG STAGE=dev
ENV PORT=80 \\
    TOKEN=abc
EXPOSE $PORT
LABEL stage=$STAGE
COPY --from=build a b
ENTRYPOINT ["x"]
"""
PLATFORM = ("--platform", "linux/amd64")


@pytest.fixture(autouse=True)
def dockerfile(tmp_path: Path) -> Path:
    (tmp_path / "base.json").write_text(
        '{"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/bin"], "Cmd": ["sh"]}}'
    )
    path = tmp_path / "Dockerfile"
    path.write_text(TEXT)
    return path


@pytest.fixture
def explain(run):
    def run_explain(*arguments: str):
        return run("explain", *PLATFORM, "--base", "*=base.json", *arguments)

    return run_explain


def test_table(explain) -> None:
    status, out, err = explain()
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Dockerfile, last stage, linux/amd64                      base alpine"
    assert any(line.split() == ["PORT", "80", "lines", "5-6", "ENV"] for line in lines)
    assert lines[-1] == (
        "7 values: 6 from this file, 1 from the base. 'preimage explain . FIELD' tells the story of one."
    )
    assert "architecture" not in out
    assert "abc" not in out


def test_all_and_absent(explain) -> None:
    out = explain("--all", "--absent").out
    assert "  architecture  amd64" in out
    assert "  Healthcheck   (not set)" in out
    assert "set in a stage of which this image only copies files" in out


def test_field(explain) -> None:
    status, out, _ = explain(".", "Cmd")
    assert status == 1
    assert out.startswith("Cmd is not set: cleared by ENTRYPOINT.\n  base alpine")
    assert explain("entrypoint").status == 0
    status, out, _ = explain("Healthcheck")
    assert status == 1
    assert "in stage build, of which this image only copies files (line 9)\n" in out


def test_fields_and_keys(explain) -> None:
    status, out, _ = explain("Env", "ExposedPorts.80/tcp")
    assert status == 0
    assert "    PATH" in out
    assert "\nExposedPorts 80/tcp is there.\n" in out


def test_single_keys_have_their_stories(explain) -> None:
    status, out, _ = explain("Env.PORT", "ExposedPorts", "Env.TOKEN", "Env")
    assert status == 0
    blocks = out.split("\n\n")
    assert [block.split("\n")[0] for block in blocks[:3]] == [
        "Env PORT is 80.",
        "ExposedPorts 80/tcp is there.",
        "Env TOKEN is (hidden).",
    ]
    assert "  line 7  EXPOSE\n" in f"{blocks[1]}\n"
    assert blocks[3].startswith("  Env\n    PATH ")


def test_path_before_fields(explain, dockerfile) -> None:
    Path("web").mkdir()
    dockerfile.rename("web/Dockerfile")
    assert explain("web", "Entrypoint").out.startswith('Entrypoint is ["x"].')
    assert explain("web/Dockerfile").out.startswith("web/Dockerfile, last stage")
    assert "'preimage explain web FIELD'" in explain("web").out


def test_two_dashes_end_the_path(explain) -> None:
    Path("Cmd").mkdir()
    assert explain("--", "Cmd").status == 1
    assert explain(".", "--", "Cmd").out.startswith("Cmd is not set")


def test_options_may_stand_between(run) -> None:
    assert run("explain", ".", *PLATFORM, "--base", "*=base.json", "Entrypoint").status == 0


def test_variable_at_a_line(explain) -> None:
    status, out, _ = explain("$STAGE", "--line", "8")
    assert status == 0
    assert out.startswith('$STAGE is "dev" at line 8.\n')
    status, out, _ = explain("$NOTHING", "--line", "8")
    assert (status, out) == (1, "$NOTHING is not set at line 8.\n  Nothing sets it.\n")


def test_variable_that_a_project_gives(explain, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n  web:\n    build:\n      context: .\n      args:\n        STAGE: x\n"
    )
    out = explain("compose.yaml#web", "$STAGE", "--line", "8", "--show-values").out
    assert "  line 4  ARG STAGE=dev   (compose.yaml line 6, args)  x\n" in out


def test_build_arguments_and_secrets_are_hidden(explain) -> None:
    arguments = ("$STAGE", "$TOKEN", "Env.TOKEN", "--line", "8", "--build-arg", "STAGE=given")
    shown = explain(*arguments)
    assert shown.status == 0
    assert "given" not in shown.out
    assert "abc" not in shown.out
    shown = explain(*arguments, "--show-values")
    assert "given" in shown.out
    assert "abc" in shown.out


def test_line(explain) -> None:
    assert (
        explain("--line", "6").out
        == """\
lines 5-6  ENV, last stage
  Env PORT   80        in the result
  Env TOKEN  (hidden)  in the result
  feeds ExposedPorts 80/tcp
"""
    )
    assert "Env TOKEN  abc  in the result" in explain("--line", "6", "--show-values").out


def test_first_of_several_lines(explain, dockerfile) -> None:
    dockerfile.write_text("FROM alpine\nRUN a \\\n  b\n")
    assert explain("--line", "3").out == "lines 2-3  RUN a …, last stage\n  sets nothing in the config\n"


def test_json(explain) -> None:
    document = json.loads(explain("--format", "json", "Env.PORT", "--line", "4").out)
    assert document["format_version"] == "1.1"
    (result,) = document["results"]
    assert result["input"]["file"] == "Dockerfile"
    assert [field["key"] for field in result["fields"]] == ["PORT"]
    assert result["lines"][0]["feeds"] == [["config.Labels", "stage"]]


def test_json_of_the_whole_table(explain) -> None:
    (result,) = json.loads(explain("--format", "json").out)["results"]
    by_leaf = {(field["path"], field["key"]): field for field in result["fields"]}
    assert by_leaf["config.Cmd", None]["state"] == "cleared"
    assert by_leaf["config.Env", "TOKEN"]["hidden"] is True
    assert result["variables"] == result["lines"] == []


def test_platforms(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nARG TARGETARCH\nENV A=$TARGETARCH\nUSER x\n")
    platforms = ("--platform", "linux/amd64,linux/arm64")
    out = run("explain", *platforms).out
    assert out.startswith("Dockerfile, last stage, linux/amd64, linux/arm64\n\n")
    assert out.count("User") == 1
    assert out.count("Env A ") == 2
    out = run("explain", ".", "User", "Env.A", *platforms).out
    assert out.startswith("linux/amd64:\nUser is x.\n")
    assert "\nlinux/arm64:\n" in out
    assert run("explain", ".", "User", *platforms).out.startswith("User is x.\n")
    assert len(json.loads(run("explain", "--format", "json", *platforms).out)["results"]) == 2


def test_target(explain) -> None:
    out = explain("--target", "build").out
    assert out.startswith("Dockerfile, stage build, linux/amd64")


def test_unknown_base(run) -> None:
    status, out, err = run("explain", ".", "User", "--unresolved", "empty", *PLATFORM)
    assert (status, out.splitlines()[0]) == (0, "User is not known.")
    assert "taken as empty" in err


def test_width_of_the_terminal(explain, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, explain().out.splitlines()[1:-1])) <= 60


def test_what_turns_text_is_written_out(explain, dockerfile) -> None:
    dockerfile.write_text("FROM alpine\nUSER a\u202eb\x1b[31m\n")
    out = explain().out
    assert "a\\u202eb\\x1b[31m" in out
    assert "\x1b" not in out
    out = explain("User").out
    assert "\x1b" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("$A",), "a variable has its value at a line; name one with --line"),
        (("--line", "99"), "line 99 is outside the file, which has 11 lines"),
        ((".", "Foo"), "no such field: Foo"),
        (("Cmd.0",), "Cmd.0: Cmd has no keys"),
        (("--line", "x"), "argument --line: invalid int value: 'x'"),
    ],
)
def test_error_wrong_use(explain, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = explain(*arguments)
    assert (status, out) == (2, "")
    assert message in err


def test_error_no_such_file(explain) -> None:
    assert explain("nothing") == (2, "", "ERROR: nothing: No such file or directory\n")


def test_error_in_the_dockerfile(explain, dockerfile) -> None:
    dockerfile.write_text("FROM alpine\nFROB\n")
    status, out, err = explain()
    assert (status, out) == (1, "")
    assert "unknown instruction: FROB" in err


def test_error_base_that_is_not_known(run) -> None:
    assert run("explain", "--offline").status == 4


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("explain", "--format", "json"), id="explain"),
        pytest.param(("explain", "--format", "json", "ExposedPorts"), id="one field"),
        pytest.param(("report", "-o", "-"), id="report"),
        pytest.param(("report", "-o", "-", "--against", "."), id="report with changes"),
    ],
)
def test_error_too_many_fields_is_said_before_they_are_explained(run, dockerfile, command: tuple[str, ...]) -> None:
    dockerfile.write_text("FROM scratch\nEXPOSE 1-65535\nEXPOSE 1-65535/udp\n")
    start = time.process_time()
    status, out, err = run(*command)
    assert (status, out) == (1, "")
    assert err.endswith("the report is larger than 8389360 bytes (limit output_bytes)\n")
    assert time.process_time() - start < 2
