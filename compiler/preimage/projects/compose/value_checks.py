"""Checks of single values, when all files are merged and before their paths are resolved.

Source: docs/reference/compose.md, "The order of things".
"""

from __future__ import annotations

from collections.abc import Callable

from preimage.golang.quoting import quote
from preimage.projects.compose.nodes import Fault, Node, Path, join_path, print_value
from preimage.projects.compose.ports import is_address
from preimage.projects.compose.trie import Trie, by_pattern

_Check = Callable[[Node, Path], None]


def check_values(root: Node) -> None:
    """Hold the values of a project against rules that its shape cannot say.

    Raises:
        Fault: the tool's text.
    """
    _check(root, (), _CHECKS)


def _check(node: Node, path: Path, checks: Trie[_Check] | None) -> None:
    if checks is None:
        return
    if checks.rule is not None:
        checks.rule(node, path)
        return
    for key, child in node.items():
        _check(child, (*path, key), checks.step(key))
    for child in node.entries():
        _check(child, (*path, "[]"), checks.step("[]"))


def _check_volume(node: Node, path: Path) -> None:
    external = node.get("external")
    if external is None or external.value is not True:
        return
    for key, child in node.items():
        if key not in ("name", "external") and not key.startswith("x-"):
            raise Fault(f'{join_path(path)}: conflicting parameters "external" and {quote(key)} specified', child)


def _source_check(*keys: str) -> _Check:
    def check(node: Node, path: Path) -> None:
        count = sum(node.get(key) is not None for key in keys)
        listed = "|".join(keys)
        if count > 1:
            raise Fault(f"{join_path(path)}: {listed} attributes are mutually exclusive", node)
        if not count and node.get("driver") is None and node.get("external") is None:
            raise Fault(f"{join_path(path)}: one of {listed} must be set", node)

    return check


def _check_address(node: Node, path: Path) -> None:
    address = node.get("host_ip")
    if address is not None and not is_address(print_value(address.value)):
        raise Fault(f"{join_path(path)}: invalid ip address: {print_value(address.value)}", address)


def _check_watched(node: Node, path: Path) -> None:
    if node.value == "":
        raise Fault(f"{join_path(path)}: value can't be blank", node)


def _check_device(node: Node, path: Path) -> None:
    if node.get("count") is not None and node.get("device_ids") is not None:
        raise Fault(f'{join_path(path)}: "count" and "device_ids" attributes are exclusive', node)


_CHECKS: Trie[_Check] = by_pattern(
    {
        "configs.*": _source_check("file", "environment", "content"),
        "secrets.*": _source_check("file", "environment"),
        "services.*.deploy.resources.reservations.devices.*": _check_device,
        "services.*.develop.watch.*.path": _check_watched,
        "services.*.gpus.*": _check_device,
        "services.*.ports.*": _check_address,
        "volumes.*": _check_volume,
    }
)
