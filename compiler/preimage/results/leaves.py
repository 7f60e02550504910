"""The places of an image whose values are explained and compared, and those values as the JSON has them.

Source: docs/reference/explain.md, "Words".
"""

from __future__ import annotations

from preimage.golang.text import replace_invalid
from preimage.model.image import HealthcheckConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from preimage.model.causes import Key, Leaf

PATHS = (
    "author",
    "architecture",
    "os",
    "os.version",
    "os.features",
    "variant",
    "config.User",
    "config.ExposedPorts",
    "config.Env",
    "config.Entrypoint",
    "config.Cmd",
    "config.Volumes",
    "config.WorkingDir",
    "config.Labels",
    "config.StopSignal",
    "config.ArgsEscaped",
    "config.Healthcheck",
    "config.OnBuild",
    "config.Shell",
)
"""All paths, in the order of the image JSON."""

PLATFORM_PATHS = PATHS[1:6]
KEYED = frozenset(("config.ExposedPorts", "config.Env", "config.Volumes", "config.Labels", "config.OnBuild"))
SETS = frozenset(("config.ExposedPorts", "config.Volumes"))
"""Fields that hold nothing but keys."""
SORTED = frozenset(("config.ExposedPorts", "config.Volumes", "config.Labels"))
"""Fields that the JSON writes sorted by key."""

_ORDER = {path: number for number, path in enumerate(PATHS)}


def to_json_value(path: str, key: Key, value: object) -> object:
    """Give a value of the trace as the JSON of the image has it; None: the JSON does not have it."""
    if path in SETS and key is not None:
        return {}
    if isinstance(value, HealthcheckConfig):
        import json

        return json.loads(value.to_json())
    if isinstance(value, str):
        text = replace_invalid(value)
        return text if text or key is not None else None
    if isinstance(value, list):
        return [replace_invalid(each) for each in value] or None
    return value or None


def list_leaves(document: Mapping[str, Any]) -> dict[Leaf, object]:
    """Give the leaves of an image config, in the order of the JSON of images; of a repeated variable, the first.

    Where a keyed field is not what it has to be, it is one leaf.
    """
    leaves: dict[Leaf, object] = {}
    config = document.get("config")
    config = config if isinstance(config, dict) else {}
    for path in PATHS:
        value = config.get(path.removeprefix("config.")) if path.startswith("config.") else document.get(path)
        if path == "config.Env" and isinstance(value, list):
            for entry in value:
                name, _, text = str(entry).partition("=")
                leaves.setdefault((path, name), text)
        elif path == "config.OnBuild" and isinstance(value, list):
            leaves.update({(path, index): text for index, text in enumerate(value)})
        elif path in SORTED and isinstance(value, dict):
            leaves.update({(path, key): {} if path in SETS else value[key] for key in sorted(value)})
        elif value or (path == "config.Healthcheck" and value is not None):
            leaves[path, None] = value
    return leaves


def place_of(leaf: Leaf) -> int:
    """Give the place of a leaf's field in the JSON of images."""
    return _ORDER.get(leaf[0], len(_ORDER))
