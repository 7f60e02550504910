from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from preimage.cli import main
from preimage.model.platforms import format_platform_full, machine_platform

MACHINE = format_platform_full(machine_platform())
SCRATCH = "FROM scratch\nHEALTHCHECK --interval=90s CMD curl -f http://localhost/\nLABEL a=1\n"
BASE = '{"architecture": "amd64", "os": "linux", "config": {"User": "web"}}'


@pytest.fixture(autouse=True)
def dockerfile(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_text(SCRATCH)
    return path


def read_config(run, *arguments: str):
    status, out, err = run("config", "--section", "config", *arguments)
    assert (status, err) == (0, "")
    return json.loads(out)


def test_pretty_is_the_default(run) -> None:
    status, out, err = run("config", "--section", "ext")
    assert (status, err) == (0, "")
    assert out == (
        '{\n  "Healthcheck": {\n    "Test": [\n      "CMD-SHELL",\n      "curl -f http://localhost/"\n    ],\n'
        '    "Interval": 90000000000\n  }\n}\n'
    )


def test_canonical_has_no_newline(run) -> None:
    status, out, _ = run("config", "--format", "canonical", "--section", "ext")
    assert status == 0
    assert out == '{"Healthcheck":{"Test":["CMD-SHELL","curl -f http://localhost/"],"Interval":90000000000}}'


def test_sections(run) -> None:
    image = json.loads(run("config").out)
    assert list(image) == ["architecture", "os", "rootfs", "history", "config"]
    assert json.loads(run("config", "--section", "config").out) == image["config"]


def test_target_and_build_args(run, dockerfile, monkeypatch) -> None:
    text = "FROM scratch AS a\nARG GIVEN\nARG FOUND\nARG LOST=d\nLABEL g=$GIVEN f=$FOUND l=$LOST\nFROM a\n"
    dockerfile.write_text(text)
    monkeypatch.setenv("FOUND", "environment")
    monkeypatch.delenv("LOST", raising=False)
    arguments = ["--build-arg", "GIVEN=a=b", "--build-arg", "FOUND", "--build-arg", "LOST"]
    status, out, err = run("config", "--section", "config", "--target", "a", *arguments)
    assert json.loads(out)["Labels"] == {"g": "a=b", "f": "environment", "l": "d"}
    assert (status, err) == (0, "--build-arg LOST has no value: no environment variable has that name\n")


def test_labels_of_the_build(run) -> None:
    labels = read_config(run, "--label", "a=2", "--label", "b=x=y", "--label", "c")["Labels"]
    assert labels == {"a": "2", "b": "x=y", "c": ""}


def test_epoch_from_the_environment(run, monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert json.loads(run("config").out)["history"][0]["created"] == "1970-01-01T00:00:00Z"
    image = json.loads(run("config", "--build-arg", "SOURCE_DATE_EPOCH=1").out)
    assert image["history"][0]["created"] == "1970-01-01T00:00:01Z"


def test_one_platform(run) -> None:
    image = json.loads(run("config", "--platform", "linux/arm64").out)
    assert image["architecture"] == "arm64"


def test_several_platforms_are_keyed(run) -> None:
    status, out, _ = run(
        "config",
        *("--section", "ext"),
        *("--platform", "linux/arm64,linux/amd64", "--platform", "linux/arm64", "--platform", "local"),
    )
    assert status == 0
    assert list(json.loads(out)) == list(dict.fromkeys(["linux/arm64", "linux/amd64", MACHINE]))
    assert out.startswith('{\n  "linux/arm64": {\n    "Healthcheck": {\n')
    assert out.endswith("    }\n  }\n}\n")


def test_several_platforms_canonical(run) -> None:
    status, out, _ = run("config", "--format", "canonical", "--section", "ext", "--platform", "linux/arm64,linux/amd64")
    health = '{"Healthcheck":{"Test":["CMD-SHELL","curl -f http://localhost/"],"Interval":90000000000}}'
    assert (status, out) == (0, f'{{"linux/arm64":{health},"linux/amd64":{health}}}')


@pytest.mark.parametrize(
    ("default", "architecture"),
    [
        pytest.param("linux/s390x", "s390x", id="set"),
        pytest.param("", MACHINE.split("/")[1], id="empty"),
    ],
)
def test_default_platform_of_docker(run, monkeypatch, default, architecture) -> None:
    monkeypatch.setenv("DOCKER_DEFAULT_PLATFORM", default)
    assert json.loads(run("config").out)["architecture"] == architecture
    assert json.loads(run("config", "--platform", "linux/riscv64").out)["architecture"] == "riscv64"


def test_given_base(run, tmp_path, dockerfile) -> None:
    dockerfile.write_text("FROM web:1\n")
    (tmp_path / "web.json").write_text(BASE)
    assert read_config(run, "--base", "web:1=web.json")["User"] == "web"
    assert read_config(run, "--base", "*=web.json", "--platform", "linux/arm64")["User"] == "web"


def test_error_unknown_base(run, dockerfile) -> None:
    dockerfile.write_text("FROM web:1\n")
    status, out, err = run("config", "--offline")
    assert (status, out) == (4, "")
    place, *excerpt, error, fact, hint = err.splitlines()
    assert place == "Dockerfile:1"
    assert "   1 | >>> FROM web:1" in excerpt
    assert error == "ERROR: web:1: docker.io/library/web:1: not found"
    assert fact.endswith(" is not known: no registry was asked: --offline.")
    assert "--base docker.io/library/web:1=FILE" in hint


def test_unknown_base_taken_as_empty(run, dockerfile) -> None:
    dockerfile.write_text("FROM web:1\nUSER me\n")
    status, out, err = run("config", "--unresolved", "empty", "--section", "config")
    assert status == 0
    assert json.loads(out)["User"] == "me"
    assert err == "WARNING: docker.io/library/web:1: base not known, taken as empty\n"


def test_error_of_the_dockerfile(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\n\nHEALTHCHECK --interval=5 CMD x\x1b[31m\n# end\n")
    status, out, err = run("config")
    assert (status, out) == (1, "")
    assert err == (
        "Dockerfile:3\n--------------------\n   1 |     FROM scratch\n   2 |     \n"
        "   3 | >>> HEALTHCHECK --interval=5 CMD x\\x1b[31m\n   4 |     # end\n   5 |     \n--------------------\n"
        'ERROR: dockerfile parse error on line 3: time: missing unit in duration "5"\n'
    )


def test_error_target(run) -> None:
    status, out, err = run("config", "--target", "x\x9b")
    assert (status, out) == (1, "")
    assert err == (
        'ERROR: Dockerfile: target stage "x\\u009b" could not be found\n'
        "Dockerfile has no stage with a name; without --target its last one is built\n"
    )


def test_error_of_one_of_several_platforms_prints_nothing(run, tmp_path) -> None:
    status, out, err = run("config", "--platform", "linux/amd64,b\x1bad/x/y/z", "-o", "out.json")
    assert (status, out) == (2, "")
    assert "\x1b" not in err
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("text", ["\x1b[31m", "\x07", "\x7f", "\x9b31m"])
def test_controls_are_never_raw(run, dockerfile, text) -> None:
    dockerfile.write_text(f'FROM scratch\nLABEL a="{text}"\n')
    status, out, _ = run("config", "--section", "config")
    assert status == 0
    assert json.loads(out)["Labels"] == {"a": text}
    assert text[0] not in out


def test_canonical_keeps_what_buildkit_keeps(run, dockerfile) -> None:
    dockerfile.write_text('FROM scratch\nLABEL a="\x7f"\n')
    assert '"a":"\x7f"' in run("config", "--format", "canonical").out


def test_error_true_fails_on_what_the_ignore_file_excludes(run, tmp_path, dockerfile) -> None:
    dockerfile.write_text("# check=error=true\nFROM scratch\nCOPY a /\n")
    assert run("config").status == 0
    (tmp_path / ".dockerignore").write_text("a\n")
    status, _, err = run("config")
    assert (status, err) == (1, "ERROR: Dockerfile: lint violation found for rules: CopyIgnoredFile\n")


def test_check_options_of_the_build(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch as a\n")
    status, out, err = run("config", "--build-arg", "BUILDKIT_DOCKERFILE_CHECK=error=true")
    assert (status, out, err) == (1, "", "ERROR: Dockerfile: lint violation found for rules: FromAsCasing\n")


def test_digest(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nENV A=b\n")
    digest = "sha256:32ac57e48eb2a49752b3da977dde92ef0939d4ae3efbfe69bf0e4d07afccb792"
    assert run("config", "--digest", "--platform", "linux/amd64") == (0, f"{digest}\n", "")
    status, out, err = run("config", "--digest", "--platform", "linux/arm64,linux/amd64")
    assert (status, err) == (0, "")
    first, second = out.splitlines()
    assert first.startswith("linux/arm64 sha256:")
    assert second == f"linux/amd64 {digest}"


def test_error_digest_that_cannot_be_known(run, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nRUN true\n")
    status, out, err = run("config", "--digest")
    assert (status, out) == (1, "")
    assert err.startswith("ERROR: the image ID cannot be known before a build: ")


def test_output_file(run, tmp_path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old")
    path.chmod(0o640)
    status, out, err = run("config", "-o", "out.json", "--section", "ext")
    assert (status, out, err) == (0, "", "")
    assert path.read_text() == run("config", "--section", "ext").out
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == ["Dockerfile", "out.json"]


def test_error_leaves_the_output_file_alone(run, tmp_path, dockerfile) -> None:
    (tmp_path / "out.json").write_text("old")
    dockerfile.write_text("FRO scratch\n")
    assert run("config", "-o", "out.json").status == 1
    assert (tmp_path / "out.json").read_text() == "old"


def test_error_output_in_a_folder_that_is_not_there(run) -> None:
    status, out, err = run("config", "-o", "no/out.json")
    assert (status, out) == (2, "")
    assert err == "ERROR: no/out.json: No such file or directory\n"


def test_standard_input_as_a_process(start) -> None:
    arguments = ["config", "--format", "canonical", "--section", "ext", "-"]
    process = start(*arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, _ = process.communicate(b'FROM scratch\nSHELL ["a"]\n', timeout=30)
    assert (process.returncode, out) == (0, b'{"Shell":["a"]}')


def test_bytes_that_are_no_text(run, dockerfile) -> None:
    dockerfile.write_bytes(b"FROM scratch\nLABEL a=\xff\n")
    assert read_config(run, "--label", "b=\udcff")["Labels"] == {"a": "\ufffd", "b": "\ufffd"}


def test_an_encoding_that_cannot_say_it(start, tmp_path, dockerfile) -> None:
    dockerfile.write_text("FROM scratch\nLABEL a=\u20ac\nFRO \u20ac\n", encoding="utf-8")
    process = start("config", stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"PYTHONIOENCODING": "ascii"})
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, b"")
    assert b"Traceback" not in err
    assert err.endswith(b"unknown instruction: FRO (did you mean FROM?)\n")


def test_whole_image_needs_no_terminal(capfdbinary) -> None:
    assert main(["config"]) == 0
    assert capfdbinary.readouterr().out.startswith(b'{\n  "architecture": ')
