"""Two images or configs side by side: a line for each field that differs, with the Dockerfile lines behind it."""

from __future__ import annotations

import json

from preimage.backends.shown_text import show_duration, show_reference
from preimage.model.image import DockerOCIImageConfigExt, HealthcheckConfig, ImageConfig
from preimage.model.visible import show_line
from preimage.results import sides
from preimage.results.diff import compare_sides
from preimage.results.explain import Explainer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from preimage.model.causes import Cause
    from preimage.model.image import JsonValue
    from preimage.model.trace import Trace
    from preimage.results.diff import LeafChange

_DURATIONS = ("Interval", "Timeout", "StartPeriod", "StartInterval")


class Side:
    """One of the two: an image, a config or a healthcheck, and the trace and the name of its file, where known."""

    __slots__ = ("filename", "trace", "value")

    def __init__(self, value: JsonValue, trace: Trace | None = None, filename: str = "Dockerfile") -> None:
        self.value = value
        self.trace = trace
        self.filename = filename

    def open(self) -> sides.Side:
        """Give what is compared."""
        return sides.Side(_convert(self.value), Explainer(self.trace) if self.trace is not None else None)


def render_differences(left: Side, right: Side) -> list[str]:
    """Give a line for each field that differs: ``config.User: "app" (Dockerfile:3 USER) != (none)``.

    They are in alphabetical order; of a health check each member that differs has its line. The history comes last: it
    tells again what the fields say, and a test run may cut what is long.
    """
    diff = compare_sides(left.open(), right.open(), history=True, members=True)
    changes = sorted(diff.changes, key=_alphabetically)
    lines = []
    for change in changes:
        causes = [
            f" ({show_cause(cause, side.filename)})" if cause is not None else ""
            for cause, side in ((change.before_cause, left), (change.after_cause, right))
        ]
        for place, name, old, new in _take_apart(change):
            values = (_show_value(name, value) + cause for value, cause in zip((old, new), causes, strict=True))
            lines.append(show_line(f"{place}: {' != '.join(values)}"))
    return lines


def _alphabetically(change: LeafChange) -> tuple[bool, str, str]:
    path, key = change.leaf
    return path == "history", path, "" if isinstance(key, int) else key or ""


def _take_apart(change: LeafChange) -> Iterator[tuple[str, str, object, object]]:
    """Give place, name of the member, and both values; a health check has a place for each member."""
    path, key = change.leaf
    if path != "config.Healthcheck":
        yield path if key is None else f"{path}[{key}]", "", change.before, change.after
        return
    before, after = (value if isinstance(value, dict) else {} for value in (change.before, change.after))
    if not before or not after:
        # One is not there, or says nothing at all.
        yield path, "", change.before, change.after
        return
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            yield f"{path}[{name}]", name, before.get(name), after.get(name)


def _convert(value: JsonValue) -> dict[str, Any]:
    """Give the JSON of a value as it stands in an image."""
    members: dict[str, Any] = json.loads(value.to_json())
    if isinstance(value, HealthcheckConfig):
        members = {"Healthcheck": members}
    if isinstance(value, HealthcheckConfig | ImageConfig | DockerOCIImageConfigExt):
        members = {"config": members}
    return members


def _show_value(name: str, value: object) -> str:
    if value is None:
        return "(none)"
    if name in _DURATIONS and isinstance(value, int):
        return show_duration(value)
    return json.dumps(value, ensure_ascii=False)


def show_cause(cause: Cause, filename: str) -> str:
    """Say what set a value, with a place that editors know: ``Dockerfile:3 USER``."""
    place = f"{filename}:{cause.lines[0]}" if cause.lines is not None else filename
    if cause.kind in ("instruction", "stage"):
        return f"{place} {cause.instruction}"
    if cause.kind == "trigger":
        return f"{place} {cause.trigger} in a trigger"
    return f"{cause.kind} {show_reference(cause.reference) if cause.reference is not None else cause.name}"
