"""The help of the program: its commands, by what people want to do."""

from __future__ import annotations

from preimage.cli.commands import COMMANDS
from preimage.cli.exit_status import MEANINGS

# One column for all groups, two blanks on either side.
_NAME_WIDTH = max(map(len, COMMANDS)) + 4
_NARROWEST = 20

_HINT = "'preimage COMMAND --help' tells the options of a command."
_STATUS = f"Exit status: {'; '.join(f'{status} {meaning}' for status, meaning in MEANINGS.items())}."


def render_help(width: int) -> str:
    """Give the help of the program for a terminal of this width."""
    from textwrap import fill

    groups: dict[str, list[str]] = {}
    for name, command in COMMANDS.items():
        groups.setdefault(command.group, []).append(_render_command(name, command.purpose, width))
    parts = [
        "usage: preimage COMMAND [OPTION...] [PATH...]",
        "The image config of a Dockerfile, before the image exists.",
    ]
    parts += ["\n".join((f"{title}:", *lines)) for title, lines in groups.items()]
    parts.append("\n".join(fill(line, width) for line in (_HINT, _STATUS)))
    return "\n\n".join(parts) + "\n"


def _render_command(name: str, purpose: str, width: int) -> str:
    from textwrap import wrap

    first, *others = wrap(purpose, max(width - _NAME_WIDTH, _NARROWEST), break_on_hyphens=False)
    return "\n".join((f"{f'  {name}':{_NAME_WIDTH}}{first}", *(" " * _NAME_WIDTH + line for line in others)))
