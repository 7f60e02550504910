"""A command of the command line, before it is loaded."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[[list[str]], int]
    """Runs a command with its arguments and gives the exit status."""

SEE, JUDGE, BASES = "See what an image will be", "Judge and test", "Keep base images fixed"
FLEET, SHELL = "Look at many", "Help, editors and shells"
"""What people want to do; the help lists commands by it."""


class Command:
    """A command: ``purpose`` is its line in the help below ``group``, ``load`` gives what runs it."""

    __slots__ = ("group", "load", "purpose")

    def __init__(self, group: str, load: Callable[[], Run], purpose: str) -> None:
        self.group = group
        self.load = load
        self.purpose = purpose
