"""What is implied by a merged project: networks, dependencies, a Dockerfile's name, values of bare names.

Source: docs/reference/compose.md, "The order of things".
"""

from __future__ import annotations

from collections.abc import Mapping as ReadMapping

from preimage.projects.compose.nodes import Mapping, Node, print_value

_NAMESPACES = ("network_mode", "ipc", "pid", "uts", "cgroup")


def normalize(root: Node, environment: ReadMapping[str, str]) -> Node:
    """Give a project in which what is implied is said."""
    services = root.get("services")
    if services is None:
        return root
    changed = {name: _normalize_service(node, environment) for name, node in services.items()}
    entries = {**dict(root.items()), "services": services.with_value(changed)}
    if any("default" in dict(_networks_of(node).items()) for node in changed.values()):
        networks = entries.get("networks") or Node({})
        if networks.get("default") is None:
            entries["networks"] = networks.with_value({**dict(networks.items()), "default": Node(None)})
    return root.with_value(entries)


def _networks_of(service: Node) -> Node:
    return service.get("networks") or Node({})


def resolve_listed(root: Node, environment: ReadMapping[str, str]) -> Node:
    """Give the bare names in lists of ``environment`` the values of the variables of their own file."""
    services = root.get("services")
    if services is None:
        return root
    changed: Mapping = {}
    for name, service in services.items():
        listed = service.get("environment")
        if listed is not None and isinstance(listed.value, list):
            entries = [_resolve_entry(entry, environment) for entry in listed.value]
            changed[name] = _with(service, environment=listed.with_value(entries))
    if not changed:
        return root
    return _with(root, services=services.with_value({**dict(services.items()), **changed}))


def _with(node: Node, **entries: Node) -> Node:
    return node.with_value({**dict(node.items()), **entries})


def _resolve_entry(entry: Node, environment: ReadMapping[str, str]) -> Node:
    name = print_value(entry.value)
    value = environment.get(name)
    return entry if value is None else entry.with_value(f"{name}={value}")


def _normalize_service(service: Node, environment: ReadMapping[str, str]) -> Node:
    added: Mapping = {}
    build = service.get("build")
    if build is not None and isinstance(build.value, dict):
        added["build"] = _normalize_build(build, environment)
    variables = service.get("environment")
    if variables is not None:
        added["environment"] = _resolve(variables, environment, keep_empty=True)
    if not _networks_of(service).value and service.get("provider") is None and service.get("network_mode") is None:
        added["networks"] = Node({"default": Node(None)})
    dependencies = _find_dependencies(service)
    if dependencies:
        added["depends_on"] = (service.get("depends_on") or service).with_value(dependencies)
    return _with(service, **added)


def _normalize_build(build: Node, environment: ReadMapping[str, str]) -> Node:
    added: Mapping = {}
    if build.get("context") is None:
        added["context"] = Node(".")
    if build.get("dockerfile") is None and build.get("dockerfile_inline") is None:
        added["dockerfile"] = Node("Dockerfile")
    args = build.get("args")
    if args is not None:
        added["args"] = _resolve(args, environment, keep_empty=False)
    return _with(build, **added)


def _resolve(node: Node, environment: ReadMapping[str, str], *, keep_empty: bool) -> Node:
    """Give bare names the values of variables; those of no variable stay bare, or go."""
    if isinstance(node.value, dict):
        pairs: Mapping = {}
        for name, child in node.value.items():
            value = environment.get(name) if child.value is None else None
            if value is not None:
                pairs[name] = child.with_value(value)
            elif child.value is not None or keep_empty:
                pairs[name] = child
        return node.with_value(pairs)
    entries = []
    for entry in node.entries():
        resolved = entry if "=" in print_value(entry.value) else _resolve_entry(entry, environment)
        if keep_empty or "=" in print_value(resolved.value):
            entries.append(resolved)
    return node.with_value(entries)


def _find_dependencies(service: Node) -> Mapping:
    known = service.get("depends_on")
    found: Mapping = dict(known.items()) if known is not None else {}
    links = service.get("links")
    for link in links.entries() if links is not None else ():
        parts = print_value(link.value).split(":")
        name = parts[0] if len(parts) == 2 else print_value(link.value)
        found.setdefault(name, _dependency(link, restart=True))
    for key in _NAMESPACES:
        shared = service.text(key)
        if shared.startswith("service:"):
            found.setdefault(shared.removeprefix("service:"), _dependency(service.get(key) or service, restart=True))
    mounted = service.get("volumes_from")
    for entry in mounted.entries() if mounted is not None else ():
        name = print_value(entry.value)
        if not name.startswith("container:"):
            found.setdefault(name.split(":")[0], _dependency(entry, restart=False))
    return found


def _dependency(node: Node, *, restart: bool) -> Node:
    values: dict[str, str | bool] = {"condition": "service_started", "restart": restart, "required": True}
    return node.with_value({key: node.with_value(value) for key, value in values.items()})
