"""``preimage completion``: the script with which a shell completes the command line.

Source: docs/reference/cli.md, "preimage completion".
"""

from __future__ import annotations

import argparse

from preimage.backends.completion_scripts import (
    FILES,
    FOLDERS,
    NOTHING,
    CommandLine,
    Option,
    Value,
    render_bash,
    render_fish,
    render_zsh,
)
from preimage.cli.build_options import CommandParser
from preimage.cli.parsers import find_parser, list_arguments, list_options
from preimage.cli.terminal import write_report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from preimage.cli.command import Command, Run

SHELLS = {"bash": render_bash, "zsh": render_zsh, "fish": render_fish}
"""What makes the script, by the name of the shell."""

_RULES = "RULE[,RULE]"
_KINDS = {"FILE": FILES, "PATH": FILES, "FOLDER": FOLDERS}


def make_run(table: Mapping[str, Command]) -> Run:
    """Give what runs the command: it completes those of the table, of which it is one."""

    def run(arguments: list[str]) -> int:
        parser = CommandParser("completion", "Print the script that completes commands, options and values in a shell.")
        parser.add_argument("shell", choices=tuple(SHELLS), metavar="SHELL", help=", ".join(SHELLS))
        options = parser.parse_arguments(arguments)
        commands = {name: _describe_command(name, command) for name, command in table.items()}
        write_report(SHELLS[options.shell](commands), is_json=False, is_visible=True)
        return 0

    return run


def _describe_command(name: str, command: Command) -> CommandLine:
    parser = find_parser(command.load())
    arguments = [_describe_value(action, is_rule=name == "rule") for action in list_arguments(parser)]
    argument = next((value for value in arguments if value.kind != NOTHING or value.words), Value())
    options = [_describe_option(action) for action in list_options(parser)]
    return CommandLine(command.purpose, options, argument)


def _describe_option(action: argparse.Action) -> Option:
    value = None if action.nargs == 0 else _describe_value(action)
    return Option(action.option_strings, " ".join((action.help or "").replace("%%", "%").split()), value)


def _describe_value(action: argparse.Action, *, is_rule: bool = False) -> Value:
    if action.choices is not None:
        return Value(words=[str(choice) for choice in action.choices])
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if metavar == _RULES or is_rule:
        from preimage.model.notes import OWN_RULES
        from preimage.model.rules import RULES

        return Value(words=[*RULES, *OWN_RULES], is_list=metavar == _RULES)
    return Value(_KINDS.get(metavar, FILES if metavar.startswith(("BEFORE", "AFTER", "IMAGE")) else NOTHING))
