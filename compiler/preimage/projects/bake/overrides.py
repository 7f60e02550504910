"""``--set PATTERN.KEY[.NAME][+]=VALUE``.

Source: docs/reference/bake.md, "Overrides".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from preimage.golang.numbers import parse_bool
from preimage.golang.pathmatch import BadPatternError, match_path
from preimage.model.errors import ProjectError
from preimage.projects.bake.entries import Entry, read_entry
from preimage.projects.bake.target import Target, merge_held
from preimage.projects.hcl.budget import Budget
from preimage.projects.project import Origin

_LISTS = frozenset(
    (
        "output", "cache-to", "cache-from", "tags", "platform", "secrets", "ssh", "attest", "entitlements", "network",
        "annotations",
    )
)  # fmt: skip
"""Keys whose values collect; ``network`` is one by mistake of the tool, and so is set to nothing."""

_TEXTS = frozenset(("context", "dockerfile", "target", "call", "shm-size", "network"))
_NAMED = frozenset(("args", "contexts", "labels", "extra-hosts"))
_ENTRIES = {
    "cache-from": "cache-from",
    "cache-to": "cache-to",
    "output": "output",
    "secrets": "secret",
    "ssh": "ssh",
    "attest": "attest",
}
_ALWAYS_ADDED = frozenset(("annotations", "attest", "entitlements"))
_ORIGIN = Origin("", None, "--set")
_OVERRIDE = 4
"""Items that an override of one target counts for: its own, its keys, its place among the others."""


class Override:
    """What is set for one key of a target: a value, or values that collect."""

    __slots__ = ("is_added", "key", "name", "value", "values")

    def __init__(self, key: str, name: str | None) -> None:
        self.key = key
        self.name = name
        self.value = ""
        self.values: list[str] = []
        self.is_added = False


def parse_overrides(
    overrides: Iterable[str], targets: Iterable[str], environment: Mapping[str, str], budget: Budget
) -> dict[str, list[Override]]:
    """Give what is set for each target.

    Raises:
        ProjectError: the tool's text.
    """
    names = list(targets)
    matches: dict[str, list[str]] = {}
    parsed: dict[str, dict[tuple[str, ...], Override]] = {}
    for text in overrides:
        path, sign, value = text.partition("=")
        is_added = path.endswith("+")
        path = path.removesuffix("+")
        keys = path.split(".", 2)
        if len(keys) < 2:
            raise ProjectError(f"ERROR: invalid override key {path}, expected target.name")
        if not sign and keys[1] != "args":
            raise ProjectError(f"ERROR: invalid override {text}, expected target.name=value")
        if keys[0] in targets:
            matches[keys[0]] = [keys[0]]
        elif keys[0] not in matches:
            budget.spend(len(names))
            matches[keys[0]] = expand_pattern(keys[0], names)
        matched = matches[keys[0]]
        budget.spend(len(matched) * _OVERRIDE)
        if keys[1] in {"args", "contexts"} and len(keys) != 3:
            raise ProjectError(f"ERROR: invalid key {path}, {keys[1]} requires name")
        if not sign:
            if keys[2] not in environment:
                continue
            value = environment[keys[2]]
        for name in matched:
            override = parsed.setdefault(name, {}).setdefault(
                tuple(keys[1:]), Override(keys[1], keys[2] if len(keys) > 2 else None)
            )
            override.is_added = is_added
            if keys[1] in _LISTS:
                override.values.append(value)
            else:
                override.value = value
    return {name: list(each.values()) for name, each in parsed.items()}


def expand_pattern(pattern: str, names: Sequence[str]) -> list[str]:
    """Give the target of a name, or all that a pattern matches.

    Raises:
        ProjectError: there is none, or the pattern cannot be read.
    """
    if pattern in names:
        return [pattern]
    try:
        matched = [name for name in names if match_path(pattern, name)]
    except BadPatternError as error:
        raise ProjectError(f"ERROR: could not match targets with '{pattern}': {error}") from error
    if not matched:
        raise ProjectError(f"ERROR: could not find any target matching '{pattern}'")
    return matched


def apply_overrides(target: Target, overrides: Iterable[Override]) -> None:
    """Set values of a target.

    Raises:
        ProjectError: the tool's text, such as ``unknown key: foo``.
    """
    for override in overrides:
        key = override.key
        if key in _NAMED:
            _set_named(target, override)
        elif key in _TEXTS:
            target.set(key, override.value, _ORIGIN)
        elif key in _ENTRIES:
            _set_entries(target, override)
        elif key in {"tags", "platform", "annotations", "entitlements"}:
            _set_list(target, "platforms" if key == "platform" else key, override)
        elif key in {"no-cache-filter", "ulimits"}:
            target.set(key, [], _ORIGIN)
        elif key in {"no-cache", "pull"}:
            target.set(key, _read_bool(override), _ORIGIN)
        elif key in {"push", "load"}:
            change = _set_push if key == "push" else _set_load
            entries = [dict(entry) for entry in target.held.get("output", ())]
            target.set("output", change(entries, _read_bool(override)), _ORIGIN)
        else:
            raise ProjectError(f"ERROR: unknown key: {key}")


def _set_named(target: Target, override: Override) -> None:
    key, name = override.key, override.name
    if name is None:
        pair = "<hostname>=<ip>" if key == "extra-hosts" else "<name>=<value>"
        raise ProjectError(f"ERROR: invalid format for {key}, expecting {key}.{pair}")
    target.held[key] = {**target.held.get(key, {}), name: override.value}
    target.origins[key, name] = _ORIGIN


def _set_list(target: Target, key: str, override: Override) -> None:
    is_added = override.is_added or key in _ALWAYS_ADDED
    earlier = target.held.get(key, ()) if is_added else ()
    target.set(key, [*earlier, *override.values], _ORIGIN)


def _set_entries(target: Target, override: Override) -> None:
    name = _ENTRIES[override.key]
    entries: list[Entry] = []
    for value in override.values:
        try:
            entries += read_entry(name, value) if value else []
        except ValueError as error:
            what = {"secrets": "invalid value for outputs: ", "attest": "invalid value for attest: "}
            raise ProjectError(f"ERROR: {what.get(override.key, '')}{error}") from error
    earlier = target.held.get(name)
    if override.key == "attest":
        entries = merge_held("attest", earlier, entries)
    elif override.is_added:
        entries = [*(earlier or ()), *entries]
    target.set(name, entries, _ORIGIN)


def _read_bool(override: Override) -> bool:
    try:
        return parse_bool(override.value)
    except ValueError:
        raise ProjectError(f"ERROR: invalid value {override.value} for boolean key {override.key}") from None


def _set_push(outputs: list[Entry], is_pushed: bool) -> list[Entry]:
    if not is_pushed:
        index = 0
        while index < len(outputs):
            if outputs[index]["type"] == "registry":
                # The last one comes into its place.
                outputs[index] = outputs[-1]
                outputs.pop()
                continue
            if outputs[index]["type"] == "image":
                outputs[index]["push"] = "false"
            index += 1
        return outputs
    for entry in outputs:
        if entry["type"] == "image":
            entry["push"] = "true"
    if all(entry["type"] == "docker" for entry in outputs):
        outputs.append({"type": "image", "push": "true"})
    return outputs


def _set_load(outputs: list[Entry], is_loaded: bool) -> list[Entry]:
    if not is_loaded:
        return outputs
    for entry in outputs:
        if entry["type"] == "docker" and not entry.get("dest"):
            return outputs
        if entry["type"] not in {"docker", "image", "registry", "oci"}:
            return outputs
    return [*outputs, {"type": "docker"}]
