"""Volumes in their short form: ``SOURCE:TARGET:OPTIONS``."""

from __future__ import annotations

from preimage.golang.paths import clean
from preimage.projects.compose.nodes import Fault, Mapping, Node


class Volume:
    """A volume of a service: ``kind`` is ``bind`` or ``volume``; ``source`` is empty for an anonymous one."""

    __slots__ = ("kind", "options", "source", "target")

    def __init__(self, kind: str, source: str, target: str, options: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.source = source
        self.target = target
        self.options = options


def parse_volume(node: Node) -> Volume:
    """Parse the text of a node.

    Raises:
        Fault: ``invalid spec: TEXT: empty section between colons`` or ``... too many colons``.
    """
    text = str(node.value)
    if not text:
        raise Fault("invalid empty volume spec", node)
    if len(text.encode("utf-8", "surrogateescape")) <= 2:
        return Volume("volume", "", text)
    parts = _split(text)
    if "" in parts[:3] or (len(parts) > 3):
        # The tool reads from left to right, and ends with the first fault.
        fault = "empty section between colons" if "" in parts[:3] else "too many colons"
        raise Fault(f"invalid spec: {text}: {fault}", node)
    if len(parts) == 1:
        return Volume("volume", "", parts[0])
    options = tuple(parts[2].split(",")) if len(parts) == 3 else ()
    return Volume("bind" if _is_path(parts[0]) else "volume", parts[0], parts[1], options)


def expand_volume(node: Node) -> Node:
    """Give the long form of a volume's text."""
    volume = parse_volume(node)
    # The tool cleans the path, but an empty one it leaves.
    target = clean(volume.target) if volume.target else ""
    entries: dict[str, str | bool | Mapping] = {"type": volume.kind, "target": target}
    if volume.source:
        entries["source"] = volume.source
    if "ro" in volume.options:
        entries["read_only"] = True
    if volume.kind == "bind":
        entries["bind"] = {"create_host_path": node.with_value(True)}
    else:
        entries["volume"] = {"nocopy": node.with_value(True)} if "nocopy" in volume.options else {}
    return node.with_value({key: node.with_value(value) for key, value in entries.items()})


def _split(text: str) -> list[str]:
    """Divide at colons, but not behind a single letter, which is a drive of Windows."""
    parts = [""]
    for character in text:
        if character == ":" and not (len(parts[-1]) == 1 and parts[-1].isalpha()):
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _is_path(source: str) -> bool:
    return source[0] in "./~" or source.startswith("\\\\") or (source[0].isalpha() and source[1:2] == ":")
