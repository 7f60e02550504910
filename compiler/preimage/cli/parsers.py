"""The parsers of all commands, for what is made from them: shell completion and the manual page."""

from __future__ import annotations

import argparse

from preimage.cli.build_options import DESCRIBE, CommandParser, ParserFound
from preimage.cli.full_parser import FullParser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.cli.command import Run


def find_parser(run: Run) -> FullParser:
    """Give the full parser of the command that ``run`` runs."""
    return FullParser(find_declared(run))


def find_declared(run: Run) -> CommandParser:
    """Give what the command that ``run`` runs declares; it does that before it does anything else."""
    try:
        run(list(DESCRIBE))
    except ParserFound as found:
        return found.parser
    raise AssertionError("the command does not read its arguments first")


def list_options(parser: FullParser) -> list[argparse.Action]:
    """Give the options that the help lists."""
    return [action for action in list_actions(parser) if action.option_strings]


def list_arguments(parser: FullParser) -> list[argparse.Action]:
    """Give the arguments that are no options."""
    return [action for action in list_actions(parser) if not action.option_strings]


def list_actions(parser: FullParser) -> list[argparse.Action]:
    """Give all that the help lists, in its order."""
    return [action for action in parser._actions if action.help != argparse.SUPPRESS]
