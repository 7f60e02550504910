"""The attributes of a target: in which order they print, of which kind they are, and how they merge.

Source: docs/reference/bake.md, "Targets".
"""

from __future__ import annotations

from typing import NamedTuple

from preimage.projects.hcl.types import BOOL, STRING, Type, list_of, map_of, object_of

TEXTS = list_of(STRING)
MAP = map_of(STRING)


class Field(NamedTuple):
    """An attribute.

    - ``kind``: the kind to which its value is converted; ``entries`` are lists of texts or objects instead.
    - ``merge``: ``replace``, ``by-key``, ``by-type`` or ``add``, what a later value does to an earlier one.
    - ``allows_null``: whether parts may be null, which means that they are not set.
    - ``is_nullable``: whether the whole may be null, which means that it is not written.
    - ``reference``: the kind it has for others that refer to it.
    """

    kind: Type
    merge: str = "replace"
    is_entries: bool = False
    allows_null: bool = False
    is_nullable: bool = True
    reference: Type | None = None


def _entries(merge: str, reference: Type = MAP) -> Field:
    return Field(TEXTS, merge, is_entries=True, reference=list_of(reference))


_SECRET = object_of({"env": STRING, "id": STRING, "src": STRING})
_SSH = object_of({"id": STRING, "paths": TEXTS})

FIELDS: dict[str, Field] = {
    "description": Field(STRING, is_nullable=False),
    "inherits": Field(TEXTS),
    "annotations": Field(TEXTS, "add"),
    "attest": _entries("by-type"),
    "context": Field(STRING),
    "contexts": Field(MAP, "by-key"),
    "dockerfile": Field(STRING),
    "dockerfile-inline": Field(STRING),
    "args": Field(MAP, "by-key", allows_null=True),
    "labels": Field(MAP, "by-key", allows_null=True),
    "tags": Field(TEXTS),
    "cache-from": _entries("add"),
    "cache-to": _entries("replace"),
    "target": Field(STRING),
    "secret": _entries("add", _SECRET),
    "ssh": _entries("add", _SSH),
    "platforms": Field(TEXTS),
    "output": _entries("replace"),
    "pull": Field(BOOL),
    "no-cache": Field(BOOL),
    "network": Field(STRING),
    "no-cache-filter": Field(TEXTS, "add"),
    "shm-size": Field(STRING),
    "ulimits": Field(TEXTS, "add"),
    "call": Field(STRING),
    "entitlements": Field(TEXTS, "add"),
    "extra-hosts": Field(MAP, "by-key", allows_null=True),
}
"""In the order of the print; ``inherits`` never prints."""

ESCAPED = frozenset(("args", "labels", "annotations", "extra-hosts", "dockerfile-inline"))
"""Attributes whose texts print so that they can be read again as templates."""
