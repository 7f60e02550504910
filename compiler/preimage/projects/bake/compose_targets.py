"""Services of Compose files to targets.

Source: docs/reference/bake.md, "Compose files".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as ReadMapping
from contextlib import suppress
from typing import Any

from preimage.golang.numbers import parse_bool
from preimage.model.errors import ProjectError
from preimage.projects.bake.compose_loading import ComposeReader
from preimage.projects.bake.entries import Entry, read_entry
from preimage.projects.bake.matrix import check_name
from preimage.projects.bake.target import Group, Target, merge_held
from preimage.projects.bake.user_functions import ResolutionError
from preimage.projects.compose.builds import pairs_of
from preimage.projects.compose.decoding import parse_size
from preimage.projects.compose.dotenv import parse_env_file
from preimage.projects.compose.nodes import Fault, Node, print_value
from preimage.projects.compose.printing import describe_build
from preimage.projects.compose.services import Services
from preimage.projects.compose.sources import Sources
from preimage.projects.project import Build, Origin

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_ENTRIES = ("cache-from", "cache-to", "ssh")
_PLAIN = ("dockerfile", "target", "network")
_EXTENSIONS = {
    "tags": "tags",
    "cache-from": "cache-from",
    "cache-to": "cache-to",
    "secret": "secret",
    "ssh": "ssh",
    "platforms": "platforms",
    "output": "output",
    "no-cache-filter": "no-cache-filter",
}


def make_targets(services: Services, reader: ComposeReader) -> tuple[list[Group], list[Target]]:
    """Give the targets of all services with a build, and the group ``default`` of them.

    Raises:
        ProjectError: a value that Bake cannot use.
    """
    if not services.active:
        return [], []
    maker = _Maker(services, reader)
    try:
        targets = [
            maker.make(name, services.active[name])
            for name in sorted(services.active)
            if services.active[name].get("build") is not None
        ]
    except ValueError as error:
        raise ProjectError(f"ERROR: failed to parse compose file: {error}") from error
    return [Group("default", [target.name for target in targets] or None)], targets


class _Maker:
    def __init__(self, services: Services, reader: ComposeReader) -> None:
        self.services = services
        self.reader = reader

    def make(self, name: str, service: Node) -> Target:
        """Make the target of a service."""
        build = service.get("build") or Node({})
        target = Target(name.replace(".", "_"))
        try:
            check_name(target.name)
        except ResolutionError as error:
            raise ProjectError(
                f'ERROR: failed to parse compose file: invalid service name "{target.name}": {error}'
            ) from error
        described = describe_build(Build(name, context=""), service, {}, "", self.services.root.get("secrets"))
        for key, held, source in self._list_values(build, service, described):
            if held:
                target.set(key, held, _locate(source or build, key))
        for key, parts in (("args", build.get("args")), ("labels", build.get("labels"))):
            for part, node in pairs_of(parts):
                if (key, part) in target.origins:
                    target.origins[key, part] = _locate(node, key)
        _extend(target, build.get("x-bake"))
        image = service.get("image")
        if not target.held.get("tags") and image is not None and image.value:
            target.set("tags", [print_value(image.value)], _locate(image, "image"))
        return target

    def _list_values(
        self, build: Node, service: Node, described: ReadMapping[str, Any]
    ) -> Iterator[tuple[str, Any, Node | None]]:
        yield "context", build.text("context"), build.get("context")
        for key in _PLAIN:
            yield key, build.text(key), build.get(key)
        yield "dockerfile-inline", build.text("dockerfile_inline"), build.get("dockerfile_inline")
        yield "contexts", _read_contexts(build.get("additional_contexts")), build.get("additional_contexts")
        yield "args", self._resolve_args(build, service), build.get("args")
        yield "labels", _read_labels(build.get("labels")), build.get("labels")
        yield "tags", [tag for tag in described.get("tags", ()) if tag], build.get("tags")
        yield "attest", [*_read_attestation(build, "sbom"), *_read_attestation(build, "provenance")], None
        for key in _ENTRIES:
            yield key, _read_entries(key, described.get(key, ())), None
        yield "secret", self._read_secrets(build), build.get("secrets")
        yield "platforms", described.get("platforms") or _texts(build.get("platforms")), build.get("platforms")
        for key in ("pull", "no-cache", "extra-hosts"):
            yield key, described.get(key), None
        yield "shm-size", _print_size(build.get("shm_size")), build.get("shm_size")
        yield "ulimits", [_print_limit(*pair) for pair in pairs_of(build.get("ulimits"))], build.get("ulimits")

    def _read_secrets(self, build: Node) -> list[Entry]:
        """Give secrets by the name of the project's; where they are mounted does not count."""
        known = self.services.root.get("secrets")
        entries: list[Entry] = []
        named = build.get("secrets")
        for node in named.entries() if named is not None else ():
            source = node.text("source")
            secret = known.get(source) if known is not None else None
            if secret is not None and secret.text("environment"):
                entries.append({"id": source, "env": secret.text("environment")})
            elif secret is not None and secret.text("file"):
                entries.append({"id": source, "src": secret.text("file")})
        return entries

    def _resolve_args(self, build: Node, service: Node) -> dict[str, str]:
        """Give args; a bare name has its value from the service's variables, then from those of the project."""
        args: dict[str, str] = {}
        find: Callable[[str], str | None] | None = None
        for name, node in pairs_of(build.get("args")):
            if node.value is not None:
                args[name] = print_value(node.value)
                continue
            if find is None:
                find = self._read_variables(service)
            value = find(name)
            if value is not None:
                args[name] = value
        return args

    def _read_variables(self, service: Node) -> Callable[[str], str | None]:
        outside = self.reader.environment
        known: dict[str, str | None] = dict(self._read_env_files(service))
        for name, node in pairs_of(service.get("environment")):
            known[name] = outside.get(name) if node.value is None else print_value(node.value)

        def find(name: str) -> str | None:
            value = known.get(name)
            return outside.get(name) if value is None else value

        return find

    def _read_env_files(self, service: Node) -> dict[str, str]:
        files = service.get("env_file")
        found: dict[str, str] = {}
        sources = Sources(self.reader.files, self.reader.home, self.reader.account)
        for entry in files.entries() if files is not None else ():
            path = print_value(entry.value) if not isinstance(entry.value, dict) else entry.text("path")
            if not self.reader.files.is_file(path):
                continue
            parsed = parse_env_file(sources.read(path), self.reader.environment.get, self.reader.account)
            found.update((name, value.text) for name, value in parsed.items())
        return found


def _locate(node: Node, what: str) -> Origin:
    return Origin(node.file, node.line or None, what)


def _texts(node: Node | None) -> list[str]:
    if node is None:
        return []
    return [print_value(each.value) for each in (node.entries() if isinstance(node.value, list) else [node])]


def _read_contexts(node: Node | None) -> dict[str, str]:
    contexts: dict[str, str] = {}
    for name, value in pairs_of(node):
        text = print_value(value.value)
        for scheme in ("service:", "target:"):
            if text.startswith(scheme):
                text = "target:" + text.removeprefix(scheme).replace(".", "_")
                break
        contexts[name] = text
    return contexts


def _read_labels(node: Node | None) -> dict[str, str]:
    return {name: "" if each.value is None else print_value(each.value) for name, each in pairs_of(node)}


def _read_entries(key: str, texts: list[str]) -> list[Entry]:
    entries: list[Entry] = []
    for text in texts:
        entries += read_entry(key, text.removesuffix("=") if key == "ssh" else text)
    return entries


def _read_attestation(build: Node, kind: str) -> list[Entry]:
    """Read ``provenance`` or ``sbom``: a truth value, or the attributes of the attestation."""
    node = build.get(kind)
    text = print_value(node.value) if node is not None else ""
    if not text:
        return []
    with suppress(ValueError):
        text = f"disabled={'false' if parse_bool(text) else 'true'}"
    return read_entry("attest", f"type={kind},{text}")


def _print_size(node: Node | None) -> str:
    """Give a size in the largest unit of 1024 that it reaches, with four digits."""
    size = float(parse_size(node)) if node is not None else 0.0
    if size <= 0:
        return ""
    unit = 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size /= 1024
        unit += 1
    return f"{size:.4g}{_UNITS[unit]}"


def _print_limit(name: str, node: Node) -> str:
    """Give a limit; one that is a single number counts as none, a slip of the tool."""
    soft, hard = (node.get(each) for each in ("soft", "hard"))
    return f"{name}={_number(soft)}:{_number(hard)}"


def _number(node: Node | None) -> str:
    return "0" if node is None else print_value(node.value)


def _extend(target: Target, node: Node | None) -> None:
    """Add what ``x-bake`` says."""
    if node is None or node.value is None:
        return
    if not isinstance(node.value, dict):
        raise Fault(f"cannot unmarshal {print_value(node.value)} into x-bake", node)
    for key, name in _EXTENSIONS.items():
        texts = _texts(node.get(key))
        if not texts:
            continue
        held: list[Any] = list(texts)
        if key in {"cache-from", "cache-to", "secret", "ssh", "output"}:
            held = [entry for text in texts for entry in read_entry(key, text)]
        target.set(name, [*target.held.get(name, ()), *held], _locate(node.get(key) or node, f"x-bake {key}"))
    for key in ("pull", "no-cache"):
        switch = node.get(key)
        if switch is not None:
            target.set(key, _read_switch(switch), _locate(switch, f"x-bake {key}"))
    contexts = {name: print_value(each.value) for name, each in pairs_of(node.get("contexts"))}
    if contexts:
        target.set("contexts", merge_held("contexts", target.held.get("contexts"), contexts), _locate(node, "x-bake"))


def _read_switch(node: Node) -> bool:
    if not isinstance(node.value, bool):
        raise Fault(f"cannot unmarshal {print_value(node.value)} into bool, in x-bake", node)
    return node.value
