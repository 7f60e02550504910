"""What the container of a service gets: the image's config, and over it what the service says.

Source: docs/reference/compose.md, "The container".
"""

from __future__ import annotations

from collections.abc import Mapping as ReadMapping
from typing import Any

from preimage.golang.paths import clean
from preimage.golang.quoting import quote
from preimage.projects.compose.builds import BuildMaker
from preimage.projects.compose.command_words import split_command
from preimage.projects.compose.container_environment import merge_environment, merge_labels
from preimage.projects.compose.container_health import merge_healthcheck
from preimage.projects.compose.container_parts import IMAGE, Container, Parts
from preimage.projects.compose.decoding import parse_compose_duration
from preimage.projects.compose.nodes import Fault, Node, print_value
from preimage.projects.compose.options import Setting
from preimage.projects.compose.signals import is_signal

_REFUSED = "Error response from daemon: "


def make_container(
    name: str, service: Node, image: ReadMapping[str, Any], setting: Setting, maker: BuildMaker
) -> Container:
    """Merge a service and the config of its image.

    Raises:
        Fault: what the tool or the engine says of a container that cannot be made.
    """
    if service.get("provider") is not None:
        raise Fault(f"service {quote(name)} is made by a provider and has no image", service.get("provider"))
    parts = Parts(name, service, image, setting, maker)
    _merge_user(parts)
    _merge_ports(parts)
    merge_environment(parts)
    _merge_command(parts)
    merge_healthcheck(parts)
    parts.keep("Volumes")
    _merge_folder(parts)
    merge_labels(parts)
    _merge_stop(parts)
    parts.config["OnBuild"] = None
    _check_mounts(parts)
    _check_command(parts)
    return Container(_leave_out(parts.config), parts.causes, tuple(parts.notes))


_ALWAYS = ("User", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "OnBuild")


def _leave_out(config: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the engine does not write when there is nothing."""
    return {field: value for field, value in config.items() if value is not None or field in _ALWAYS}


def _merge_user(parts: Parts) -> None:
    user = parts.service.text("user")
    if user:
        parts.take("User", "user", user, parts.service.get("user"))
    else:
        parts.keep("User", "")


def _merge_ports(parts: Parts) -> None:
    exposed: dict[str, Any] = {}
    for port in parts.image.get("ExposedPorts") or {}:
        exposed[port] = {}
        parts.causes["ExposedPorts", port] = IMAGE
    ports, expose = parts.service.get("ports"), parts.service.get("expose")
    for entry in expose.entries() if expose is not None else ():
        exposed[print_value(entry.value)] = {}
        parts.causes["ExposedPorts", print_value(entry.value)] = parts.origin(entry, "expose")
    for entry in ports.entries() if ports is not None else ():
        target = entry.get("target")
        name = f"{print_value(target.value) if target is not None else 0}/{entry.text('protocol') or 'tcp'}"
        exposed[name] = {}
        parts.causes["ExposedPorts", name] = parts.origin(entry, "ports")
    parts.config["ExposedPorts"] = dict(sorted(exposed.items())) or None


def _read_words(parts: Parts, key: str) -> list[str] | None:
    """Give the words of a command; None where the service says nothing."""
    node = parts.service.get(key)
    if node is None or node.value is None:
        return None
    if not isinstance(node.value, str):
        return [print_value(entry.value) for entry in node.entries()]
    words = split_command(node.value)
    if words.cut_at is not None:
        rest = node.value[words.cut_at :]
        message = f"{key}: {quote(rest)} is left away; give a list, or a shell with the text as one argument"
        parts.note("command-cut", message, parts.origin(node, key))
    return list(words)


def _merge_command(parts: Parts) -> None:
    entrypoint, command = _read_words(parts, "entrypoint"), _read_words(parts, "command")
    if entrypoint is None:
        parts.keep("Entrypoint")
    else:
        parts.take("Entrypoint", "entrypoint", entrypoint, parts.service.get("entrypoint"))
    if command:
        parts.take("Cmd", "command", command, parts.service.get("command"))
    elif entrypoint:
        parts.take("Cmd", "entrypoint", None, parts.service.get("entrypoint"))
        if parts.image.get("Cmd"):
            message = "entrypoint clears the image's command, and the service has none of its own"
            parts.note("entrypoint-clears-command", message, parts.causes["Cmd",])
    else:
        parts.keep("Cmd")


def _check_command(parts: Parts) -> None:
    words = [*(parts.config["Entrypoint"] or ()), *(parts.config["Cmd"] or ())]
    if not words or not words[0]:
        raise Fault(f"{_REFUSED}no command specified", parts.service)


def _merge_folder(parts: Parts) -> None:
    folder = parts.service.text("working_dir")
    node = parts.service.get("working_dir")
    if not folder:
        parts.keep("WorkingDir", "")
        return
    if not folder.startswith("/"):
        message = f"the working directory '{folder}' is invalid, it needs to be an absolute path"
        raise Fault(f"{_REFUSED}{message}", node)
    parts.take("WorkingDir", "working_dir", clean(folder), node)


def _merge_stop(parts: Parts) -> None:
    signal, node = parts.service.text("stop_signal"), parts.service.get("stop_signal")
    if not signal:
        parts.keep("StopSignal")
    elif not is_signal(signal):
        raise Fault(f"{_REFUSED}invalid signal: {signal}", node)
    else:
        parts.take("StopSignal", "stop_signal", signal, node)
    period = parts.service.get("stop_grace_period")
    if period is not None:
        seconds = int(int(parse_compose_duration(period)) / 1_000_000_000)
        parts.take("StopTimeout", "stop_grace_period", seconds, period)


def _check_mounts(parts: Parts) -> None:
    volumes = parts.service.get("volumes")
    for volume in volumes.entries() if volumes is not None else ():
        target = volume.text("target")
        if volume.text("type") == "volume" and not target.startswith("/"):
            message = f"invalid mount path: '{target}' mount path must be absolute"
            raise Fault(f'{_REFUSED}invalid mount config for type "volume": {message}', volume)
