"""Where settings come from: the file that holds for a folder is looked for there and in the folders above.

Source: docs/reference/settings.md.
"""

from __future__ import annotations

import os
import re

from preimage.inputs.reading import read_file
from preimage.inputs.settings import OWN_FILE, SHARED_FILE, Settings
from preimage.model.errors import OptionError

_MOST_BYTES = 1 << 20
# Not every file that speaks of preimage has a key of the name, and what reads TOML takes time to load.
_OWN_KEY = rb"""(?m)(?:^|[.\[{,])[ \t]*["']?preimage["']?[ \t]*[.\]=]"""


class SettingsFinder:
    """Finds the settings that hold for a folder; each file is read once."""

    def __init__(self, file: str = "", *, is_off: bool = False, is_absolute: bool = False, highest: str = "") -> None:
        """``file`` takes the place of what would be found; ``is_off``: there are none; ``is_absolute``: paths are.

        ``highest`` is the folder, as an absolute path, above which nothing is looked for.
        """
        self._highest = highest
        self._is_absolute = is_absolute
        self._file = file
        self._is_off = is_off
        self._found: dict[str, Settings | None] = {}

    def find(self, folder: str) -> Settings | None:
        """Give the settings for a folder; empty: the current one.

        Raises:
            OptionError: a file that cannot be used, with its line.
            LimitError: it is too large.
            OSError: it cannot be read.
        """
        if self._is_off:
            return None
        if self._file:
            if self._file not in self._found:
                self._found[self._file] = read_settings(self._file)
            return self._found[self._file]
        return self._find_above(folder if _is_plain(folder) else os.path.abspath(folder))

    def _find_above(self, folder: str) -> Settings | None:
        """Give the settings for a folder, an absolute or plain path; above the first of a plain one is where we are."""
        passed = []
        settings = None
        while folder not in self._found:
            passed.append(folder)
            settings = _read_in_folder(folder, is_absolute=self._is_absolute)
            above = os.path.dirname(folder) or os.getcwd()
            if settings is not None or folder in (above, self._highest):
                break
            folder = above
        else:
            settings = self._found[folder]
        self._found.update(dict.fromkeys(passed, settings))
        return settings


def _is_plain(path: str) -> bool:
    """Tell whether a path leads down from where we are, and what is above it can be found by cutting names off."""
    return path[:1] not in ("", os.curdir, os.sep) and f"{os.sep}{os.curdir}" not in path and os.name == "posix"


def _read_in_folder(folder: str, *, is_absolute: bool) -> Settings | None:
    for name in (OWN_FILE, SHARED_FILE):
        path = os.path.join(folder, name)
        # What is there and cannot be read, such as a link to nothing, is an error: nothing is left out in silence.
        if os.path.lexists(path):
            path = os.path.abspath(path)
            settings = _read_existing(path if is_absolute else _shorten(path))
            if settings is not None:
                return settings
    return None


def _read_existing(path: str) -> Settings | None:
    try:
        return read_settings(path)
    except FileNotFoundError as error:
        raise OptionError(f"{path} is a link to a file that is not there") from error


def _shorten(path: str) -> str:
    """Give the path as it is shown: from the current folder, if that is the same or below."""
    here = os.getcwd()
    is_near = os.path.commonpath((here, path)) in (here, os.path.dirname(path))
    return os.path.relpath(path, here) if is_near else path


def read_settings(path: str) -> Settings | None:
    """Read a file of settings; None: it is a pyproject.toml without a table of ours.

    Errors are those of `SettingsFinder.find`.
    """
    data = read_file(path, _MOST_BYTES)
    is_shared = os.path.basename(path) == SHARED_FILE
    if is_shared and (b"preimage" not in data or re.search(_OWN_KEY, data) is None):
        return None
    # Most projects have none, and what reads them takes as long to load as all that looks for them.
    from preimage.inputs.settings_reading import read_tables

    return read_tables(path, data, ("tool", "preimage") if is_shared else ())
