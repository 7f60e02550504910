"""The parsers of all commands, for what is made from them: shell completion and the manual page."""

from __future__ import annotations

import argparse

from preimage.cli.build_options import DESCRIBE, CommandParser, ParserFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.cli.command import Run


def find_parser(run: Run) -> CommandParser:
    """Give the parser of the command that ``run`` runs; it makes that before it does anything else."""
    try:
        run(list(DESCRIBE))
    except ParserFound as found:
        return found.parser
    raise AssertionError("the command does not read its arguments first")


def list_options(parser: CommandParser) -> list[argparse.Action]:
    """Give the options that the help lists."""
    return [action for action in list_actions(parser) if action.option_strings]


def list_arguments(parser: CommandParser) -> list[argparse.Action]:
    """Give the arguments that are no options."""
    return [action for action in list_actions(parser) if not action.option_strings]


def list_actions(parser: CommandParser) -> list[argparse.Action]:
    """Give all that the help lists, in its order."""
    return [action for action in parser._actions if action.help != argparse.SUPPRESS]
