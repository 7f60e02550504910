"""Two images or configs side by side: a line for each field that differs, with the Dockerfile lines behind it."""

from __future__ import annotations

import json

from preimage.model.image import DockerOCIImageConfigExt, HealthcheckConfig, ImageConfig
from preimage.results.differences import Difference, find_blob_differences, show_value
from preimage.results.origins import Causes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.model.image import JsonValue
    from preimage.model.trace import Trace


class Side:
    """One of the two: an image, a config or a healthcheck, and the trace and the name of its file, where known."""

    __slots__ = ("causes", "value")

    def __init__(self, value: JsonValue, trace: Trace | None = None, filename: str = "Dockerfile") -> None:
        self.value = value
        self.causes = Causes(trace, filename)


def render_differences(left: Side, right: Side) -> list[str]:
    """Give a line for each field that differs: ``config.User: "app" (Dockerfile:3 USER) != (none)``.

    The history comes last: it tells again what the fields say, and a test run may cut what is long.
    """
    differences = find_blob_differences(_convert(left.value), _convert(right.value))
    lines = []
    for difference in sorted(differences, key=lambda each: each.field == "history"):
        place = difference.field if difference.key is None else f"{difference.field}[{difference.key}]"
        lines.append(
            f"{place}: {_show(difference, difference.old, left)} != {_show(difference, difference.new, right)}"
        )
    return lines


def _convert(value: JsonValue) -> dict[str, Any]:
    """Give the JSON of a value as it stands in an image."""
    members: dict[str, Any] = json.loads(value.to_json())
    if isinstance(value, HealthcheckConfig):
        members = {"Healthcheck": members}
    if isinstance(value, HealthcheckConfig | ImageConfig | DockerOCIImageConfigExt):
        members = {"config": members}
    return members


def _show(difference: Difference, value: object, side: Side) -> str:
    cause = side.causes.find(difference)
    return show_value(difference, value) + (f" ({cause})" if cause else "")
