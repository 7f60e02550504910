"""The scripts in the shells themselves, with words that each shell could take for something else."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from preimage.backends.completion_scripts import (
    FILES,
    FOLDERS,
    CommandLine,
    Option,
    Value,
    render_bash,
    render_fish,
    render_zsh,
)

COMMANDS = {
    "check": CommandLine(
        "it's a [check]: $HOME `x` \\",
        [
            Option(["-f", "--file"], "the file's [name]: $x", Value(FILES)),
            Option(["--format"], "one of 'text', json", Value(words=["text", "json-lines", "junit"])),
            Option(["--folder"], "a folder", Value(FOLDERS)),
            Option(["--select"], "rules", Value(words=["FromAsCasing", "FooBar", "preimage/Utf16"], is_list=True)),
            Option(["--quiet", "-q"], "say nothing", None),
        ],
        Value(FILES),
    ),
    "rule": CommandLine("rules", [Option(["--format"], "how", Value(words=["yaml"]))], Value(words=["One", "Two"])),
}
CASES = [
    pytest.param("ch", {"check"}, id="command"),
    pytest.param("", {"check", "rule"}, id="commands"),
    pytest.param("check --fo", {"--format", "--folder"}, id="options"),
    pytest.param("check --format j", {"json-lines", "junit"}, id="value"),
    pytest.param("rule --format y", {"yaml"}, id="value of another command"),
    pytest.param("check --folder ", {"sub"}, id="folders"),
    pytest.param("check --file in", {"in.txt"}, id="file of an option"),
    pytest.param("check i", {"in.txt"}, id="file"),
    pytest.param("check --select F", {"FromAsCasing", "FooBar"}, id="list"),
    pytest.param("check --select FromAsCasing,pre", {"FromAsCasing,preimage/Utf16"}, id="second of a list"),
    pytest.param("rule T", {"Two"}, id="argument"),
    pytest.param("check --quiet in", {"in.txt"}, id="behind a flag"),
]


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.txt").touch()
    (tmp_path / "sub").mkdir()


def need(shell: str) -> str:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"needs the program {shell} (Debian: apt-get install {shell})")
    return path


def run_shell(*arguments: str) -> str:
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def complete_in_bash(line: str) -> set[str]:
    Path("script").write_text(render_bash(COMMANDS))
    words = ["preimage", *line.replace("=", " = ").split(" ")]
    listed = " ".join(f"'{word}'" for word in words)
    code = f"source ./script; COMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}; _preimage; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    return set(run_shell(need("bash"), "--norc", "-c", code).split()) - {"script"}


@pytest.mark.parametrize(("line", "words"), [*CASES, pytest.param("check --format=ju", {"junit"}, id="behind =")])
def test_bash(line, words) -> None:
    assert complete_in_bash(line) == words


@pytest.mark.parametrize(
    ("line", "words"), [*CASES, pytest.param("check --format=ju", {"--format=junit"}, id="behind =")]
)
def test_fish(line, words, monkeypatch, tmp_path) -> None:
    Path("script").write_text(render_fish(COMMANDS))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    out = run_shell(need("fish"), "--no-config", "-c", f"source ./script; complete -C 'preimage {line}'")
    found = {each.partition("\t")[0].rstrip("/") for each in out.splitlines()}
    assert found - {"script", "home"} == words


def complete_in_zsh(line: str) -> str:
    """Type a line and a tab in a zsh, and give what the line has become."""
    zsh = need("zsh")
    Path("script").write_text(render_zsh(COMMANDS))
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update({"TERM": "dumb", "PS1": "> ", "HOME": os.getcwd()})
        os.execv(zsh, [zsh, "-f", "-i"])
    text = ""

    def read_until(mark: str) -> None:
        nonlocal text
        end = time.monotonic() + 60
        while mark not in text:
            assert time.monotonic() < end, text
            if select.select([terminal], [], [], 1)[0]:
                text += os.read(terminal, 1 << 16).decode()

    os.write(terminal, b"autoload -U compinit; compinit -D -u; source ./script; rm script; clear; PS1=REA''DY\n")
    # The prompt: from here on zsh reads keys.
    read_until("READY")
    text = ""
    os.write(terminal, f"preimage {line}\tEN''D".encode())
    read_until("EN''D")
    os.write(terminal, b"\x15exit\n")
    os.close(terminal)
    os.waitpid(child, 0)
    return re.sub(r"\x1b\[[0-9?]*[A-Za-z]|[\x07\r]", "", text)


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        pytest.param("ch", "preimage check ", id="command"),
        pytest.param("check --quie", "preimage check --quiet ", id="option"),
        pytest.param("check --format ju", "preimage check --format junit ", id="value"),
        pytest.param("check --format=ju", "preimage check --format=junit ", id="behind ="),
        pytest.param("check --folder s", "preimage check --folder sub/", id="folders"),
        pytest.param("check in", "preimage check in.txt ", id="file"),
        pytest.param("check --select FromAsCasing,pre", "--select FromAsCasing,preimage/Utf16", id="second of a list"),
        pytest.param("rule T", "preimage rule Two ", id="argument"),
    ],
)
def test_zsh(line, completed) -> None:
    assert completed in complete_in_zsh(line).replace("EN''D", "")
