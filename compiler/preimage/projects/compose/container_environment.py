"""Variables and labels of a container, with those of the files that a service names.

Source: docs/reference/compose.md, "The container".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from preimage.golang.quoting import quote
from preimage.projects.compose.builds import LABEL, pairs_of
from preimage.projects.compose.container_parts import COMPOSE, IMAGE, Parts
from preimage.projects.compose.dotenv import EnvValue, parse_env_file, parse_raw_env_file
from preimage.projects.compose.env_files import NOTHING, read_label_file
from preimage.projects.compose.nodes import Fault, Node, print_value
from preimage.projects.compose.services import dependencies_of
from preimage.projects.project import Origin


class _Variable(NamedTuple):
    value: str | None
    origin: Origin


def merge_environment(parts: Parts) -> None:
    """Set ``Env``: the service's variables by name, then the others of the image in its order.

    Raises:
        Fault: an env file that is missing or faulty.
    """
    variables = {name: _Variable(value, origin) for name, value, origin in _read_files(parts)}
    for name, node in pairs_of(parts.service.get("environment")):
        value = None if node.value is None else print_value(node.value)
        if value is None:
            value = parts.setting.environment.get(name)
        variables[name] = _Variable(value, parts.origin(node, "environment"))
    env = []
    for name, variable in sorted(variables.items()):
        env.append(name if variable.value is None else f"{name}={variable.value}")
        parts.causes["Env", name] = variable.origin
    for entry in parts.image.get("Env") or ():
        name, _, value = str(entry).partition("=")
        if name not in variables:
            env.append(str(entry))
            parts.causes["Env", name] = IMAGE
        elif variables[name].value is None and value:
            message = f"environment: {name} has no value outside, and hides the image's {quote(value)}"
            parts.note("variable-hidden", message, variables[name].origin)
    parts.config["Env"] = env


def _read_files(parts: Parts) -> Iterator[tuple[str, str, Origin]]:
    files = parts.service.get("env_file")
    own = dict(pairs_of(parts.service.get("environment")))

    def look_up(name: str) -> str | None:
        value = parts.setting.environment.get(name)
        if value is None and name in own and own[name].value is not None:
            return print_value(own[name].value)
        return value

    earlier: dict[str, str] = {}
    for entry in files.entries() if files is not None else ():
        path = entry.text("path")
        required = entry.get("required")
        is_required = required is None or print_value(required.value).lower() in ("true", "y", "yes", "on")
        if path in ("", NOTHING) or (not is_required and not _exists(parts, path)):
            continue
        for name, value in _read_file(parts, path, look_up, earlier, entry).items():
            earlier[name] = value.text
            yield name, value.text, _locate(parts, path, value, "env_file")


def _exists(parts: Parts, path: str) -> bool:
    files = parts.maker.sources.files
    return files.is_file(path) or files.is_folder(path)


def _read_file(
    parts: Parts, path: str, look_up: Callable[[str], str | None], earlier: dict[str, str], node: Node
) -> dict[str, EnvValue]:
    form = node.text("format")
    if not _exists(parts, path):
        raise Fault(f"env file {path} not found: stat {path}: no such file or directory", node)
    if form not in ("", "raw"):
        raise Fault(f"unsupported env_file format {quote(form)}", node)
    data = parts.maker.sources.read(path)
    try:
        if form:
            return parse_raw_env_file(data, look_up)
        return parse_env_file(data, look_up, parts.maker.sources.account, earlier)
    except Fault as fault:
        what = "failed to parse env_file" if form else "failed to read"
        raise Fault(f"{what} {path}: {fault}", node) from None


def _locate(parts: Parts, path: str, value: EnvValue, what: str) -> Origin:
    return parts.maker.locate(Node(value.text, path, value.line), what)


def merge_labels(parts: Parts) -> None:
    """Set ``Labels``: the image's, over them the service's, over them the tool's; by name.

    Those with hashes and IDs, which nobody can know before, are left out.

    Raises:
        Fault: a label file that is missing or faulty.
    """
    labels = {str(name): str(value) for name, value in (parts.image.get("Labels") or {}).items()}
    causes = dict.fromkeys(labels, IMAGE)
    files = parts.service.get("label_file")
    listed: dict[str, str] = {}
    for entry in files.entries() if files is not None else ():
        for name, value in read_label_file(entry, parts.maker.sources, listed).items():
            listed[name] = labels[name] = value.text
            causes[name] = _locate(parts, print_value(entry.value), value, "label_file")
    for name, node in pairs_of(parts.service.get("labels")):
        labels[name] = "" if node.value is None else print_value(node.value)
        causes[name] = parts.origin(node, "labels")
    added = _own_labels(parts)
    labels |= added
    causes |= dict.fromkeys(added, COMPOSE)
    parts.config["Labels"] = dict(sorted(labels.items()))
    parts.causes.update((("Labels", name), origin) for name, origin in causes.items())


def _own_labels(parts: Parts) -> dict[str, str]:
    version = parts.maker.options.version
    return {
        f"{LABEL}project": parts.setting.name,
        f"{LABEL}service": parts.name,
        f"{LABEL}oneoff": "False",
        f"{LABEL}container-number": "1",
        f"{LABEL}depends_on": ",".join(_describe_dependencies(parts.service)),
        f"{LABEL}project.config_files": ",".join(parts.setting.paths),
        f"{LABEL}project.working_dir": parts.setting.folder,
        **({f"{LABEL}version": version} if version is not None else {}),
    }


def _describe_dependencies(service: Node) -> Iterator[str]:
    known = service.get("depends_on")
    for name, _ in dependencies_of(service):
        node = known.get(name) if known is not None else None
        restart = node.get("restart") if node is not None else None
        condition = node.text("condition") if node is not None else ""
        is_restarted = restart is not None and print_value(restart.value).lower() in ("true", "y", "yes", "on")
        yield f"{name}:{condition}:{'true' if is_restarted else 'false'}"
