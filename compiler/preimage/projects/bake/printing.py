"""What ``docker buildx bake --print`` prints.

Source: docs/reference/bake.md, "Printing".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from preimage.golang.jsontext import encode_string
from preimage.projects.bake.fields import ESCAPED, FIELDS
from preimage.projects.bake.target import Group, Target
from preimage.projects.hcl.values import sort_keys


def print_project(groups: Mapping[str, Group], targets: Mapping[str, Target]) -> str:
    """Give the JSON text, without a final newline."""
    document: dict[str, Any] = {}
    if groups:
        document["group"] = {name: _group(groups[name]) for name in sort_keys(groups)}
    document["target"] = {name: _target(targets[name]) for name in sort_keys(targets)} if targets else {}
    return _render(document, "")


def _group(group: Group) -> dict[str, Any]:
    described = {"description": group.description} if group.description else {}
    return {**described, "targets": group.targets}


def _target(target: Target) -> dict[str, Any]:
    printed: dict[str, Any] = {}
    for name in FIELDS:
        held = target.held.get(name)
        if (
            name == "inherits"
            or held is None
            or (not held and (isinstance(held, list | dict) or name == "description"))
        ):
            continue
        if isinstance(held, dict):
            held = {key: held[key] for key in sort_keys(held)}
        elif FIELDS[name].is_entries:
            held = [{key: entry[key] for key in _entry_order(name, entry)} for entry in held]
        printed[name] = _escape(held) if name in ESCAPED else held
    return printed


def _entry_order(name: str, entry: Mapping[str, Any]) -> list[str]:
    """Secrets print in the order of their fields, everything else by name."""
    if name == "secret":
        return [key for key in ("id", "src", "env") if key in entry]
    return sort_keys(entry)


def _escape(held: Any) -> Any:
    if isinstance(held, str):
        return held.replace("${", "$${").replace("%{", "%%{")
    if isinstance(held, dict):
        return {key: _escape(each) for key, each in held.items()}
    return [_escape(each) for each in held] if isinstance(held, list) else held


def _render(value: Any, indent: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return encode_string(value)
    inner = f"{indent}  "
    if isinstance(value, dict):
        lines = [f"{inner}{encode_string(key)}: {_render(each, inner)}" for key, each in value.items()]
        opening, closing = "{", "}"
    else:
        lines = [inner + _render(each, inner) for each in value]
        opening, closing = "[", "]"
    if not lines:
        return opening + closing
    return opening + "\n" + ",\n".join(lines) + f"\n{indent}{closing}"
