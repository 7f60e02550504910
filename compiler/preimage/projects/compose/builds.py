"""Services to builds: which are built, and with which values.

Source: docs/reference/compose.md, "Keys of build" and "What Compose adds".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as ReadMapping

from preimage.golang.paths import base, join
from preimage.golang.quoting import quote
from preimage.projects.compose.nodes import Fault, Node, print_value
from preimage.projects.compose.options import Options, Setting
from preimage.projects.compose.services import SERVICE, Services, contexts_of, dependencies_of
from preimage.projects.compose.sources import Sources, directory_of
from preimage.projects.project import Build, Key, Origin

LABEL = "com.docker.compose."

_PATTERN_PART = re.compile(
    r"(?P<star>\*+)|(?P<any>\?)|(?P<class>\[(?P<negated>\^?)(?P<members>(?:[^\]\\]|\\.)+)\])"
    r"|\\?(?P<character>(?<=\\).|[^\[\\])",
    re.DOTALL,
)
_GIT_PREFIXES = ("git://", "github.com/", "git@")
_GIT_URL = re.compile(r"https?://.*\.git(#.+)?\Z", re.DOTALL)


def apply_default_platform(services: Services, environment: ReadMapping[str, str]) -> Services:
    """Give services with the platform that the environment asks for, and the only platform as that of the build.

    Raises:
        Fault: ``service "x" build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: linux/arm64``.
    """
    default = environment.get("DOCKER_DEFAULT_PLATFORM", "")
    active = {name: _set_platform(name, node, default) for name, node in services.active.items()}
    return Services(services.root, active, services.inactive)


def _set_platform(name: str, service: Node, default: str) -> Node:
    build = service.get("build")
    if build is None:
        return service
    listed = build.get("platforms")
    platforms = [print_value(entry.value) for entry in listed.entries()] if listed is not None else []
    own = service.get("platform")
    if default and platforms and default not in platforms:
        where = "build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM"
        raise Fault(f"service {quote(name)} {where}: {default}", listed)
    if own is not None and own.value and not platforms:
        platforms = [print_value(own.value)]
        listed = build.with_value([own])
    if default and default not in platforms:
        if platforms:
            where = "build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM"
            raise Fault(f"service {quote(name)} {where}: {default}", own)
        listed = build.with_value([Node(default)])
    if listed is None:
        return service
    return service.with_value({**dict(service.items()), "build": _with(build, platforms=listed)})


def _with(node: Node, **entries: Node) -> Node:
    return node.with_value({**dict(node.items()), **entries})


class Selection:
    """What is built: ``printed`` names the services whose builds are told, ``grouped`` those that are asked for."""

    __slots__ = ("grouped", "printed", "services")

    def __init__(self, services: Services, printed: list[str], grouped: list[str]) -> None:
        self.services = services
        self.printed = printed
        self.grouped = grouped


def select_builds(services: Services, options: Options) -> Selection:
    """Find the services to build.

    Raises:
        Fault: ``no such service: x``.
    """
    asked = _add_contexts(services, list(options.services or services.active))
    services = services.enable(asked)
    wanted = _find_asked(services, asked)
    related = _add_dependencies(services, wanted)
    grouped = related if options.with_dependencies else wanted
    is_built = {name for name in related if services.active[name].get("build") is not None}
    if not is_built.intersection(grouped):
        return Selection(services, [], [])
    return Selection(services, sorted(is_built), sorted(is_built.intersection(grouped)))


def _find_asked(services: Services, names: Iterable[str]) -> list[str]:
    """Give the active services of these names or patterns."""
    asked: dict[str, None] = {}
    for name in names:
        matching = [name] if name in services.active else []
        if not matching and (pattern := _compile_pattern(name)) is not None:
            matching = [known for known in services.active if pattern.fullmatch(known)]
        if not matching:
            raise Fault(f"no such service: {name}")
        asked.update(dict.fromkeys(matching))
    return list(asked)


def _compile_pattern(text: str) -> re.Pattern[str] | None:
    """Compile a pattern of Go's ``path.Match``; None for one that is malformed."""
    parts = [""]
    position = 0
    while match := _PATTERN_PART.match(text, position):
        position = match.end()
        if match["star"]:
            parts.append("")
        elif match["class"]:
            inner = re.sub(r"([\[&~|])", r"\\\1", match["members"])
            parts[-1] += f"[{match['negated']}{inner}]"
        else:
            parts[-1] += "[^/]" if match["any"] else re.escape(match["character"])
    if position < len(text):
        return None
    first, *others = parts
    # Between stars the first place that fits will do, so that no other need ever be tried.
    middle = "".join(f"(?>[^/]*?{part})" for part in others[:-1])
    try:
        return re.compile(first + middle + (f"[^/]*{others[-1]}" if others else ""), re.DOTALL)
    except re.error:
        return None


def _add_contexts(services: Services, names: list[str]) -> list[str]:
    """Add the services that others have as additional contexts, and so on."""
    found = dict.fromkeys(names)
    pending = list(names)
    while pending:
        name = pending.pop()
        node = services.active.get(name) or services.inactive.get(name)
        for value in contexts_of(node).values() if node is not None else ():
            other = value.removeprefix(SERVICE)
            if other != value and other not in found:
                found[other] = None
                pending.append(other)
    return list(found)


def _add_dependencies(services: Services, names: list[str]) -> list[str]:
    found = dict.fromkeys(names)
    pending = list(names)
    while pending:
        for name, is_required in dependencies_of(services.active[pending.pop()]):
            if name in found:
                continue
            if name in services.active:
                found[name] = None
                pending.append(name)
            elif is_required:
                raise Fault(f"no such service: {name}")
    return list(found)


def target_names(services: Iterable[str]) -> dict[str, str]:
    """Give the names of services as Bake takes them: dots are underscores."""
    return {name: name.replace(".", "_") for name in services}


class BuildMaker:
    """Makes builds of services."""

    def __init__(self, setting: Setting, options: Options, sources: Sources) -> None:
        self.setting = setting
        self.options = options
        self.sources = sources

    def make(self, name: str, service: Node) -> Build:
        """Make the build of a service that has one."""
        build = service.get("build") or Node({})
        context = build.text("context")
        origins = self._origins(service, build)
        inline = build.text("dockerfile_inline")
        platforms = build.get("platforms")
        return Build(
            name,
            context=context,
            dockerfile=self._find_dockerfile(context, build.text("dockerfile")),
            dockerfile_inline=inline or None,
            target=build.text("target") or None,
            args=self._merge_args(build, origins),
            labels=self._add_labels(name, build),
            platforms=[print_value(entry.value) for entry in platforms.entries()] if platforms is not None else (),
            contexts=dict(sorted(contexts_of(service).items())),
            origins=origins,
        )

    def _find_dockerfile(self, context: str, dockerfile: str) -> str:
        if not dockerfile or context.startswith(_GIT_PREFIXES) or _GIT_URL.match(context):
            return dockerfile
        path = dockerfile if dockerfile.startswith("/") else join(context, dockerfile)
        folder = directory_of(path)
        if folder.startswith("/") and self.sources.files.is_folder(folder):
            return join(self.sources.files.resolve_links(folder), base(path))
        return path

    def _merge_args(self, build: Node, origins: dict[Key, Origin]) -> dict[str, str]:
        args = {name: print_value(node.value) for name, node in pairs_of(build.get("args")) if node.value is not None}
        for name, value in self.options.build_args.items():
            value = self.setting.environment.get(name) if value is None else value
            if value is None:
                args.pop(name, None)
                origins.pop(("args", name), None)
            else:
                args[name] = value
                origins["args", name] = Origin("", None, "--build-arg")
        return dict(sorted(args.items()))

    def _add_labels(self, name: str, build: Node) -> dict[str, str]:
        labels = {key: _print_label(node) for key, node in pairs_of(build.get("labels"))}
        if self.options.version is not None:
            labels[f"{LABEL}project"] = self.setting.name
            labels[f"{LABEL}service"] = name
            labels[f"{LABEL}version"] = self.options.version
        return dict(sorted(labels.items()))

    def _origins(self, service: Node, build: Node) -> dict[Key, Origin]:
        origins: dict[Key, Origin] = {}
        for key in ("context", "dockerfile", "dockerfile_inline", "target", "platforms"):
            node = build.get(key)
            if node is not None and node.line:
                origins[key,] = self.locate(node, key)
        for key, word in (("args", "args"), ("labels", "labels"), ("additional_contexts", "contexts")):
            for name, node in pairs_of(build.get(key)):
                if node.line:
                    origins[word, name] = self.locate(node, key)
        image = service.get("image")
        if image is not None and image.line:
            origins["image",] = self.locate(image, "image")
        return origins

    def locate(self, node: Node, what: str) -> Origin:
        """Give the place of a node, its file seen from the folder that the tool runs in."""
        inside = node.file.removeprefix(f"{self.sources.files.folder}/")
        return Origin(inside, node.line, what)


def pairs_of(node: Node | None) -> list[tuple[str, Node]]:
    """Give names and values of a mapping, or of a list of ``name=value``; a bare name has None."""
    if node is None:
        return []
    if isinstance(node.value, dict):
        return list(node.value.items())
    pairs: dict[str, Node] = {}
    for entry in node.entries():
        name, sign, value = print_value(entry.value).partition("=")
        pairs[name] = entry.with_value(value if sign else None)
    return list(pairs.items())


def _print_label(node: Node) -> str:
    return "" if node.value is None else print_value(node.value)
