from __future__ import annotations

import json
from pathlib import Path

import pytest

BASE = json.dumps({"architecture": "amd64", "os": "linux", "config": {"OnBuild": ["ARG TRIGGERED"]}})
TEXT = "ARG VERSION=1\nFROM alpine:$VERSION AS build\nARG COLOR\nONBUILD ARG LATER\n"
GIVEN = ["--base", "alpine:1=base.json"]
# One base is used for each command by its own words, the rest is the same.
COMMANDS = {
    "config": ["--platform", "linux/amd64"],
    "check": ["--platform", "linux/amd64"],
    "lock": ["--platform", "linux/amd64"],
    "snapshot": ["--platform", "linux/amd64"],
    "explain": ["--platform", "linux/amd64"],
    "report": ["--platform", "linux/amd64", "-o", "page.html"],
    "outline": ["--build-platform", "linux/amd64"],
}


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dockerfile").write_text(TEXT)
    (tmp_path / "base.json").write_text(BASE)
    monkeypatch.delenv("ABSENT", raising=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--build-arg", "VERSON=2"], "--build-arg VERSON is not used: no ARG declares it (did you mean VERSION?)"),
        (["--build-arg", "X=2"], "--build-arg X is not used: no ARG declares it"),
        (["--build-arg", f"{'X' * 90}=2"], f"--build-arg {'X' * 90} is not used: no ARG declares it"),
        (["--build-arg", "ABSENT"], "--build-arg ABSENT is not used: no ARG declares it"),
        (["--build-arg", "TARGETARCH=2"], "--build-arg TARGETARCH is not used: no ARG declares it"),
        (["--base", "debian=base.json"], "--base debian is not used: asked for: alpine:1"),
        (["--base", "alpine:1|linux/arm64=base.json"], "--base alpine:1|linux/arm64 is not used: asked for: alpine:1"),
        (["--base", "*=base.json"], "--base * is not used: asked for: alpine:1"),
        (["--base", "debian=oci-layout://no"], "--base debian is not used: asked for: alpine:1; and there is no no"),
        (
            ["--base", "alpine:1=base.json"],
            "--base alpine:1=base.json is not used: there is a later one for alpine:1",
        ),
        (
            ["--build-context", "bulid=docker-image://alpine:1"],
            "--build-context bulid is not used: nothing that was built has a stage or an image of that name",
        ),
    ],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_unused(run, command, arguments, said) -> None:
    status, _, err = run(command, *COMMANDS[command], *GIVEN, *arguments)
    assert status == 0
    assert [line for line in err.splitlines() if " is not used" in line] == [said]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--build-arg", "VERSION=1"], id="global ARG"),
        pytest.param(["--build-arg", "COLOR=1"], id="ARG of a stage"),
        pytest.param(["--build-arg", "LATER=1"], id="ARG of a trigger"),
        pytest.param(["--build-arg", "TRIGGERED=1"], id="ARG of a trigger of the base"),
        pytest.param(["--build-arg", "HTTP_PROXY=x", "--build-arg", "no_proxy=x"], id="proxies"),
        pytest.param(["--build-arg", "SOURCE_DATE_EPOCH=1"], id="epoch"),
        pytest.param(["--build-arg", "BUILDKIT_INLINE_CACHE=1"], id="of BuildKit"),
        pytest.param(["--build-context", "build=docker-image://alpine:1"], id="context for a stage"),
        pytest.param(["--build-context", "alpine:1=docker-image://alpine:1"], id="context for an image"),
    ],
)
def test_used(run, arguments) -> None:
    status, _, err = run("config", "--platform", "linux/amd64", *GIVEN, *arguments)
    assert (status, err) == (0, "")


def test_any_base_is_used(run) -> None:
    assert run("config", "--platform", "linux/amd64", "--base", "*=base.json").err == ""


def test_automatic_arg_in_from_is_used(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM --platform=$TARGETPLATFORM alpine:1\n")
    assert run("config", *GIVEN, "--build-arg", "TARGETPLATFORM=linux/amd64").err == ""


def test_option_is_used_if_one_of_several_files_uses_it(run, tmp_path) -> None:
    (tmp_path / "other.Dockerfile").write_text("FROM scratch\nARG OTHER\n")
    arguments = ["--build-arg", "OTHER=1", *GIVEN]
    assert run("check", ".", *arguments).err == ""
    assert (
        run("check", "other.Dockerfile", *arguments).err == "--base alpine:1 is not used: no base image was asked for\n"
    )


def test_settings_need_not_be_used(run, tmp_path) -> None:
    (tmp_path / "preimage.toml").write_text('[build-args]\nVERSON = "1"\n[bases]\n"debian" = "base.json"\n')
    assert run("config", "--platform", "linux/amd64", *GIVEN).err == ""


def test_locked_leaves_out_what_is_given(run) -> None:
    arguments = ["--platform", "linux/amd64", *GIVEN]
    assert run("lock", *arguments).status == 0
    status, _, err = run("config", "--locked", *arguments)
    assert (status, err) == (0, "--base has no effect with --locked: only the lock file answers\n")


def test_option_for_one_side(run, tmp_path) -> None:
    (tmp_path / "old").write_text("FROM scratch\nARG OLD\n")
    status, _, err = run(
        "diff", "old", "Dockerfile", *GIVEN, "--before-build-arg", "OLDER=1", "--after-build-arg", "COLOR=1"
    )
    assert (status, err) == (1, "--build-arg OLDER is not used: no ARG declares it (did you mean OLD?)\n")


def test_error_has_the_unused_build_arg_beside_it(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("ARG VERSION\nFROM alpine:$VERSION\n")
    status, _, err = run("config", "--build-arg", "VERSON=2", "--base", "debian=base.json")
    assert status == 1
    assert err.startswith("Dockerfile:2\n")
    assert err.endswith("--build-arg VERSON is not used: no ARG declares it (did you mean VERSION?)\n")


def test_error_that_cuts_the_run_short_leaves_it_open_which_bases_are_used(run, tmp_path) -> None:
    (tmp_path / "bad").write_text("FROM alpine:$\n")
    for command in ("check", "snapshot"):
        status, _, err = run(
            command, "bad", "Dockerfile", "--platform", "linux/amd64", *GIVEN, "--base", "debian=base.json"
        )
        assert status == 1
        assert "is not used" not in err


def test_error_text_that_cannot_be_read_leaves_it_open_which_args_are_used(run, tmp_path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nARG A\nCOPY <<E /\n")
    assert "is not used" not in run("config", "--build-arg", "B=1").err


@pytest.mark.parametrize("command", ["config", "check", "lock", "snapshot", "outline"])
def test_error_build_arg_without_a_name(run, command) -> None:
    assert run(command, *GIVEN, "--build-arg", "=x") == (2, "", "ERROR: --build-arg =x: want KEY[=VALUE]\n")


@pytest.mark.parametrize(
    "arguments",
    [("check", "--context", "nope"), ("config", "nope", "-f", "Dockerfile"), ("check", "nope", "-f", "Dockerfile")],
)
def test_error_context_that_is_not_there(run, arguments) -> None:
    assert run(*arguments, *GIVEN) == (2, "", "ERROR: build context nope: there is no such folder\n")


def test_context_that_docker_would_fetch_is_left_alone(run) -> None:
    run_of = run("config", "https://example.com/x.git", "-f", "Dockerfile", "--platform", "linux/amd64", *GIVEN)
    assert (run_of.status, run_of.err) == (0, "")


@pytest.mark.parametrize("option", ["--target", "--before-target", "--after-target"])
def test_error_target_beside_every_stage(run, option) -> None:
    ran = run("diff", "Dockerfile", "--matrix", option, "build", *GIVEN)
    assert ran == (2, "", f"ERROR: --matrix compares every stage, so {option} has nothing to choose\n")
