from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import preimage
from preimage.cli import main as exported
from preimage.cli.commands import COMMANDS
from preimage.cli.main import main

GOOD_FILE = b"FROM scratch\nENV A=1\n"


def test_package_gives_main() -> None:
    assert exported is main


@pytest.mark.parametrize("argument", ["-h", "--help", "help"])
def test_help_lists_every_command(run, argument) -> None:
    status, out, err = run(argument)
    assert (status, err) == (0, "")
    for name, command in COMMANDS.items():
        assert name in out
        assert command.purpose in out
    assert "Exit status: 0 good; 1" in out
    assert max(map(len, out.splitlines())) <= 100


def test_without_a_command_is_wrong_use(run) -> None:
    status, out, _ = run()
    assert status == 2
    assert out.startswith("usage: preimage COMMAND")


@pytest.mark.parametrize("argument", ["-V", "--version"])
def test_version(run, argument) -> None:
    status, out, err = run(argument)
    assert (status, err) == (0, "")
    assert out.startswith("preimage ")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command) -> None:
    status, out, err = run(command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"usage: preimage {command} ")


def test_help_keeps_what_can_be_copied_in_one_piece(run) -> None:
    assert run("config", "--help").out.count("oci-layout://") == 3


def test_help_fits_the_terminal(run, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert max(map(len, run("check", "--help").out.splitlines())) <= 72


@pytest.mark.parametrize("columns", ["0", "1", "-5", "many"])
def test_help_for_odd_terminals(run, monkeypatch, columns) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert run("check", "--help").status == 0


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param(
            ["confg"], "unknown command: confg (did you mean config?) (see 'preimage --help')", id="near a command"
        ),
        pytest.param(["x\x1b[31m"], r"unknown command: x\x1b[31m (see 'preimage --help')", id="controls in it"),
        pytest.param(
            ["config", "--y\x1b]0;t\x07"],
            r"unknown option --y\x1b]0;t\a (see 'preimage config --help')",
            id="unknown option",
        ),
        pytest.param(
            ["config", "--targe", "x"],
            "unknown option --targe (did you mean --target?) (see 'preimage config --help')",
            id="cut short",
        ),
        pytest.param(["config", "missing"], "missing: No such file or directory", id="no such file"),
        pytest.param(["config", "a\udcff\x1b"], r"a\xff\x1b: No such file or directory", id="name that is no text"),
    ],
)
def test_error_wrong_use(run, arguments, text) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err == f"ERROR: {text}\n"


def test_error_value_that_is_no_choice(run) -> None:
    # How the choices are listed differs between releases of Python.
    status, out, err = run("check", "--format", "xml")
    assert (status, out) == (2, "")
    assert err.startswith("ERROR: argument --format: invalid choice: 'xml' (choose from ")
    assert err.endswith(" (see 'preimage check --help')\n")


def test_error_of_our_own_says_what_to_report(run, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", Reader(ZeroDivisionError("at \x1b")))
    status, out, err = run("config", "-")
    assert (status, out) == (3, "")
    assert err.startswith(r"ERROR: preimage itself failed: ZeroDivisionError: at \x1b (test_dispatch.py:")
    assert err.endswith("Please report this with the Dockerfile and the command line.\n")


def test_interrupted(tmp_path, start) -> None:
    process = start("config", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # The command waits for its input; Python answers the signal only when it has set up its handler.
    while b"S" not in Path(f"/proc/{process.pid}/stat").read_bytes().rpartition(b")")[2][:3]:
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_whoever_reads_has_gone(tmp_path, start, stream) -> None:
    name = "Dockerfile" if stream == "stdout" else "missing"
    (tmp_path / "Dockerfile").write_bytes(GOOD_FILE)
    reading, writing = os.pipe()
    os.close(reading)
    other = "stderr" if stream == "stdout" else "stdout"
    process = start("config", name, **{stream: writing, other: subprocess.PIPE})
    os.close(writing)
    outputs = process.communicate(timeout=30)
    assert process.returncode == 1
    assert [text for text in outputs if text is not None] == [b""]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
@pytest.mark.parametrize("arguments", [["config", "Dockerfile"], ["check", "Dockerfile"], ["-V"]])
def test_error_no_room(tmp_path, start, arguments) -> None:
    (tmp_path / "Dockerfile").write_bytes(GOOD_FILE)
    with open("/dev/full", "wb") as full:
        process = start(*arguments, stdout=full, stderr=subprocess.PIPE)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (2, b"ERROR: No space left on device\n")


@pytest.mark.parametrize(
    ("redirection", "status", "err"),
    [
        pytest.param("<&-", 1, b"ERROR: Dockerfile: the Dockerfile cannot be empty\n", id="input"),
        pytest.param("<Dockerfile >&-", 2, b"ERROR: standard output: Bad file descriptor\n", id="output"),
        pytest.param("-o config.json <Dockerfile >&-", 0, b"", id="output that is not used"),
        pytest.param("--help >&-", 2, b"ERROR: standard output: Bad file descriptor\n", id="output of help"),
        pytest.param("<missing.Dockerfile 2>&-", 1, b"", id="errors"),
        pytest.param("<&- >&- 2>&-", 1, b"", id="all"),
    ],
)
def test_closed_streams(tmp_path, redirection, status, err) -> None:
    (tmp_path / "Dockerfile").write_bytes(GOOD_FILE)
    (tmp_path / "missing.Dockerfile").write_bytes(b"FRO\n")
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -m preimage config - {redirection}', sys.executable],
        env={**os.environ, "PYTHONPATH": str(Path(preimage.__file__).parent.parent)},
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (status, err)


def test_closed_streams_in_this_process(tmp_path, capsysbinary, monkeypatch) -> None:
    (tmp_path / "Dockerfile").write_bytes(GOOD_FILE)
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    try:
        assert main(["config"]) == 2
        assert main(["config", "-o", "config.json"]) == 0
        assert main(["config", "-"]) == 1
    finally:
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            stream.close()


class Reader:
    """What stands for standard input; reading raises an error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    @property
    def buffer(self) -> Reader:
        return self

    def read(self, size: int) -> bytes:
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        pytest.param(KeyboardInterrupt(), 130, "", id="interrupt"),
        pytest.param(BrokenPipeError(), 1, "", id="nobody there"),
        pytest.param(OSError(5, "Input/output error"), 2, "ERROR: Input/output error\n", id="unreadable input"),
        pytest.param(OSError(5, "Failed", b"x\xff"), 2, "ERROR: x\\xff: Failed\n", id="with name"),
        pytest.param(SystemExit(7), 7, "", id="exit with a status"),
        pytest.param(SystemExit("why"), 2, "", id="exit with a text"),
    ],
)
def test_error_while_reading(run, monkeypatch, error, status, text) -> None:
    monkeypatch.setattr(sys, "stdin", Reader(error))
    assert run("config", "-") == (status, "", text)


def test_what_cannot_be_written_is_dropped(tmp_path, monkeypatch) -> None:
    (tmp_path / "Dockerfile").write_bytes(GOOD_FILE)
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["config"]) == 1
    # Closing has flushed what was left, to nowhere.
    assert stream.closed


def read_terminal(descriptor: int) -> bytes:
    parts = []
    try:
        while part := os.read(descriptor, 4096):
            parts.append(part)
    except OSError:  # that is how Linux says that the other side is closed
        pass
    return b"".join(parts)


@pytest.mark.parametrize(
    ("env", "label"),
    [
        pytest.param({"TERM": "xterm"}, b"\x1b[1;31mERROR:\x1b[0m ", id="terminal"),
        pytest.param({"TERM": "xterm", "NO_COLOR": "1"}, b"ERROR: ", id="NO_COLOR"),
        pytest.param({"TERM": "xterm", "NO_COLOR": ""}, b"\x1b[1;31mERROR:\x1b[0m ", id="empty NO_COLOR"),
        pytest.param({"TERM": "dumb"}, b"ERROR: ", id="dumb terminal"),
    ],
)
def test_colors_on_a_terminal(start, env, label) -> None:
    ours, theirs = pty.openpty()
    process = start("config", "missing", stderr=theirs, env=env)
    os.close(theirs)
    shown = read_terminal(ours)
    os.close(ours)
    assert process.wait(timeout=30) == 2
    assert shown == label + b"missing: No such file or directory\r\n"
