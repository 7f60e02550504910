"""Targets and groups while they are put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from preimage.projects.bake.entries import key_of
from preimage.projects.bake.fields import FIELDS
from preimage.projects.project import Key, Origin


class Target:
    """A target: what its attributes hold, by name, and where the parts of it were written.

    ``held`` has no entry for what is not written or null.
    """

    __slots__ = ("held", "is_linked", "name", "origins")

    def __init__(self, name: str) -> None:
        self.name = name
        self.held: dict[str, Any] = {}
        self.origins: dict[Key, Origin] = {}
        self.is_linked = False

    def set(self, name: str, held: Any, origin: Origin) -> None:
        """Write an attribute, or with null leave it."""
        if held is None:
            return
        self.held[name] = held
        self.origins[name,] = origin
        if isinstance(held, dict):
            for key in held:
                self.origins[name, key] = origin

    def merge(self, other: Target) -> None:
        """Lay another target over this one."""
        for name, held in other.held.items():
            if held is None:
                continue
            self.held[name] = merge_held(name, self.held.get(name), held)
            for key, origin in other.origins.items():
                if key[0] == name and (len(key) == 1 or held.get(key[1]) is not None):
                    self.origins[key] = origin

    def normalize(self) -> None:
        """Take repeats and empty texts out of lists, and contexts that are empty."""
        held = self.held
        for name in ("annotations", "tags", "platforms", "no-cache-filter", "ulimits"):
            if name in held:
                held[name] = unique(held[name])
        for name in ("attest", "cache-from", "cache-to", "secret", "ssh", "output"):
            if name in held:
                held[name] = _unique_entries(held[name])
        if held.get("network") == "host":
            held["entitlements"] = [*held.get("entitlements", ()), "network.host"]
        if "entitlements" in held:
            held["entitlements"] = unique(held["entitlements"])
        if "contexts" in held:
            held["contexts"] = {key: each for key, each in held["contexts"].items() if each}


class Group:
    """A group: what it holds, in order."""

    __slots__ = ("description", "name", "targets")

    def __init__(self, name: str, targets: Iterable[str] | None, description: str = "") -> None:
        self.name = name
        self.targets = None if targets is None else list(targets)
        self.description = description


def merge_held(name: str, earlier: Any, later: Any) -> Any:
    """Give what an attribute holds when a later value comes over an earlier one."""
    how = FIELDS[name].merge
    if how == "by-key":
        merged = dict(earlier or {})
        merged.update((key, each) for key, each in later.items() if each is not None)
        return merged
    if how == "by-type":
        by_type = {entry["type"]: entry for entry in [*(earlier or ()), *later]}
        return list(by_type.values())
    if how == "add":
        return [*(earlier or ()), *later]
    return later


def unique(texts: Iterable[str]) -> list[str]:
    """Give the texts, each once, without empty ones."""
    return [text for text in dict.fromkeys(texts) if text]


def _unique_entries(entries: list[Any]) -> list[Any]:
    return list({key_of(entry): entry for entry in reversed(entries)}.values())[::-1]
