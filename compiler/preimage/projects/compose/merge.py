"""A later file over an earlier one, and a service over the one that it extends.

Source: docs/reference/compose.md, "Merging".
"""

from __future__ import annotations

from collections.abc import Callable

from preimage.projects.compose.nodes import Fault, Mapping, Node, Path, join_path, print_value
from preimage.projects.compose.trie import Trie, by_pattern


def merge_projects(base: Node, other: Node) -> Node:
    """Give what a document makes of what was merged before it; both are mappings.

    Raises:
        Fault: ``cannot override PATH``: a mapping or a list meets something else.
    """
    return _merge(base, other, (), _SPECIAL)


def extend_service(base: Node, service: Node) -> Node:
    """Give a service over its base; both are mappings."""
    services = _SPECIAL.step("services")
    assert services is not None, "services have rules"
    return _merge(base, service, ("services", "x"), services.step("x"))


def _merge(base: Node, other: Node, path: Path, rules: Trie[_Rule] | None) -> Node:
    if rules is not None and rules.rule is not None:
        return rules.rule(base, other, path, rules)
    if other.value is None:
        return base
    if isinstance(base.value, dict):
        if not isinstance(other.value, dict):
            raise Fault(f"cannot override {join_path(path)}", other)
        return _merge_mappings(base, other, path, rules)
    if isinstance(base.value, list):
        if not isinstance(other.value, list):
            raise Fault(f"cannot override {join_path(path)}", other)
        return base.with_value([*base.value, *other.value])
    return other


def _merge_mappings(base: Node, other: Node, path: Path, rules: Trie[_Rule] | None) -> Node:
    merged: Mapping = dict(base.items())
    for key, node in other.items():
        known = merged.get(key)
        if known is None:
            merged[key] = node
        else:
            merged[key] = _merge(known, node, (*path, key), rules.step(key) if rules else None)
    return other.with_value(merged)


_Rule = Callable[[Node, Node, Path, Trie["_Rule"]], Node]


def _replace(_base: Node, other: Node, _path: Path, _rules: Trie[_Rule]) -> Node:
    return other


def _merge_to_list(base: Node, other: Node, _path: Path, _rules: Trie[_Rule]) -> Node:
    return other.with_value([*_as_list(base), *_as_list(other)])


def _merge_hosts(base: Node, other: Node, _path: Path, _rules: Trie[_Rule]) -> Node:
    first = _as_list(base)
    known = {print_value(node.value) for node in first}
    return other.with_value([*first, *(node for node in _as_list(other) if print_value(node.value) not in known)])


def _as_list(node: Node) -> list[Node]:
    """Give the entries of a list, or those of a mapping as ``name=value``, by name."""
    if isinstance(node.value, list):
        return node.value
    if isinstance(node.value, str):
        return [node]
    entries: list[tuple[str, Node]] = []
    for key, value in node.items():
        if value.value is None:
            entries.append((key, value))
        elif isinstance(value.value, list):
            entries += ((f"{key}={print_value(item.value)}", item) for item in value.value)
        else:
            entries.append((f"{key}={print_value(value.value)}", value))
    return [value.with_value(text) for text, value in sorted(entries, key=lambda entry: entry[0])]


def _merge_build(base: Node, other: Node, path: Path, rules: Trie[_Rule]) -> Node:
    return _merge_mappings(_as_build(base), _as_build(other), path, rules)


def _as_build(node: Node) -> Node:
    return node.with_value({"context": node}) if isinstance(node.value, str) else node


def _merge_dependencies(base: Node, other: Node, path: Path, rules: Trie[_Rule]) -> Node:
    return _merge_mappings(_as_dependencies(base), _as_dependencies(other), path, rules)


def _as_dependencies(node: Node) -> Node:
    if not isinstance(node.value, list):
        return node
    return node.with_value(
        {
            print_value(item.value): item.with_value(
                {"condition": item.with_value("service_started"), "required": item.with_value(True)}
            )
            for item in node.value
        }
    )


def _merge_names(base: Node, other: Node, path: Path, rules: Trie[_Rule]) -> Node:
    return _merge_mappings(_as_names(base), _as_names(other), path, rules)


def _as_names(node: Node) -> Node:
    if not isinstance(node.value, list):
        return node
    return node.with_value({print_value(item.value): item.with_value(None) for item in node.value})


def _merge_logging(base: Node, other: Node, path: Path, rules: Trie[_Rule]) -> Node:
    """Merge the options of one driver; another driver brings its own."""
    if not isinstance(base.value, dict) or not isinstance(other.value, dict):
        raise Fault(f"cannot override {join_path(path)}", other)
    first, second = base.get("driver"), other.get("driver")
    if first is None or second is None or first.value == second.value:
        return _merge_mappings(base, other, path, rules)
    return other


def _merge_subnets(base: Node, other: Node, path: Path, _rules: Trie[_Rule]) -> Node:
    for node in (base, other):
        if not isinstance(node.value, list):
            raise Fault(f"cannot override {join_path(path)}", node)
    merged: dict[str, Node] = {}
    for node in (*base.entries(), *other.entries()):
        subnet = node.text("subnet")
        known = merged.get(subnet)
        merged[subnet] = node if known is None else _merge_mappings(known, node, path, None)
    return other.with_value(list(merged.values()))


_SPECIAL: Trie[_Rule] = by_pattern(
    {
        **{
            f"services.*.{key}": _merge_to_list
            for key in (
                "annotations", "build.args", "build.additional_contexts", "build.labels", "deploy.labels", "dns",
                "dns_opt", "dns_search", "env_file", "environment", "label_file", "labels", "sysctls", "tmpfs",
                "volumes.*.volume.labels",
            )
        },
        "networks.*.labels": _merge_to_list,
        "volumes.*.labels": _merge_to_list,
        "networks.*.ipam.config": _merge_subnets,
        "services.*.build": _merge_build,
        "services.*.build.extra_hosts": _merge_hosts,
        "services.*.extra_hosts": _merge_hosts,
        "services.*.command": _replace,
        "services.*.entrypoint": _replace,
        "services.*.healthcheck.test": _replace,
        "services.*.ulimits.*": _replace,
        "services.*.depends_on": _merge_dependencies,
        "services.*.networks": _merge_names,
        "services.*.models": _merge_names,
        "services.*.logging": _merge_logging,
    }
)  # fmt: skip


def apply_marks(root: Node, marks: list[Path]) -> Node:
    """Take away from what was merged so far what a document's ``!reset`` and ``!override`` name."""
    return _without(root, Trie((path, True) for path in marks)) if marks else root


def _without(node: Node, marked: Trie[bool]) -> Node:
    if isinstance(node.value, dict):
        kept: Mapping = {}
        for key, child in node.value.items():
            inside = marked.step(key)
            if inside is None:
                kept[key] = child
            elif not inside.rule:
                kept[key] = _without(child, inside)
        return node.with_value(kept)
    if isinstance(node.value, list):
        # Entries of lists are never taken away; only a mark with a star reaches what is in them.
        inside = marked.step("[]")
        return node if inside is None else node.with_value([_without(child, inside) for child in node.value])
    return node
