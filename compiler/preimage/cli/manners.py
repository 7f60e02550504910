"""How a command speaks: in colour or not, with notes or without; the options that say so are those of every command.

Source: docs/reference/cli.md, "Colour".
"""

from __future__ import annotations

import os
import sys

from preimage.cli.arguments import DeclaredArguments, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_NARROWEST, _WIDEST, _UNKNOWN = 20, 120, 98

WHEN = ("auto", "always", "never")
"""What ``--color`` takes."""


class Manners:
    """What holds for the command that runs: when to colour, and whether notes are printed."""

    __slots__ = ("color", "is_quiet", "is_verbose")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what an earlier command of this process was told."""
        self.color = WHEN[0]
        self.is_quiet = self.is_verbose = False

    def learn(self, options: Options) -> None:
        """Take over what the command line says."""
        self.color = options.color
        self.is_quiet = options.quiet
        self.is_verbose = options.verbose


MANNERS = Manners()
"""Those of the command that runs: a process runs one at a time."""


def add_manners(parser: DeclaredArguments) -> None:
    """Add ``--color``, ``--quiet`` and ``--verbose``."""
    group = parser.add_argument_group("output")
    group.add_argument("-q", "--quiet", action="store_true", help="print results and errors, but no notes")
    group.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="also say which options have no effect, and which files are skipped or fixed",
    )
    group.add_argument("--color", choices=WHEN, default=WHEN[0], help="when to colour what is printed (default: auto)")


def has_colors(stream: TextIO) -> bool:
    """Tell whether to colour what goes there: as ``--color`` says, then the environment, then if it is a terminal."""
    if MANNERS.color != WHEN[0]:
        return MANNERS.color == "always"
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def measure_width() -> int:
    """Give the columns that help may take: those of the terminal, but lines that are too long are hard to read."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and len(columns) < 5:
        width = int(columns)
    elif sys.stdout.isatty():
        width = os.get_terminal_size(sys.stdout.fileno()).columns
    else:
        width = 0
    return max(min(width, _WIDEST), _NARROWEST) if width else _UNKNOWN
