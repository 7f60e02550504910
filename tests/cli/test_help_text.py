from __future__ import annotations

import pytest

from preimage.cli.commands import COMMANDS
from preimage.cli.help_text import render_help
from preimage.cli.manners import measure_width


@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_help_fits_its_width_and_has_every_command_once(width) -> None:
    lines = render_help(width).splitlines()
    if width >= 60:
        assert max(map(len, lines)) <= width
    assert [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "] == sorted(
        COMMANDS,
        key=lambda name: list(dict.fromkeys(each.group for each in COMMANDS.values())).index(COMMANDS[name].group),
    )


@pytest.mark.parametrize(
    ("columns", "width"),
    [("60", 60), ("80", 80), ("200", 120), ("1", 20), ("0", 98), ("", 98), ("many", 98), ("99999", 98)],
)
def test_width(monkeypatch, columns, width) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert measure_width() == width


@pytest.mark.parametrize("columns", [60, 80, 200])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_commands_fits(run, monkeypatch, command, columns) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = run(command, "--help").out
    assert max(map(len, out.splitlines())) <= columns
    assert out.startswith(f"usage: preimage {command} [OPTION...]")
