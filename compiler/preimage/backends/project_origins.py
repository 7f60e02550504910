"""Where a project's files hold the values that reach a Dockerfile as options: added to explanations and differences.

Both are taken in the form of their JSON. The cause of a value that was an option of the build gets ``origin``, an
object of ``file``, ``line`` (1-based, or null) and ``what``, such as ``args``.

Source: docs/reference/explain.md, "Builds of projects".
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Entry = dict[str, Any]
    FindOrigin = Callable[..., Entry | None]
    """Gives where a value was written, by what it is of, such as ``args``, and its name."""

_LABELS, _ARGS, _PLATFORM = "--label", "--build-arg", "--platform"


def add_to_explanation(result: Entry, find: FindOrigin) -> None:
    """Add the origins to an entry of ``results`` of explain."""
    for field in result["fields"]:
        for cause in (field["cause"], *(earlier["cause"] for earlier in field["earlier"])):
            _add(cause, find, field["key"])
        _add_to_uses(field["uses"], find)
    for variable in result["variables"]:
        for cause in (variable["cause"], *(earlier["cause"] for earlier in variable["earlier"])):
            _add(cause, find, variable["variable"])
        _add_to_uses(variable["uses"], find)


def add_to_diff(result: Entry, side: str, find: FindOrigin) -> None:
    """Add the origins to the causes of one side, ``before`` or ``after``, of an entry of ``results`` of diff.

    A change that follows from variables gets ``variable_origins``: by the name of each, where it was written, by side.
    """
    for change in result["changes"]:
        _add(change[f"{side}_cause"], find, change["key"])
        for path, name in change["because"]:
            origin = find("args", name) if path == "variable" else None
            if origin is not None:
                change.setdefault("variable_origins", {}).setdefault(name, {})[side] = origin


def _add_to_uses(uses: list[Entry], find: FindOrigin) -> None:
    for use in uses:
        _add(use["cause"], find, use.get("variable"))


def _add(cause: Entry | None, find: FindOrigin, name: object) -> None:
    if cause is None or cause["kind"] != "option":
        return
    if cause["name"] == _PLATFORM:
        origin = find("platforms")
    else:
        origin = find({_LABELS: "labels", _ARGS: "args"}.get(cause["name"], ""), name)
    if origin is not None:
        cause["origin"] = origin
