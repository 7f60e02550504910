"""Interrupts at any moment: while the program is loaded, while it works, and when it is done."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import preimage
from preimage.cli.main import main

SOURCES = str(Path(preimage.__file__).parent.parent)

# Sends an interrupt when a module is looked for, or when Python ends; then runs the program.
PROGRAM = """
import atexit, os, signal, sys

moment = sys.argv.pop(1)

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == moment:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
if moment == "the end":
    atexit.register(os.kill, os.getpid(), signal.SIGINT)
from preimage.cli.main import main
sys.exit(main())
"""


def run(moment: str, *arguments: str, before: str = "") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", before + PROGRAM, moment, *arguments],
        env={**os.environ, "PYTHONPATH": SOURCES},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "moment",
    [
        "preimage.cli.dispatch",
        "preimage.cli.commands",
        "preimage.model.errors",
        "preimage.cli.config",
        "preimage.cli.arguments",
        "preimage.api",
        "preimage.frontend.parser",
        "preimage.model.limits",
        "the end",
    ],
)
def test_interrupt(tmp_path: Path, moment: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    done = run(moment, "config", "-o", "out", "Dockerfile")
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
    assert sorted(os.listdir(tmp_path)) == (["Dockerfile", "out"] if moment == "the end" else ["Dockerfile"])


def test_an_interrupt_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    before = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    done = run("preimage.cli.dispatch", "config", "Dockerfile", before=before)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_caller_keeps_its_handler(capsysbinary) -> None:
    before = signal.getsignal(signal.SIGINT)
    assert main(["-V"]) == 0
    assert signal.getsignal(signal.SIGINT) is before
    capsysbinary.readouterr()


def test_the_collector_of_a_caller_is_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    gc.unfreeze()
    gc.set_threshold(701, 11, 12)
    try:
        assert main(["check", "--offline", str(tmp_path)]) == 0
        assert gc.get_threshold() == (701, 11, 12)
        assert gc.get_freeze_count() == 0
    finally:
        gc.set_threshold(700, 10, 10)
