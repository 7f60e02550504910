"""Causes of a container's side in a difference, both in the form of their JSON.

Source: docs/reference/diff.md, "Sides".
"""

from __future__ import annotations

from preimage.results.container_fields import STOP_TIMEOUT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Entry = dict[str, Any]


def add_container(result: Entry, side: str, explained: Entry) -> None:
    """Add to one side, ``before`` or ``after``, of an entry of ``results`` what an explanation of a container has.

    That is the container's input, the causes of its fields, its notes, and the change of what no image has.
    """
    result[side] = {**explained["input"], "container": True, "notes": explained["notes"]}
    fields = {(field["path"], field["key"]): field for field in explained["fields"]}
    for change in result["changes"]:
        field = fields.get((change["path"], change["key"]))
        if field is not None:
            change[f"{side}_cause"] = field["cause"]
    timeout = fields.get((STOP_TIMEOUT, None))
    if timeout is not None:
        _add_value(result["changes"], side, timeout)


def _add_value(changes: list[Entry], side: str, field: Entry) -> None:
    """Note a value that only one side has so far; a value that both have alike is no change."""
    change = next((each for each in changes if each["path"] == field["path"]), None)
    if change is None:
        change = {"path": field["path"], "key": None, "action": "add" if side == "after" else "remove"}
        change |= {"before": None, "after": None, "before_cause": None, "after_cause": None, "because": []}
        change["group"] = "own"
        changes.append(change)
    elif change["before"] == field["value"]:
        changes.remove(change)
        return
    else:
        change["action"] = "change"
    change[side] = field["value"]
    change[f"{side}_cause"] = field["cause"]
