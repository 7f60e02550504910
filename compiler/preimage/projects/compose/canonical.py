"""The short forms of a project brought to the long ones, and what keys are when nobody gives them.

Source: docs/reference/compose.md, "The order of things".
"""

from __future__ import annotations

from collections.abc import Callable

from preimage.projects.compose.account import Account
from preimage.projects.compose.mounts import expand_volume
from preimage.projects.compose.nodes import (
    Fault,
    Mapping,
    Node,
    Path,
    Value,
    join_path,
    print_as_text,
    print_value,
    type_name,
)
from preimage.projects.compose.ports import count_ports, expand_ports
from preimage.projects.compose.trie import Trie, by_pattern

_Transform = Callable[[Node, Path, Account], Node]


def make_canonical(root: Node, account: Account) -> Node:
    """Give a project with the long form of everything that has a short one.

    Raises:
        Fault: the tool's text for a short form that cannot be read.
    """
    return _apply(root, (), _TRANSFORMS, account)


def set_defaults(root: Node, account: Account) -> Node:
    """Give a project with the values of keys that nobody has given."""
    return _apply(root, (), _DEFAULTS, account)


def _apply(node: Node, path: Path, transforms: Trie[_Transform] | None, account: Account) -> Node:
    if transforms is None:
        return node
    if transforms.rule is not None:
        node = transforms.rule(node, path, account)
    if isinstance(node.value, dict):
        changed: Mapping = {}
        for key, child in node.value.items():
            inside = transforms.step(key)
            if inside is not None and (new := _apply(child, (*path, key), inside, account)) is not child:
                changed[key] = new
        return node.with_value({**node.value, **changed}) if changed else node
    if isinstance(node.value, list):
        inside = transforms.step("[]")
        if inside is not None:
            return node.with_value([_apply(child, (*path, "[]"), inside, account) for child in node.value])
    return node


def _refuse(node: Node, path: Path, what: str = "") -> Fault:
    """Make the fault of a value of a wrong type; only files of ``extends`` have any, as their shape is not checked."""
    return Fault(f"{join_path(path)}: invalid type {type_name(node.value)}{what}", node)


def _name_of(node: Node, path: Path) -> str:
    """Give the text of a list's entry; the tool itself breaks down at anything else."""
    if not isinstance(node.value, str):
        raise Fault(f"{join_path(path)}: unexpected type {type_name(node.value)}", node)
    return node.value


def _mapping_of(node: Node, **values: Value) -> Node:
    return node.with_value({key: node.with_value(value) for key, value in values.items()})


def _expand_build(node: Node, path: Path, _account: Account) -> Node:
    if isinstance(node.value, str):
        return node.with_value({"context": node})
    if not isinstance(node.value, dict):
        raise _refuse(node, path, " for build")
    return node


def _expand_pairs(node: Node, path: Path, _account: Account) -> Node:
    if isinstance(node.value, dict):
        return node
    if not isinstance(node.value, list):
        raise _refuse(node, path)
    pairs: Mapping = {}
    for entry in node.value:
        name, sign, value = print_value(entry.value).partition("=")
        if not sign:
            raise Fault(f"{join_path(path)}: invalid value {name}, expected key=value", entry)
        pairs[name] = entry.with_value(value)
    return node.with_value(pairs)


def _expand_ssh(node: Node, path: Path, _account: Account) -> Node:
    if isinstance(node.value, dict):
        return node
    if not isinstance(node.value, list):
        raise _refuse(node, path, " for ssh")
    keys: Mapping = {}
    for entry in node.value:
        if not isinstance(entry.value, str):
            raise Fault(f"invalid ssh key type {type_name(entry.value)}", entry)
        name, sign, value = print_value(entry.value).partition("=")
        if not sign and name != "default":
            raise Fault(f'invalid ssh key "{name}"', entry)
        keys[name] = entry.with_value(value if sign else None)
    return node.with_value(keys)


def _expand_dependencies(node: Node, path: Path, _account: Account) -> Node:
    if isinstance(node.value, list):
        return node.with_value(
            {
                _name_of(entry, path): _mapping_of(entry, condition="service_started", required=True)
                for entry in node.value
            }
        )
    if not isinstance(node.value, dict):
        raise _refuse(node, path, " for depend_on")
    for name, child in node.value.items():
        if not isinstance(child.value, dict):
            raise Fault(f"{join_path(path)}.{name}: unsupported value {_print_dependencies(node.value)}", child)
    return node.with_value({name: _complete_dependency(child) for name, child in node.value.items()})


def _print_dependencies(entries: Mapping) -> str:
    shown = ("<nil>" if node.value is None else print_as_text(node.value) for _, node in sorted(entries.items()))
    return f"map[{' '.join(f'{name}:{text}' for name, text in zip(sorted(entries), shown, strict=True))}]"


def _complete_dependency(node: Node) -> Node:
    defaults: Mapping = {"condition": node.with_value("service_started"), "required": node.with_value(True)}
    return node.with_value({**defaults, **dict(node.items())})


def _expand_env_files(node: Node, path: Path, _account: Account) -> Node:
    if not isinstance(node.value, (str, list)):
        raise _refuse(node, path, " for env_file")
    entries = [node] if isinstance(node.value, str) else node.value
    return node.with_value([_expand_env_file(entry) for entry in entries])


def _expand_env_file(node: Node) -> Node:
    if isinstance(node.value, str):
        return node.with_value({"path": node, "required": node.with_value(True)})
    if isinstance(node.value, dict) and node.get("required") is None:
        return node.with_value({**dict(node.items()), "required": node.with_value(True)})
    return node


def _expand_list(node: Node, _path: Path, _account: Account) -> Node:
    return node.with_value([node]) if isinstance(node.value, str) else node


def _expand_extends(node: Node, path: Path, _account: Account) -> Node:
    if isinstance(node.value, str):
        return node.with_value({"service": node})
    if not isinstance(node.value, dict):
        raise _refuse(node, path, " for extends")
    return node


def _expand_names(node: Node, path: Path, _account: Account) -> Node:
    if not isinstance(node.value, list):
        return node
    return node.with_value({_name_of(entry, path): entry.with_value(None) for entry in node.value})


def _expand_gpus(node: Node, path: Path, _account: Account) -> Node:
    if not isinstance(node.value, (str, list)):
        raise _refuse(node, path, " for gpus")
    return node.with_value([_mapping_of(node, count="all")]) if isinstance(node.value, str) else node


def _expand_volume(node: Node, path: Path, _account: Account) -> Node:
    if not isinstance(node.value, (str, dict)):
        raise _refuse(node, path, " for service volume mount")
    return expand_volume(node) if isinstance(node.value, str) else node


def _expand_device(node: Node, path: Path, _account: Account) -> Node:
    if not isinstance(node.value, (str, dict)):
        raise _refuse(node, path, " for service volume mount")
    if not isinstance(node.value, str):
        return node
    parts = node.value.split(":")
    if len(parts) > 3:
        raise Fault(f"confusing device mapping, please use long syntax: {node.value}", node)
    source, target, permissions = (*parts, *("", "rwm")[len(parts) - 1 :])
    return _mapping_of(node, source=source, target=target or source, permissions=permissions)


def _expand_mount(node: Node, path: Path, _account: Account) -> Node:
    if not isinstance(node.value, (str, dict)):
        raise Fault(f"{join_path(path)}: unsupported type {type_name(node.value)}", node)
    return _mapping_of(node, source=node.value) if isinstance(node.value, str) else node


def _expand_ports(node: Node, path: Path, account: Account) -> Node:
    if not isinstance(node.value, list):
        raise _refuse(node, path, " for port")
    ports: list[Node] = []
    for entry in node.value:
        if isinstance(entry.value, dict):
            ports.append(entry)
            continue
        if isinstance(entry.value, bool) or not isinstance(entry.value, (int, str)):
            raise Fault(f"{join_path(path)}: invalid type {type_name(entry.value)} for port", entry)
        account.spend_ports(count_ports(entry))
        ports += expand_ports(entry)
    return node.with_value(ports)


def _check_include(node: Node, path: Path, _account: Account) -> Node:
    if not isinstance(node.value, (str, dict)):
        raise _refuse(node, path, " for external")
    return node


def _check_limit(node: Node, path: Path, _account: Account) -> Node:
    if not isinstance(node.value, (dict, int)) or isinstance(node.value, bool):
        raise _refuse(node, path, " for external")
    return node


def _expand_external(node: Node, path: Path, account: Account) -> Node:
    if node.value is not None and not isinstance(node.value, dict):
        raise _refuse(node, path)
    external = node.get("external")
    if external is None or not isinstance(external.value, dict):
        return node
    changed = {**dict(node.items()), "external": external.with_value(True)}
    name = external.get("name")
    if name is not None:
        account.warn(f"{join_path(path)}: external.name is deprecated. Please set name and external: true")
        known = node.get("name")
        if known is not None and known.value != name.value:
            raise Fault(f"{join_path(path)}: name and external.name conflict; only use name", node)
        changed["name"] = name
    return node.with_value(changed)


_TRANSFORMS: Trie[_Transform] = by_pattern(
    {
        "services.*.build": _expand_build,
        "services.*.build.additional_contexts": _expand_pairs,
        "services.*.build.secrets.*": _expand_mount,
        "services.*.build.ssh": _expand_ssh,
        "services.*.build.ulimits.*": _check_limit,
        "services.*.configs.*": _expand_mount,
        "services.*.depends_on": _expand_dependencies,
        "services.*.devices.*": _expand_device,
        "services.*.dns": _expand_list,
        "services.*.env_file": _expand_env_files,
        "services.*.extends": _expand_extends,
        "services.*.gpus": _expand_gpus,
        "services.*.label_file": _expand_list,
        "services.*.models": _expand_names,
        "services.*.networks": _expand_names,
        "services.*.ports": _expand_ports,
        "services.*.secrets.*": _expand_mount,
        "services.*.ulimits.*": _check_limit,
        "services.*.volumes.*": _expand_volume,
        "configs.*": _expand_external,
        "include.*": _check_include,
        "networks.*": _expand_external,
        "secrets.*": _expand_external,
        "volumes.*": _expand_external,
    }
)


def _default_build(node: Node, _path: Path, _account: Account) -> Node:
    if not isinstance(node.value, dict) or "context" in node.value:
        return node
    return node.with_value({**node.value, "context": Node(".")})


def _default_device(node: Node, path: Path, _account: Account) -> Node:
    if not isinstance(node.value, dict):
        raise _refuse(node, path, " for device request")
    if "count" in node.value or "device_ids" in node.value:
        return node
    return node.with_value({**node.value, "count": node.with_value("all")})


_DEFAULTS: Trie[_Transform] = by_pattern(
    {
        "services.*.build": _default_build,
        "services.*.deploy.resources.reservations.devices.*": _default_device,
        "services.*.gpus.*": _default_device,
    }
)
