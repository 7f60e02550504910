"""How ``preimage check`` checks an entry, and what is said of one that cannot be read or written."""

from __future__ import annotations

import os

from preimage.model.errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.cli.arguments import Options
    from preimage.inputs.base_sources import BaseSources
    from preimage.inputs.entries import Entry
    from preimage.model.options import BuildRequest


class CheckPlan:
    """An entry, and how it is checked: with a request for each platform."""

    __slots__ = ("entry", "fatal_rules", "is_portable", "levels", "options", "requests", "sources")

    def __init__(self, entry: Entry, options: Options, requests: list[BuildRequest], sources: BaseSources) -> None:
        self.entry = entry
        self.options = options
        self.levels: dict[str, str] = options.rules
        self.fatal_rules = frozenset(rule for rule, level in (self.levels or {}).items() if level == "error")
        self.is_portable: bool = options.portable
        self.requests = requests
        self.sources = sources

    def with_data(self, data: bytes) -> CheckPlan:
        """Give the same for another text of the Dockerfile."""
        from copy import copy

        changed = copy(self)
        changed.entry = self.entry.with_data(data)
        return changed


def describe_unreadable(name: str, error: OSError) -> OptionError:
    """Give the error of a report on ``name``, which each format shows in its own way; another file is named here."""
    is_other = error.filename and os.path.normpath(error.filename) != os.path.normpath(name)
    return OptionError(f"{error.filename}: {error.strerror}" if is_other else str(error.strerror))
