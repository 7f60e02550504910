"""The parser that argparse makes of the declared arguments of a command: for help, faults, and all ways of writing."""

from __future__ import annotations

import argparse
import sys

from preimage.cli.arguments import NOTE, SWITCH, Options
from preimage.cli.manners import measure_width
from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

    from preimage.cli.arguments import DeclaredArguments

USUAL_WIDTH = 98


class FullParser(argparse.ArgumentParser):
    """The parser of a command; what it cannot read is an OptionError, so that the text is escaped where it is shown."""

    def __init__(self, declared: DeclaredArguments) -> None:
        super().__init__(
            prog=declared.program,
            description=declared.description,
            allow_abbrev=False,
            formatter_class=HelpFormatter,
        )
        self.set_defaults(**declared.defaults)
        containers: dict[int, argparse._ActionsContainer] = {id(declared): self}
        containers |= {id(group): self.add_argument_group(group.title) for group in declared.groups}
        for each in declared.arguments:
            words = {"help": argparse.SUPPRESS, **each.words, "action": _ACTIONS.get(each.action, each.action)}
            containers[id(each.group)].add_argument(*each.names, **words)

    def read(self, arguments: Sequence[str], *, is_intermixed: bool) -> Options:
        """Read the arguments; as ``CommandParser.parse_arguments`` does."""
        self._refuse_unknown(arguments)
        if is_intermixed:
            return self.parse_intermixed_args(arguments, Options())
        return self.parse_args(arguments, Options())

    def format_help(self) -> str:
        """Give the help, as wide as the terminal."""
        from functools import partial

        self.formatter_class = partial(HelpFormatter, width=measure_width())
        # All options in a row say less than the list below, and fill a screen.
        shown = [action for action in self._get_positional_actions() if action.help != argparse.SUPPRESS]
        self.usage = " ".join([self.prog, "[OPTION...]", *map(_show_positional, shown)])
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Raise the error; the exit status is that of wrong use, as with argparse."""
        raise OptionError(f"{message} (see '{self.prog} --help')")

    def _print_message(self, message: str, file: Any = None) -> None:
        # argparse passes over what goes wrong here.
        (file or sys.stderr).write(message)

    def _refuse_unknown(self, arguments: Sequence[str]) -> None:
        """Refuse what is no option, before anything that is missing: what is missing may be misspelt."""
        known = self._option_string_actions
        for argument in arguments:
            if argument == "--":
                return
            name = argument.partition("=")[0]
            # As argparse does, take what has a space in it for no option.
            if name.startswith("--") and name not in known and " " not in argument:
                from preimage.cli.suggestions import suggest

                self.error(f"unknown option {name}{suggest(name, known)}")


def _show_positional(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest)
    return {"?": f"[{name}]", "*": f"[{name}...]", "+": f"{name}..."}.get(str(action.nargs), name)


class HelpFormatter(argparse.HelpFormatter):
    """The usual help; how wide the terminal is is only asked for when help is printed."""

    def __init__(self, prog: str, width: int = USUAL_WIDTH) -> None:
        # argparse makes a formatter for every option, and shutil, which it would ask, takes long to import.
        super().__init__(prog, width=width)

    def _split_lines(self, text: str, width: int) -> list[str]:
        from textwrap import wrap

        # Whoever copies "oci-layout://" must not find it on two lines.
        return wrap(" ".join(text.split()), width, break_on_hyphens=False)


class _Note(argparse.Action):
    """Notes that an option was given."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        setattr(namespace, self.dest, [*vars(namespace)[self.dest], option_string])


_ACTIONS: dict[str, type[argparse.Action]] = {SWITCH: argparse.BooleanOptionalAction, NOTE: _Note}
