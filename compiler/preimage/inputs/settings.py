"""The settings of a project: preimage.toml, or the table tool.preimage of pyproject.toml, found upwards from a folder.

Source: docs/reference/settings.md.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from preimage.inputs.path_patterns import PathPatterns

    Value = str | bool | list[str]

OWN_FILE, SHARED_FILE = "preimage.toml", "pyproject.toml"
"""Names of the files that hold settings; in the latter they are the table ``tool.preimage``."""


class Located:
    """A value, and the file and 1-based line that it comes from."""

    __slots__ = ("file", "line", "value")

    def __init__(self, value: Value, file: str, line: int) -> None:
        self.value = value
        self.file = file
        self.line = line


Values = dict[str, Located | dict[str, Located]]
"""Settings by name; those that are maps have a value for each key."""


class Settings:
    """The settings of one file. ``path`` is the file as it is shown, ``folder`` what is relative in it starts at."""

    __slots__ = ("_files", "_general", "folder", "path")

    def __init__(self, path: str, general: Values, files: list[tuple[PathPatterns, Values]]) -> None:
        self.path = path
        self.folder = os.path.dirname(os.path.abspath(path))
        self._general = general
        self._files = files

    def for_file(self, path: str) -> Values:
        """Give what holds for a Dockerfile: the general settings, and above them each table that fits, in turn.

        Of maps each key is taken by itself. Without a path: the general settings.
        """
        values = dict(self._general)
        place = os.path.abspath(path) if path else ""
        for pattern, table in self._files:
            if not place or not pattern.excludes(place):
                continue
            for name, value in table.items():
                below = values.get(name)
                values[name] = below | value if isinstance(below, dict) and isinstance(value, dict) else value
        return values
