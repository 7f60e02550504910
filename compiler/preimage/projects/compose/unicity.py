"""Entries of lists that mean the same thing: the last one stays, in the place of the first.

Source: docs/reference/compose.md, "Merging".
"""

from __future__ import annotations

from collections.abc import Callable

from preimage.projects.compose.mounts import parse_volume
from preimage.projects.compose.nodes import Fault, Node, Path, join_path, print_as_text, print_value, type_name
from preimage.projects.compose.trie import Trie, by_pattern

_Indexer = Callable[[Node, Path], str]


def drop_twins(root: Node) -> Node:
    """Give a project without entries that a later one of the same list replaces.

    Raises:
        Fault: an entry that cannot be named, such as ``PATH.[0]: unexpected type int``.
    """
    return _drop(root, (), _INDEXERS)


def _drop(node: Node, path: Path, indexers: Trie[_Indexer]) -> Node:
    if isinstance(node.value, dict):
        changed = {}
        for key, child in node.value.items():
            inside = indexers.step(key)
            if inside is not None and (kept := _drop(child, (*path, key), inside)) is not child:
                changed[key] = kept
        return node.with_value({**node.value, **changed}) if changed else node
    if isinstance(node.value, list) and indexers.rule is not None:
        index = indexers.rule
        entries: dict[str, Node] = {}
        for at, entry in enumerate(node.value):
            entries[index(entry, (*path, f"[{at}]"))] = entry
        return node if len(entries) == len(node.value) else node.with_value(list(entries.values()))
    return node


def _index_pair(node: Node, path: Path) -> str:
    if not isinstance(node.value, str):
        raise Fault(f"{join_path(path)}: unexpected type {type_name(node.value)}", node)
    return node.value.partition("=")[0]


def _index_volume(node: Node, path: Path) -> str:
    if isinstance(node.value, dict):
        return _target(node, path, f"service volume {join_path(path)} is missing a mount target")
    return parse_volume(node).target if isinstance(node.value, str) else ""


def _target(node: Node, _path: Path, missing: str) -> str:
    target = node.get("target")
    if target is None or not isinstance(target.value, str):
        raise Fault(missing, node)
    return target.value


def _index_device(node: Node, path: Path) -> str:
    if isinstance(node.value, dict):
        return _target(node, path, f"service device {join_path(path)} is missing a mount target")
    parts = print_value(node.value).split(":") if isinstance(node.value, str) else [""]
    return parts[0] if len(parts) == 1 else parts[1]


def _index_exposed(node: Node, path: Path) -> str:
    if isinstance(node.value, str) or type(node.value) is int:
        return str(node.value)
    raise Fault(f"{join_path(path)}: unsupported expose value {print_as_text(node.value)}", node)


def _mount_indexer(default: str) -> _Indexer:
    def index(node: Node, path: Path) -> str:
        if isinstance(node.value, str):
            return f"{default}/{node.value}"
        if isinstance(node.value, dict):
            target = node.get("target")
            return node.text("target") if target is not None else f"{default}/{node.text('source')}"
        raise Fault(f"{join_path(path)}: unsupported expose value {print_as_text(node.value)}", node)

    return index


def _index_port(node: Node, path: Path) -> str:
    if not isinstance(node.value, dict):
        return print_value(node.value) if isinstance(node.value, (str, int)) else ""
    parts = {"host_ip": "0.0.0.0", "published": "", "target": "", "protocol": "tcp"}
    parts |= {key: print_value(child.value) for key, child in node.items() if key in parts}
    if node.get("target") is None:
        raise Fault(f"service ports {join_path(path)} is missing a target port", node)
    return "{host_ip}:{published}:{target}/{protocol}".format_map(parts)


def _index_env_file(node: Node, path: Path) -> str:
    if isinstance(node.value, dict):
        if node.get("path") is None:
            raise Fault(f"environment path attribute {join_path(path)} is missing", node)
        return node.text("path")
    return node.value if isinstance(node.value, str) else ""


_INDEXERS: Trie[_Indexer] = by_pattern(
    {
        **{
            f"services.*.{key}": _index_pair
            for key in (
                "annotations", "build.args", "build.additional_contexts", "build.tags", "build.labels", "cap_add",
                "cap_drop", "deploy.labels", "dns", "dns_opt", "dns_search", "environment", "labels", "links",
                "networks.*.aliases", "networks.*.link_local_ips", "profiles", "sysctls", "tmpfs",
            )
        },
        "networks.*.labels": _index_pair,
        "networks.*.ipam.options": _index_pair,
        "services.*.devices": _index_device,
        "services.*.configs": _mount_indexer(""),
        "services.*.secrets": _mount_indexer("/run/secrets"),
        "services.*.env_file": _index_env_file,
        "services.*.expose": _index_exposed,
        "services.*.ports": _index_port,
        "services.*.volumes": _index_volume,
    }
)  # fmt: skip
