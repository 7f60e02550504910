from __future__ import annotations

import re
from pathlib import Path

import pytest

from preimage import cli
from preimage.cli.commands import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_the_module_of_its_name(name: str) -> None:
    assert COMMANDS[name].load().__module__ == f"preimage.cli.{name}"


def test_every_module_that_runs_is_a_command() -> None:
    folder = Path(str(cli.__file__)).parent
    # One has to be given the table of commands first.
    defined = re.compile(r"^(    )?def run\(arguments", re.MULTILINE)
    modules = [path.stem for path in folder.glob("*.py") if defined.search(path.read_text(encoding="utf-8"))]
    assert sorted(modules) == sorted(COMMANDS)
