"""The manual page of the program.

``python -m preimage.cli.manual`` prints it, and ``setup.py`` puts it into the source distribution.
"""

from __future__ import annotations

import argparse

from preimage.backends.manual import Chapter, Entry, render_manual
from preimage.cli.command import Command
from preimage.cli.commands import COMMANDS
from preimage.cli.exit_status import MEANINGS
from preimage.cli.parsers import find_parser, list_arguments, list_options
from preimage.version import VERSION


def make_manual() -> str:
    """Give the page."""
    chapters = {name: _describe(name, command) for name, command in COMMANDS.items()}
    return render_manual(chapters, VERSION, list(MEANINGS.items()))


def _describe(name: str, command: Command) -> Chapter:
    parser = find_parser(command.load())
    arguments = list_arguments(parser)
    usage = " ".join((f"preimage {name}", "[OPTION...]", *(_show_name(action) for action in arguments)))
    entries = [Entry(_show_name(action), _show_help(action)) for action in arguments]
    entries += [Entry(_show_form(action), _show_help(action)) for action in list_options(parser)]
    return Chapter(usage, parser.description or "", entries)


def _show_form(action: argparse.Action) -> str:
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {_show_name(action)}"


def _show_name(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    return action.dest.upper()


def _show_help(action: argparse.Action) -> str:
    return (action.help or "").replace("%%", "%")


if __name__ == "__main__":
    print(make_manual(), end="")
