"""Differences between two image configs, field by field.

Configs are JSON values in the shape of the config blob. A place is a field and, where the field holds named things, a
key: the name of a variable, a label, a port, a volume, a field of the healthcheck.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from preimage.golang.durations import Duration

PLATFORM_FIELDS = ("architecture", "os", "variant", "os.version", "os.features")
_DURATIONS = ("Interval", "Timeout", "StartPeriod", "StartInterval")
_KEYED = ("ExposedPorts", "Volumes", "Labels", "Healthcheck")

Place = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, or one key in it, with its old and new value; None: it is not there."""

    field: str
    key: str | None
    old: object
    new: object


def find_differences(old: Mapping[str, object], new: Mapping[str, object]) -> list[Difference]:
    """Compare two configs: platform, author and ``config``; what is not there and what is empty are the same."""
    before, after = _flatten(old), _flatten(new)
    found = [
        Difference(*place, before.get(place), after.get(place))
        for place in sorted(before.keys() | after.keys(), key=lambda place: (place[0], place[1] or ""))
        if before.get(place) != after.get(place)
    ]
    if not any(difference.field == "config.Env" for difference in found):
        old_env, new_env = _env_of(old), _env_of(new)
        if old_env != new_env:
            # The same names and values, in another order or number.
            found.append(Difference("config.Env", None, old_env, new_env))
    return found


def find_blob_differences(old: Mapping[str, object], new: Mapping[str, object]) -> list[Difference]:
    """Compare two config blobs: the config and the platform, each entry of the history, and every other member."""
    before, after = _list_history(old), _list_history(new)
    history = [
        Difference("history", str(number), *entries)
        for number, entries in enumerate(zip_longest(before, after))
        if entries[0] != entries[1]
    ]
    names = sorted((old.keys() | new.keys()) - {*PLATFORM_FIELDS, "author", "config", "history"})
    others = [Difference(name, None, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]
    return [*find_differences(old, new), *history, *others]


def _list_history(document: Mapping[str, object]) -> list[object]:
    history = document.get("history")
    return history if isinstance(history, list) else []


def show_value(difference: Difference, value: object) -> str:
    """Show a value of a difference for people: durations as Go prints them, texts as JSON."""
    if value is None:
        return "(none)"
    if difference.key in _DURATIONS and isinstance(value, int):
        return str(Duration(value))
    import json

    return json.dumps(value, ensure_ascii=False)


def _env_of(document: Mapping[str, object]) -> object:
    config = document.get("config")
    return (config.get("Env") or []) if isinstance(config, Mapping) else []


def _flatten(document: Mapping[str, object]) -> dict[Place, object]:
    places: dict[Place, object] = {}
    for name in (*PLATFORM_FIELDS, "author"):
        if document.get(name):
            places[name, None] = document[name]
    config = document.get("config")
    if not isinstance(config, Mapping):
        return places
    for name, value in config.items():
        field = f"config.{name}"
        if name == "Env" and isinstance(value, list):
            for entry in value:
                key, _, text = str(entry).partition("=")
                places.setdefault((field, key), text)
        elif name in _KEYED and isinstance(value, Mapping):
            if name == "Healthcheck" and not value:
                places[field, None] = value
            for key, part in value.items():
                if part not in ("", 0, None) or name == "Labels":
                    places[field, str(key)] = part
        elif value not in (None, "", False, 0) and value not in ([], {}):
            places[field, None] = value
    return places
