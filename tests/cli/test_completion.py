from __future__ import annotations

import pytest

from preimage.cli.commands import COMMANDS
from preimage.model.rules import RULES


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_know_all_commands_options_and_rules(run, shell) -> None:
    status, out, err = run("completion", shell)
    assert (status, err) == (0, "")
    assert [name for name in (*COMMANDS, *RULES, "json-lines", "mermaid") if name not in out] == []
    prefix = "-l " if shell == "fish" else "--"
    assert f"{prefix}build-arg" in out
    # What is taken for the sake of pasted lines is not offered.
    assert f"{prefix}cgroup-parent" not in out


def test_error_another_shell(run) -> None:
    status, out, err = run("completion", "tcsh")
    assert (status, out) == (2, "")
    assert err.startswith("ERROR: argument SHELL: invalid choice: 'tcsh'")
