from __future__ import annotations

import pytest

from preimage.cli.commands import COMMANDS
from preimage.cli.parsers import find_parser, list_arguments, list_options


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_gives_its_parser(run, name) -> None:
    parser = find_parser(COMMANDS[name].load())
    out = run(name, "--help").out
    options = [option for action in list_options(parser) for option in action.option_strings]
    assert {"-h", "--help", "-q", "-v", "--color"} <= set(options)
    assert [option for option in options if option not in out] == []
    assert [action for action in list_arguments(parser) if not action.help] == []
