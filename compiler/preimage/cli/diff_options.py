"""The options of one side of ``preimage diff``: in the place of those for both sides, or besides them.

Source: docs/reference/diff.md, "Sides".
"""

from __future__ import annotations

from preimage.cli.arguments import ArgumentGroup, Options
from preimage.cli.project_options import REPEATED_OPTIONS
from preimage.inputs.project_locations import KINDS

_INSTEAD = {"target": "STAGE", "platform": "PLATFORM", "lock": "FILE", "as": "TOOL"}
"""Options of one side that take the place of those for both, and what they take."""

_BESIDES = {"build-arg": "KEY[=VALUE]", "label": "KEY=VALUE", "base": "REF=SOURCE", **REPEATED_OPTIONS}
"""Options of one side that come on top."""


def add_side_options(group: ArgumentGroup, side: str) -> None:
    """Add the options of a side: ``before`` or ``after``."""
    for name, metavar in _INSTEAD.items():
        choices = KINDS if name == "as" else None
        group.add_argument(f"--{side}-{name}", metavar=metavar, choices=choices, help=f"instead of --{name}")
    for name, metavar in _BESIDES.items():
        group.add_argument(f"--{side}-{name}", action="append", default=[], metavar=metavar, help=f"besides --{name}")


def own_options(options: Options, side: str) -> Options:
    """Give options with those for one side in the place of, or besides, those for both."""
    given = vars(options)
    own = Options(**given)
    for name in _INSTEAD:
        attribute = name_attribute(name)
        value = given[f"{side}_{name}"]
        vars(own)[attribute] = ([value] if name == "platform" else value) if value else given[attribute]
    for name in _BESIDES:
        attribute = name_attribute(name)
        vars(own)[attribute] = [*given[attribute], *given[f"{side}_{attribute}"]]
    return own


def name_attribute(option: str) -> str:
    """Give the name of an option among parsed arguments."""
    return "project_kind" if option == "as" else option.replace("-", "_")
