"""Two images or configs side by side: a line for each field that differs, with the lines of the Dockerfile behind it."""

from __future__ import annotations

import json

from preimage.golang.durations import Duration
from preimage.model.image import DockerOCIImageConfigExt, HealthcheckConfig, ImageConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from preimage.model.image import JsonValue
    from preimage.model.trace import Change, Trace

_HEALTHCHECK = "config.Healthcheck"
_DURATIONS = ("Interval", "Timeout", "StartPeriod", "StartInterval")
_ABSENT = object()

Path = tuple[str, object]
"""A field as the trace names it, and the key in it or None."""


class Side:
    """One of the two: an image, a config or a healthcheck, and the trace and the name of its file, where known."""

    __slots__ = ("filename", "trace", "value")

    def __init__(self, value: JsonValue, trace: Trace | None = None, filename: str = "Dockerfile") -> None:
        self.value = value
        self.trace = trace
        self.filename = filename


def render_differences(left: Side, right: Side) -> list[str]:
    """Give a line for each field that differs: ``config.User: "app" (Dockerfile:3 USER) != absent``; history is last.

    Entries of Env, Labels, ExposedPorts, Volumes, history and the parts of a healthcheck are fields of their own. If
    all of them agree and the order in Env does not, Env as a whole is one.
    """
    found, others = _flatten(left.value), _flatten(right.value)
    lines = []
    paths = [*found, *(path for path in others if path not in found)]
    # The history tells again what the fields say, and a test run may cut what is long.
    for path in sorted(paths, key=lambda path: path[0] == "history"):
        value, other = found.get(path, _ABSENT), others.get(path, _ABSENT)
        if value != other:
            shown = f"{_describe(path, value, left)} != {_describe(path, other, right)}"
            lines.append(f"{_render_path(path)}: {shown}")
    if not lines and left.value != right.value:
        lines.append(f"config.Env: {_render_order(left.value)} != {_render_order(right.value)}")
    return lines


def _flatten(value: JsonValue) -> dict[Path, Any]:
    """Give the values of an image or of a part of one, by their place in the image."""
    members = json.loads(value.to_json())
    if isinstance(value, HealthcheckConfig):
        return dict(_flatten_healthcheck(members))
    if isinstance(value, ImageConfig | DockerOCIImageConfigExt):
        return dict(_flatten_config(members))
    found: dict[Path, Any] = {}
    for key, member in members.items():
        if key == "config":
            found.update(_flatten_config(member))
        elif key == "rootfs":
            found.update({(f"rootfs.{name}", None): part for name, part in member.items()})
        elif key == "history":
            found.update({("history", place): entry for place, entry in enumerate(member)})
        else:
            found[key, None] = member
    return found


def _flatten_config(members: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    for key, member in members.items():
        field = f"config.{key}"
        if field == _HEALTHCHECK:
            yield from _flatten_healthcheck(member)
        elif key == "Env":
            for entry in member:
                name, _, value = entry.partition("=")
                yield (field, name), value
        elif isinstance(member, dict):
            yield from (((field, name), part) for name, part in member.items())
        else:
            yield (field, None), member


def _flatten_healthcheck(members: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    if not members:
        yield (_HEALTHCHECK, None), members
    for key, member in members.items():
        yield (f"{_HEALTHCHECK}.{key}", None), Duration(member) if key in _DURATIONS else member


def _render_path(path: Path) -> str:
    field, key = path
    return field if key is None else f"{field}[{key}]"


def _describe(path: Path, value: object, side: Side) -> str:
    if value is _ABSENT:
        text = "absent"
    elif isinstance(value, Duration):
        text = str(value)
    else:
        text = json.dumps(value, ensure_ascii=False)
    origin = _find_origin(path, side)
    return f"{text} ({origin})" if origin else text


def _find_origin(path: Path, side: Side) -> str:
    """Say what set, or removed, a field; empty if that is not known."""
    if side.trace is None:
        return ""
    field, key = path
    change = side.trace.last(_HEALTHCHECK if field.startswith(f"{_HEALTHCHECK}.") else field, key)
    return "" if change is None else _render_change(change, side.filename)


def _render_change(change: Change, filename: str) -> str:
    place = f"{filename}:{change.lines[0]} " if change.lines else ""
    if change.cause == "trigger":
        return f"{place}ONBUILD {change.source}"
    if change.cause == "instruction":
        return f"{place}{change.source}"
    if change.cause == "option":
        return change.source
    return f"{place}{change.cause} {change.source}"


def _render_order(value: JsonValue) -> str:
    config = json.loads(value.to_json())
    return json.dumps(config.get("config", config).get("Env"), ensure_ascii=False)
