"""Reading a file of settings: its TOML, and what each setting takes.

Source: docs/reference/settings.md.
"""

from __future__ import annotations

import os
import re

from preimage.inputs.image_locations import anchor_location
from preimage.inputs.path_patterns import PathPatterns
from preimage.inputs.setting_table import (
    FILES,
    LISTS,
    LOCATION_MAP,
    LOCATIONS,
    MAPS,
    PATH,
    PATHS,
    RULE_LEVELS,
    RULE_MAP,
    SETTINGS,
    TEXT,
    Setting,
)
from preimage.inputs.settings import Located, Settings, Values
from preimage.model.errors import OptionError
from preimage.model.notes import OWN_RULES
from preimage.model.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from preimage.inputs.settings import Value

_MOST_PATTERNS = 1000
_MOST_SHOWN = 80
# The reader of the standard library takes time by the square of the parts of a key.
_LONG_KEY = r"""(?<![\w"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){33}"""
_LONG_NUMBER = "[0-9][0-9_]{4299}"
_PLACE = r" \(at line (\d+), column \d+\)$"


def read_tables(path: str, data: bytes, root: tuple[str, ...]) -> Settings | None:
    """Read the table that stands at the keys ``root`` of a file; None: it has none there.

    Errors are those of ``SettingsFinder.find``.
    """
    document, text = _parse(data, path)
    table: object = document
    for key in root:
        table = table.get(key) if isinstance(table, dict) else None
    return None if table is None else _Reader(path, text, root).read(table)


def _parse(data: bytes, path: str) -> tuple[dict[str, object], str]:
    import tomllib

    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise OptionError(f"{path}:{line}: a settings file is UTF-8, this line is not") from error
    if re.search(_LONG_KEY, text):
        raise OptionError(f"{path}: a key with more than 32 parts")
    try:
        return tomllib.loads(text), text
    except RecursionError as error:
        raise OptionError(f"{path}: values are nested too deeply") from error
    except ValueError as error:
        if not isinstance(error, tomllib.TOMLDecodeError):
            # Of numbers Python speaks to programmers, and without a line.
            found = re.search(_LONG_NUMBER, text)
            line = text.count("\n", 0, found.start()) + 1 if found else 1
            raise OptionError(f"{path}:{line}: a number with too many digits") from error
        message = str(error)
        place = re.search(_PLACE, message)
        line = int(place[1]) if place else text.count("\n") + 1
        raise OptionError(f"{path}:{line}: no TOML: {re.sub(_PLACE, '', message)}") from error


class _Reader:
    """Reads the tables of one file."""

    def __init__(self, path: str, text: str, root: tuple[str, ...]) -> None:
        from preimage.inputs.toml_lines import find_lines

        self._path = path
        self._folder = os.path.dirname(path)
        self._lines = find_lines(text)
        self._root = root

    def read(self, table: object) -> Settings:
        """Read the whole."""
        if not isinstance(table, dict):
            raise self._error((), f"{'.'.join(self._root)}: want a table")
        general = self._read_table({name: value for name, value in table.items() if name != FILES}, (), "is_general")
        files = table.get(FILES, {})
        if not isinstance(files, dict):
            raise self._error((FILES,), f"{FILES}: want a table for each path or pattern")
        if len(files) > _MOST_PATTERNS:
            raise self._error((FILES,), f"{FILES}: more than {_MOST_PATTERNS} patterns")
        folder = os.path.dirname(os.path.abspath(self._path))
        tables = []
        for pattern, own in files.items():
            if not isinstance(own, dict):
                raise self._error((FILES, pattern), f"{FILES}.{pattern}: want a table of settings")
            values = self._read_table(own, (FILES, pattern), "is_of_files")
            tables.append((self._read_pattern(pattern, folder), values))
        return Settings(self._path, general, tables)

    def _read_pattern(self, pattern: str, folder: str) -> PathPatterns:
        def refuse(message: str) -> None:
            raise self._error((FILES, pattern), message.partition(": ")[2].replace("left out", f"{pattern!r}"))

        if not pattern.strip("/ "):
            raise self._error((FILES, pattern), f"{FILES}: an empty pattern")
        return PathPatterns(folder, ["/" + pattern.lstrip("/")], FILES, refuse)

    def _read_table(self, table: Mapping[str, object], path: tuple[str, ...], place: str) -> Values:
        values: Values = {}
        for name, value in table.items():
            setting = SETTINGS.get(name)
            if setting is None:
                known = [each.name for each in SETTINGS.values() if _may_stand(each, place)]
                raise self._unknown((*path, name), "setting", name, known if path else [*known, FILES])
            if not _may_stand(setting, place):
                where = f"only in a table {FILES}.PATTERN" if place == "is_general" else "only for the whole project"
                raise self._error((*path, name), f"{name} can be set {where}")
            values[name] = self._read_value(setting, value, (*path, name))
        return values

    def _read_value(self, setting: Setting, value: object, path: tuple[str, ...]) -> Located | dict[str, Located]:
        if setting.kind in MAPS:
            if not isinstance(value, dict):
                raise self._error(path, f"{setting.name}: want a table, not {_show(value)}")
            return {key: self._read_entry(setting, key, each, (*path, key)) for key, each in value.items()}
        if setting.kind in LISTS:
            return self._locate(self._read_list(setting, value, path), path)
        if setting.kind in (TEXT, PATH):
            text = self._read_text(setting.name, value, path)
            if setting.choices and text not in setting.choices:
                wanted = " or ".join(setting.choices)
                near = _suggest(text, setting.choices)
                raise self._error(path, f"{setting.name}: want {wanted}, not {_show(text)}{near}")
            return self._locate(os.path.join(self._folder, text) if setting.kind == PATH else text, path)
        if not isinstance(value, bool):
            raise self._error(path, f"{setting.name}: want true or false, not {_show(value)}")
        return self._locate(value, path)

    def _read_list(self, setting: Setting, value: object, path: tuple[str, ...]) -> list[str]:
        if not isinstance(value, list):
            raise self._error(path, f"{setting.name}: want a list of texts, not {_show(value)}")
        texts = [self._read_text(setting.name, each, path) for each in value]
        if setting.kind == PATHS:
            return [os.path.join(self._folder, text) for text in texts]
        return [anchor_location(text, self._folder) for text in texts] if setting.kind == LOCATIONS else texts

    def _read_entry(self, setting: Setting, key: str, value: object, path: tuple[str, ...]) -> Located:
        name = f"{setting.name}.{key}"
        text = self._read_text(name, value, path)
        if setting.kind == RULE_MAP:
            rules = (*RULES, *OWN_RULES)
            if key not in rules:
                raise self._unknown(path, "rule", key, rules)
            if text not in RULE_LEVELS:
                raise self._error(
                    path, f"{name}: want on, off or error, not {_show(text)}{_suggest(text, RULE_LEVELS)}"
                )
        elif not key or "=" in key:
            raise self._error(path, f"{setting.name}: want a name without =, not {_quote(key)}")
        return self._locate(anchor_location(text, self._folder) if setting.kind == LOCATION_MAP else text, path)

    def _read_text(self, name: str, value: object, path: tuple[str, ...]) -> str:
        if isinstance(value, str):
            return value
        hint = f"; write it as {_quote(_show(value))}" if isinstance(value, int | float) else ""
        raise self._error(path, f"{name}: want a text, not {_show(value)}{hint}")

    def _locate(self, value: Value, path: tuple[str, ...]) -> Located:
        return Located(value, self._path, self._line(path))

    def _line(self, path: tuple[str, ...]) -> int:
        full = (*self._root, *path)
        # What stands in an inline table has the line of the table.
        return next((self._lines[full[:count]] for count in range(len(full), 0, -1) if full[:count] in self._lines), 1)

    def _error(self, path: tuple[str, ...], message: str) -> OptionError:
        return OptionError(f"{self._path}:{self._line(path)}: {message}")

    def _unknown(self, path: tuple[str, ...], kind: str, name: str, known: Iterable[str]) -> OptionError:
        return self._error(path, f"unknown {kind} {_quote(name)}{_suggest(name, known)}")


def _may_stand(setting: Setting, place: str) -> bool:
    return setting.is_general if place == "is_general" else setting.is_of_files


def _quote(text: str) -> str:
    return f'"{text}"'


def _show(value: object) -> str:
    """Give a value as TOML writes it, or what it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote(value if len(value) <= _MOST_SHOWN else f"{value[:_MOST_SHOWN]}...")
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else str(value)


def _suggest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    by_lower = {each.lower(): each for each in known}
    # difflib takes time by the square of the length.
    near = get_close_matches(word.lower(), by_lower, 1) if len(word) <= _MOST_SHOWN else []
    return f" (did you mean {by_lower[near[0]]}?)" if near else ""
