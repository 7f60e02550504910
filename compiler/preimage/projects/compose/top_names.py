"""The ``name`` of Compose files, which the tool looks for before it reads anything else of them.

Source: docs/reference/compose.md, "Files, folder and variables".
"""

from __future__ import annotations

from collections.abc import Iterable

from preimage.golang.quoting import quote
from preimage.projects.compose.nodes import Fault
from preimage.projects.compose.yamltext import YamlNode, YamlText

_MAX_FAULTS = 100
_KINDS = {"mapping": "!!map", "list": "!!seq"}


def find_first_name(texts: Iterable[YamlText]) -> str:
    """Give the name in the first document of the first file that has one there.

    Raises:
        Fault: a fault of YAML in the files up to that one; their texts name no file.
    """
    for text in texts:
        if not text.documents:
            if text.fault is not None:
                raise text.fault
            continue
        name = _read_name(text.documents[0])
        if name:
            return name
    return ""


def find_last_name(texts: Iterable[YamlText]) -> str:
    """Give the name in the last document that has one; documents behind a fault do not count, nor faults."""
    name = ""
    for text in texts:
        for document in text.documents:
            try:
                name = _read_name(document) or name
            except Fault:
                break
    return name


def _read_name(document: YamlNode) -> str:
    document = document.target or document
    faults: list[str] = []
    if document.kind == "mapping":
        _find_twins(document, faults)
        name = "" if faults else _read_entry(document, faults)
    else:
        name = ""
        if document.kind != "scalar" or document.tag != "!!null":
            faults.append(_cannot(document, "cli.named"))
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        fault = Fault(f"yaml: unmarshal errors:\n{lines}")
        fault.line = document.line
        raise fault
    return name


def _find_twins(document: YamlNode, faults: list[str]) -> None:
    lines: dict[tuple[str, str], list[int]] = {}
    pairs: list[tuple[int, int, str, int]] = []
    for at, key in enumerate(document.children[::2]):
        known = lines.setdefault((key.kind, key.text), [])
        pairs += ((first, at, key.text, key.line) for first in known[:_MAX_FAULTS])
        known.append(key.line)
        if len(pairs) > _MAX_FAULTS:
            break
    for first, _, name, line in sorted(pairs):
        faults.append(f"line {line}: mapping key {quote(name)} already defined at line {first}")


def _read_entry(document: YamlNode, faults: list[str]) -> str:
    keys = (key.target or key for key in document.children[::2])
    faults += (_cannot(key, "string") for key in keys if key.kind != "scalar")
    found = _find_entry(document, set())
    if found is None:
        return ""
    if found.kind != "scalar":
        faults.append(_cannot(found, "string"))
        return ""
    return "" if found.tag == "!!null" else found.text


def _find_entry(mapping: YamlNode, seen: set[int]) -> YamlNode | None:
    """Find ``name`` among the entries of a mapping, then among those that it merges."""
    merged: YamlNode | None = None
    for key, value in zip(mapping.children[::2], mapping.children[1::2], strict=True):
        if (key.target or key).text == "name" and key.kind != "mapping":
            return value.target or value
        if key.tag == "!!merge":
            merged = value.target or value
    if merged is None or id(merged) in seen:
        return None
    seen.add(id(merged))
    sources = [child.target or child for child in merged.children] if merged.kind == "list" else [merged]
    for source in sources:
        if source.kind != "mapping":
            fault = Fault("yaml: map merge requires map or sequence of maps as the value")
            fault.line = source.line
            raise fault
        found = _find_entry(source, seen)
        if found is not None:
            return found
    return None


def _cannot(node: YamlNode, what: str) -> str:
    tag = _KINDS.get(node.kind, node.tag)
    text = f"{node.text[:7]}..." if len(node.text) > 10 else node.text
    shown = f" `{text}`" if node.kind == "scalar" else ""
    return f"line {node.line}: cannot unmarshal {tag}{shown} into {what}"
