"""``include``: other projects whose services and resources become those of this one.

Source: docs/reference/compose.md, "include".
"""

from __future__ import annotations

from preimage.projects.compose.nodes import Fault, Mapping, Node, equal, print_as_text, type_name

RESOURCES = ("services", "volumes", "networks", "secrets", "configs", "models")


class Include:
    """An entry of ``include``: the files of the project, its folder if given, and its env files."""

    __slots__ = ("env_files", "node", "paths", "project_directory")

    def __init__(self, node: Node, paths: list[str], project_directory: str, env_files: list[str]) -> None:
        self.node = node
        self.paths = paths
        self.project_directory = project_directory
        self.env_files = env_files


def read_includes(source: Node | None) -> list[Include]:
    """Give the entries of a document's ``include``; unknown keys of an entry are ignored.

    Raises:
        Fault: it is no list, or an entry is no path and no mapping.
    """
    if source is None or source.value is None:
        return []
    if not isinstance(source.value, list):
        raise Fault(f"`include` must be a list, got {print_as_text(source.value)}", source)
    return [_read_include(node, at) for at, node in enumerate(source.value)]


def _read_include(node: Node, at: int) -> Include:
    if isinstance(node.value, str):
        return Include(node, [node.value], "", [])
    if node.value is None:
        return Include(node, [], "", [])
    if not isinstance(node.value, dict):
        kind = "slice" if isinstance(node.value, list) else type_name(node.value)
        message = f"'[{at}]' expected a map or struct, got \"{kind}\""
        raise Fault(f"decoding failed due to the following error(s):\n\n{message}", node)
    paths = _read_texts(node, "path", at)
    return Include(node, paths, node.text("project_directory"), _read_texts(node, "env_file", at))


def _read_texts(node: Node, key: str, at: int) -> list[str]:
    value = node.get(key)
    if value is None or value.value is None:
        return []
    entries = value.value if isinstance(value.value, list) else [value]
    for entry in entries:
        if not isinstance(entry.value, str):
            message = f"'[{at}].{key}' invalid type {type_name(value.value)} for string list"
            raise Fault(f"decoding failed due to the following error(s):\n\n{message}", entry)
    return [str(entry.value) for entry in entries]


def import_resources(model: Mapping, imported: Node) -> None:
    """Add what an included project declares to a document's mapping.

    Raises:
        Fault: ``services.app conflicts with imported resource``: both declare it, and not equally.
    """
    for key in RESOURCES:
        source = imported.get(key)
        if source is None or not isinstance(source.value, dict):
            continue
        target = model.get(key)
        known = dict(target.items()) if target is not None else {}
        for name, node in source.items():
            other = known.setdefault(name, node)
            if not equal(other, node):
                raise Fault(f"{key}.{name} conflicts with imported resource", other)
        model[key] = (target or source).with_value(known)
