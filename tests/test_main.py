"""``python -m preimage``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import preimage

SOURCES = str(Path(preimage.__file__).parent.parent)


def run_module(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "preimage", *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONPATH": SOURCES},
        check=False,
        timeout=60,
    )


def test_compiles_standard_input() -> None:
    done = run_module("config", "--section", "ext", "-", text='FROM scratch\nSHELL ["/bin/bash", "-c"]\n')
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == '{\n  "Shell": [\n    "/bin/bash",\n    "-c"\n  ]\n}\n'


def test_error_gives_its_exit_status() -> None:
    done = run_module("config", "-", text="FROM scratch\nFROB x\n")
    assert (done.returncode, done.stdout) == (1, "")
    error = "ERROR: dockerfile parse error on line 2: unknown instruction: FROB (did you mean FROM?)"
    assert done.stderr.splitlines()[-1] == error
