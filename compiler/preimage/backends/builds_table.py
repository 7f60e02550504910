"""The builds of a project as a table for people.

Source: docs/reference/projects.md, "preimage builds".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from preimage.backends.hidden_values import HIDDEN, hide_passwords
from preimage.backends.shown_text import cut
from preimage.golang.tabwriter import render_columns
from preimage.model.secret_names import is_secret_name
from preimage.model.visible import show_line

_HEADINGS = ("NAME", "DOCKERFILE", "TARGET", "PLATFORMS", "ARGS", "SAME CONFIG AS")
_NOTHING = "-"
_MOST_ARGS = 60
"""Characters of the args that a row shows."""


class BuildRow:
    """A build: ``same_as`` names the first one with the same config, ``fault`` says why there is no config."""

    __slots__ = ("args", "dockerfile", "fault", "name", "platforms", "same_as", "target")

    def __init__(
        self,
        name: str,
        dockerfile: str,
        target: str | None,
        platforms: Sequence[str],
        args: Mapping[str, str],
        same_as: str = "",
        fault: str = "",
    ) -> None:
        self.name = name
        self.dockerfile = dockerfile
        self.target = target
        self.platforms = platforms
        self.args = args
        self.same_as = same_as
        self.fault = fault


def render_builds(rows: Sequence[BuildRow], *, shows_values: bool = False) -> str:
    """Render the table; unless values are to be shown, args with the name of a secret and passwords are hidden."""
    lines = [_HEADINGS, *(_make_cells(row, shows_values) for row in rows)]
    text = render_columns("".join("\t".join(cells) + "\n" for cells in lines), 3)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _make_cells(row: BuildRow, shows_values: bool) -> tuple[str, ...]:
    args = []
    for name, value in row.args.items():
        shown = HIDDEN if is_secret_name(name) else hide_passwords(value)
        args.append(f"{name}={value if shows_values else shown}")
    cells = (
        row.name,
        row.dockerfile,
        row.target or _NOTHING,
        ",".join(row.platforms) or _NOTHING,
        " ".join(args) or _NOTHING,
        "(no config)" if row.fault else row.same_as or _NOTHING,
    )
    name, dockerfile, target, platforms, shown_args, same_as = map(show_line, cells)
    shown_args = shown_args if shows_values else cut(shown_args, _MOST_ARGS)
    return (name, dockerfile, target, platforms, shown_args, same_as)
