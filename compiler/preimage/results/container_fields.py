"""The fields of a container, explained from the image's and from where its service says the others.

Fields are taken and given in the form of their JSON, as explanations have it.

Source: docs/reference/explain.md, "Containers".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from preimage.results.leaves import PATHS, list_leaves

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from preimage.model.causes import Leaf

    Field = dict[str, Any]
    Origins = Mapping[tuple[str, ...], Mapping[str, Any]]
    """Where the parts of a container come from: ``file``, ``line`` and ``what``, by field, or field and entry."""

STOP_TIMEOUT = "config.StopTimeout"
"""The path of a field that no image has: seconds."""

IMAGE, COMPOSE = "image", "compose"
"""What an origin has as ``what`` that the image or the tool gives."""

_ENV = "config.Env"
_CHECK = "config.Healthcheck"
_NOWHERE = {"file": None, "line": None, "what": "the engine, which gives it to no container"}
_ADDED = {"file": None, "line": None, "what": "added by compose"}


def explain_container(image: Sequence[Field], config: Mapping[str, Any], origins: Origins) -> list[Field]:
    """Give the fields of a container in the order of the image JSON; ``image`` are those of its image.

    What the service says has a cause of kind ``service`` with an ``origin``, and what the image says before it in
    ``earlier``. A health check has ``members``: the cause of each.
    """
    known = {(field["path"], field["key"]): field for field in image}
    bare = {str(entry) for entry in config.get("Env") or () if "=" not in str(entry)}
    leaves = list_leaves({"config": config})
    fields = [field for field in image if not field["path"].startswith("config.")]
    for leaf, value in leaves.items():
        is_bare = leaf[0] == _ENV and leaf[1] in bare
        fields.append(_explain(leaf, None if is_bare else value, known.get(leaf), config, origins))
    if config.get("StopTimeout") is not None:
        fields.append(_explain((STOP_TIMEOUT, None), config["StopTimeout"], None, config, origins))
    lost = [leaf for leaf in known if leaf not in leaves and leaf[0].startswith("config.")]
    fields += [_explain(leaf, None, known[leaf], config, origins) for leaf in lost if known[leaf]["state"] == "set"]
    order = {path: number for number, path in enumerate((*PATHS, STOP_TIMEOUT))}
    return sorted(fields, key=lambda field: order.get(field["path"], len(order)))


def _explain(leaf: Leaf, value: object, image: Field | None, config: Mapping[str, Any], origins: Origins) -> Field:
    path, key = leaf
    name = path.removeprefix("config.")
    origin = origins.get((name, str(key))) or origins.get((name,)) or _NOWHERE
    if image is not None and origin["what"] == IMAGE and value == image["value"]:
        return image
    earlier: list[Field] = []
    if image is not None:
        earlier = [*image["earlier"], {"value": image["value"], "cause": image["cause"]}]
    if origin["what"] == IMAGE:
        origin = _NOWHERE
    field: Field = {
        "path": path,
        "key": key,
        "state": "cleared" if value is None else "set",
        "value": value,
        "cause": _make_cause(origin),
        "reason": None,
        "earlier": earlier,
        "uses": [],
        "elsewhere": [],
    }
    if path == _CHECK and isinstance(value, dict):
        field["members"] = {member: _make_cause(origins.get((name, member), origin), image) for member in config[name]}
    return field


def _make_cause(origin: Mapping[str, Any], image: Field | None = None) -> Field:
    """Make the cause of a value; what the image gives has the image's."""
    if origin["what"] == IMAGE and image is not None:
        cause: Field = image["cause"]
        return cause
    names = ("instruction", "lines", "stage", "reference", "trigger", "index", "declared", "name")
    shown = _ADDED if origin["what"] == COMPOSE else origin
    return {"kind": "service", **dict.fromkeys(names), "origin": dict(shown)}
