"""What the docker client hands to its plugins, and what comes of it."""

from __future__ import annotations

import json
import os

import pytest

from preimage.cli.docker_plugin import main, render_completions, split_arguments
from preimage.version import VERSION


@pytest.mark.parametrize(
    ("words", "own", "variables"),
    [
        pytest.param("preimage config --target x", "config --target x", {}, id="a command"),
        pytest.param("preimage", "", {}, id="nothing"),
        pytest.param("preimage preimage", "preimage", {}, id="the name as an argument"),
        pytest.param("help preimage", "--help", {}, id="help"),
        pytest.param("help preimage config", "config --help", {}, id="help for a command"),
        pytest.param("--config /c preimage check", "check", {"DOCKER_CONFIG": "/c"}, id="folder of settings"),
        pytest.param("--config=/c preimage check", "check", {"DOCKER_CONFIG": "/c"}, id="with an equals sign"),
        pytest.param("-H unix:///s preimage check", "check", {"DOCKER_HOST": "unix:///s"}, id="engine"),
        pytest.param("-Hunix:///s preimage check", "check", {"DOCKER_HOST": "unix:///s"}, id="short with its value"),
        pytest.param("-H=unix:///s preimage check", "check", {"DOCKER_HOST": "unix:///s"}, id="short, equals sign"),
        pytest.param("-D -l debug --log-level=info --debug preimage check", "check", {}, id="what the client logs"),
        pytest.param("preimage check -H x", "check -H x", {}, id="left alone behind the name"),
    ],
)
def test_arguments_are_split(words: str, own: str, variables: dict[str, str]) -> None:
    assert split_arguments(words.split()) == (own.split(), variables)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "docker-preimage is a plugin of the docker client: run 'docker preimage', or 'preimage' itself"),
        ("--context x preimage", "docker's --context means nothing to preimage, which asks engines at unix sockets: give --host"),
        ("-cx preimage", "docker's --context means nothing to preimage, which asks engines at unix sockets: give --host"),
        ("--tlsverify preimage", "docker's --tlsverify means nothing to preimage, which asks engines at unix sockets: give --host"),
        ("--host", "docker's --host needs a value"),
        ("config .", "docker handed on config, which preimage does not know before its name"),
        ("\x1b[0m", "docker handed on \\x1b[0m, which preimage does not know before its name"),
    ],
)  # fmt: skip
def test_error_arguments(words: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words.split()) == 2
    assert capsys.readouterr() == ("", f"ERROR: {message}\n")


def test_metadata(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["docker-cli-plugin-metadata"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert json.loads(out) == {
        "SchemaVersion": "0.1.0",
        "Vendor": "The preimage authors",
        "Version": VERSION,
        "ShortDescription": "The image config of a Dockerfile, before the image exists",
    }


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        pytest.param(["conf"], ["config", ":4"], id="a command"),
        pytest.param(["nothing"], [":4"], id="no such command"),
        pytest.param(["config", "x"], [":0"], id="files"),
    ],
)
def test_completions(words: list[str], lines: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert render_completions(words).split("\n") == lines
    assert main(["__complete", "preimage", *words]) == 0
    assert capsys.readouterr().out.split("\n")[:-1] == lines


def test_command_runs_with_the_variables(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///before")
    assert main(["--host", "unix:///after", "preimage", "--version"]) == 0
    assert os.environ["DOCKER_HOST"] == "unix:///after"
    assert capfd.readouterr() == (f"preimage {VERSION}\n", "")
