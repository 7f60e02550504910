from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from preimage.cli.commands import COMMANDS
from preimage.cli.manual import make_manual
from preimage.cli.parsers import find_parser, list_options

ROOT = Path(__file__).parents[2]


def test_every_command_and_option_is_in_it() -> None:
    text = re.sub(r"\\([-e&]|\(aq|\(dq)", lambda match: {"-": "-"}.get(match[1], "?"), make_manual())
    for name, command in COMMANDS.items():
        part = text.partition(f".SS preimage {name} [OPTION...]")[2].partition("\n.SS ")[0]
        options = [option for action in list_options(find_parser(command.load())) for option in action.option_strings]
        assert [option for option in options if option not in part] == [], name


def test_it_is_read_without_warnings() -> None:
    if shutil.which("man") is None:
        pytest.skip("needs the program man (Debian: apt-get install man-db)")
    command = ["man", "--warnings", "--encoding=UTF-8", "-l", "-"]
    env = {**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, input=make_manual(), capture_output=True, text=True, env=env, timeout=60, check=True)
    assert done.stderr == ""
    assert "preimage check [OPTION...] PATH" in done.stdout
    assert "--stdin-filename NAME" in done.stdout


def test_it_is_in_the_source_distribution_and_needs_nobody(tmp_path) -> None:
    for name in ("setup.py", "setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "compiler", tmp_path / "compiler", ignore=ignored)
    # Without the packages of this environment, as in an isolated build.
    made = subprocess.run(
        [sys.executable, "-S", "-m", "preimage.cli.manual"],
        cwd=tmp_path / "compiler",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert made.stdout == make_manual()
    subprocess.run([sys.executable, "setup.py", "-q", "sdist"], cwd=tmp_path, check=True, timeout=120)
    [archive] = (tmp_path / "dist").iterdir()
    with tarfile.open(archive) as distribution:
        [name] = [name for name in distribution.getnames() if name.endswith("/man/preimage.1")]
        page = distribution.extractfile(name)
        assert page is not None
        assert page.read().decode() == make_manual()
