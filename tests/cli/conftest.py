"""Running commands: in this process with what they print, and as a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import preimage
from preimage.cli import main
from preimage.cli.manners import MANNERS

SOURCES = str(Path(preimage.__file__).parent.parent)


class Ran(NamedTuple):
    """A command that has run: its exit status and what it printed."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _plain_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, without the settings of whoever runs the tests, nor those of an earlier command."""
    MANNERS.reset()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "no client settings"))
    for name in ("BUILDKIT_DOCKERFILE_CHECK", "COLUMNS", "DOCKER_DEFAULT_PLATFORM", "NO_COLOR", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    """Give a function that runs a command in this process."""

    def run_main(*arguments: str) -> Ran:
        status = main(list(arguments))
        out, err = capsysbinary.readouterr()
        return Ran(status, out.decode("utf-8", "surrogateescape"), err.decode("utf-8", "surrogateescape"))

    return run_main


@pytest.fixture
def start() -> Callable[..., subprocess.Popen[bytes]]:
    """Give a function that starts a command as a process; further arguments are those of Popen."""

    def start_process(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        env = {**os.environ, "PYTHONPATH": SOURCES, **options.pop("env", {})}
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-m", "preimage", *arguments], env=env, **options
        )
        return process

    return start_process
