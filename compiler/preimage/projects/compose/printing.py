"""Builds as ``docker compose build --print`` writes them.

Source: docs/reference/compose.md, "What Compose adds".
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from preimage.golang.jsontext import escape_go
from preimage.golang.text import replace_invalid
from preimage.projects.compose.builds import pairs_of
from preimage.projects.compose.decoding import parse_size
from preimage.projects.compose.nodes import Node, print_value
from preimage.projects.compose.services import SERVICE
from preimage.projects.project import Build


def print_builds(targets: Iterable[tuple[str, dict[str, Any]]], group: Iterable[str]) -> str:
    """Write the targets by name, and the group of those that are built."""
    document = {"group": {"default": {"targets": list(group)}}, "target": dict(sorted(targets))}
    return escape_go(replace_invalid(json.dumps(document, indent=2, ensure_ascii=False)))


def describe_build(
    build: Build, service: Node, names: dict[str, str], image: str, secrets: Node | None
) -> dict[str, Any]:
    """Give what is printed of a build; what is empty is left out.

    ``names`` has the target of each service, ``image`` the tag that Compose gives, ``secrets`` those of the project.
    """
    node = service.get("build") or Node({})
    printed: dict[str, Any] = {
        "context": build.context,
        "contexts": {name: _print_context(value, names) for name, value in build.contexts.items()},
        "dockerfile": build.dockerfile,
        "dockerfile-inline": (build.dockerfile_inline or "").replace("${", "$${"),
        "args": {name: value.replace("${", "$${") for name, value in build.args.items()},
        "labels": dict(build.labels),
        "tags": [*_texts(node, "tags"), image],
        "cache-from": _texts(node, "cache_from"),
        "cache-to": _texts(node, "cache_to"),
        "target": build.target or "",
        "secret": list(_print_secrets(node, secrets)),
        "ssh": [f"{name}={_or_empty(value)}" for name, value in pairs_of(node.get("ssh"))],
        "platforms": list(build.platforms),
        "pull": _is_on(node, "pull"),
        "no-cache": _is_on(node, "no_cache"),
        "network": node.text("network"),
        "shm-size": _print_size(node.get("shm_size")),
        "ulimits": [_print_limit(name, limit) for name, limit in pairs_of(node.get("ulimits"))],
        "entitlements": _print_entitlements(node),
        "extra-hosts": _print_hosts(node.get("extra_hosts")),
        "output": ["type=image,push=false" if len(build.platforms) > 1 else "type=docker"],
        "attest": [*_print_attestation(node, "provenance"), *_print_attestation(node, "sbom")],
    }
    return {key: value for key, value in printed.items() if value}


def _texts(node: Node, key: str) -> list[str]:
    value = node.get(key)
    return [print_value(entry.value) for entry in value.entries()] if value is not None else []


def _or_empty(node: Node) -> str:
    return "" if node.value is None else print_value(node.value)


def _is_on(node: Node, key: str) -> bool:
    value = node.get(key)
    # What else a text may be has been refused before.
    return value is not None and print_value(value.value).lower() in ("true", "y", "yes", "on")


def _print_context(value: str, names: dict[str, str]) -> str:
    if not value.startswith(SERVICE):
        return value
    name = value.removeprefix(SERVICE)
    return f"target:{names.get(name, name.replace('.', '_'))}"


def _print_secrets(build: Node, secrets: Node | None) -> Iterable[str]:
    named = build.get("secrets")
    for entry in named.entries() if named is not None else ():
        source = entry.text("source")
        identity = entry.text("target") or source
        secret = secrets.get(source) if secrets is not None else None
        if secret is None:
            continue
        if secret.text("environment"):
            yield f"id={identity},type=env,env={secret.text('environment')}"
        elif secret.text("file"):
            yield f"id={identity},type=file,src={secret.text('file')}"


def _print_size(node: Node | None) -> str:
    size = parse_size(node) if node is not None else 0
    return str(size) if size else ""


def _print_limit(name: str, limit: Node) -> str:
    if not isinstance(limit.value, dict):
        return f"{name}={print_value(limit.value)}"
    values = [print_value(node.value) for node in (limit.get("soft"), limit.get("hard")) if node is not None]
    return f"{name}={':'.join(values)}"


def _print_entitlements(build: Node) -> list[str]:
    return [*_texts(build, "entitlements"), *(["security.insecure"] if _is_on(build, "privileged") else [])]


def _print_hosts(node: Node | None) -> dict[str, str]:
    hosts: dict[str, list[str]] = {}
    if node is None:
        return {}
    for name, value in node.items():
        hosts[name] = [print_value(entry.value) for entry in value.entries() or [value]]
    for entry in node.entries():
        text = print_value(entry.value)
        name, _, address = text.partition("=" if "=" in text else ":")
        hosts.setdefault(name, []).append(address)
    return {name: ",".join(addresses) for name, addresses in sorted(hosts.items())}


def _print_attestation(build: Node, key: str) -> list[str]:
    value = build.get(key)
    text = print_value(value.value) if value is not None else ""
    if text in ("", "false"):
        return []
    return [f"type={key}" if text == "true" else f"type={key},{text}"]
